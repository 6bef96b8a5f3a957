"""What a calibration leaves behind: simulated against public figures, at one point and as intervals.

Money is in cents of the quote currency and of the whole open interest; shares, leverages and plain numbers are in ppm,
times in ns. An interval holds 90 % of its values: both ends and the median are among them.
"""

import msgspec

MONEY, SHARE = "money", "share"


class Spread(msgspec.Struct, frozen=True):
    """Order statistics of one figure over many draws: of 200 values the 11th, the 100th and the 190th."""

    low: int
    median: int
    high: int


class Figure(msgspec.Struct, frozen=True):
    """One public figure and what the population makes of it.

    kind        "money": cents liquidated; "share": ppm of the open interest
    newcomers   ppm of the total that no book of the start can have; simulated totals have it added
    at_least    whether the source calls the public figure a lower bound
    fits        the assumption that was fitted on it, "" where it is only compared
    own         with the case's own seed
    seeds       over seeds alone, every assumption at its value
    ranges      over seeds and assumptions, each assumption anywhere in its range
    """

    name: str
    kind: str
    public: int
    newcomers: int
    at_least: bool
    fits: str
    own: int
    seeds: Spread
    ranges: Spread
    source: str

    def within(self, spread: Spread) -> bool:
        """Whether an interval does not speak against the public figure."""
        return (self.at_least or spread.low <= self.public) and self.public <= spread.high


class Fit(msgspec.Struct, frozen=True):
    """One assumption fitted on the figures of one kind.

    unit        kind of the assumption; kind: of its figures
    value       of the assumption, from low to high; step: the distance of the last values tried
    goals       of the figures, cents or ppm; found: their medians at the value
    trials      (value, how far the medians are from the goals, ppm of each, added up) of all tried, in order of value
    """

    assumption: str
    unit: str
    kind: str
    figures: list[str]
    value: int
    low: int
    high: int
    step: int
    goals: list[int]
    found: list[int]
    trials: list[tuple[int, int]]


class Assumed(msgspec.Struct, frozen=True):
    """One assumption as it was used; kind as in lab.assumptions. origin: "fitted", "carried over", "" for neither."""

    name: str
    text: str
    kind: str
    value: int
    low: int
    high: int
    origin: str
    source: str


class Distance(msgspec.Struct, frozen=True):
    """Open interest whose line is from `near` to `far` ppm of the start away, cents; far 0: farther, or no line."""

    near: int
    far: int
    long: int
    short: int


class Spike(msgspec.Struct, frozen=True):
    """A leverage many choose, ppm: how many accounts should have it, and how many of the longs and shorts drawn do."""

    leverage: int
    stated: int
    long: int
    short: int


class Crash(msgspec.Struct, frozen=True):
    """One population held against the public figures of its crash.

    predicted   whether what was fitted on another crash was carried over unchanged
    start       ticks; decimals of its prices
    rulebook    by whose margin schedule the lines are found
    simulated   ppm of the open interest that is simulated; accounts: how many of the case's own seed that are
    sizes       (ppm, cents as published, cents of the simulated shorts): quantiles
    """

    name: str
    title: str
    market: str
    predicted: bool
    start: int
    decimals: int
    rulebook: str
    seed: int
    simulated: int
    accounts: int
    figures: list[Figure]
    assumptions: list[Assumed]
    distances: list[Distance]
    spikes: list[Spike]
    spikes_source: str
    sizes: list[tuple[int, int, int]]
    sizes_source: str
    entries_source: str


class Calibration(msgspec.Struct, frozen=True):
    """A population, what was fitted, and what it says of other crashes.

    seeds       draws behind every interval; fit_seeds: behind every median of a fit
    crashes     the one it is made for first
    fits        empty where the values of the case file were taken as they are
    """

    seeds: int
    fit_seeds: int
    crashes: list[Crash]
    fits: list[Fit]
