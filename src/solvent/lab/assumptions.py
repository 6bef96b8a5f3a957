"""What a case says of its population: assumptions with ranges, facts with sources, and the public totals to be met.

Every number that is not published is an `Assumption`: a value, the range it may lie in, and who says so, or the word
"assumed". Nothing here is a default of the model; what is missing is refused.
"""

import msgspec

from solvent.lab.strict_toml import Table, said
from solvent.units import PPM, amount, duration_ns, number, price_ticks, rate_ppm, scaled

QUOTE = "USD"
CENTS = 2  # decimals in which sizes and open interest are counted
MONEY, SHARE, LEVERAGE, PLAIN, TIME = "money", "share", "leverage", "plain", "time"
MOST_ACCOUNTS = 1_000_000
LARGEST = 10**11  # cents of one position: 1 bn USD

# name: (kind, what it is)
ASSUMPTIONS: dict[str, tuple[str, str]] = {
    "open_interest": (MONEY, "open interest at the start, one side"),
    "size_median": (MONEY, "median position"),
    "size_sigma": (PLAIN, "standard deviation of the logarithm of sizes"),
    "tail_share": (SHARE, "accounts in the Pareto tail"),
    "tail_exponent": (PLAIN, "exponent of the tail"),
    "size_largest": (MONEY, "largest position"),
    "tilt": (PLAIN, "tilt of the leverage weights: each is multiplied by (leverage / 10) to this power"),
    "cross_share": (SHARE, "directional accounts on cross margin"),
    "cross_spare": (SHARE, "spare money of a cross account, mean, on top of its margin"),
    "hedged_share": (SHARE, "short open interest hedged elsewhere"),
    "hedged_leverage": (LEVERAGE, "leverage of hedged shorts"),
    "maker_share": (SHARE, "open interest of market makers, of either side"),
    "maker_leverage": (LEVERAGE, "leverage of market makers"),
    "book_multiple": (LEVERAGE, "median of hedged and makers' books, in median positions"),
    "entry_half_life": (TIME, "time before the start in which entries become half as likely"),
    "maintenance": (SHARE, "maintenance rate by which the dead are told from survivors"),
}


class Assumption(msgspec.Struct, frozen=True):
    """One number of the population.

    kind      "money": cents; "time": ns; any other: ppm
    low, high the range it may lie in; both equal the value where it is a fact
    source    who says so, or "assumed" and why
    """

    name: str
    kind: str
    text: str
    value: int
    low: int
    high: int
    source: str


class Spike(msgspec.Struct, frozen=True):
    """A leverage many choose: ppm, and its weight by open interest among directional positions, ppm before the tilt."""

    leverage: int
    weight: int


class Bar(msgspec.Struct, frozen=True):
    """A stretch of time in which positions were entered.

    age         ns from its middle to the start
    low, high   ticks
    weight      of its volume, or of its length where volume is not known
    """

    age: int
    low: int
    high: int
    weight: int


class Target(msgspec.Struct, frozen=True):
    """A public total of forced closings.

    side         1 for longs, -1 for shorts, that were closed
    cents        what was liquidated
    at_least     whether the source calls it a lower bound
    since, upto  ticks: counted are positions whose line lies beyond `since` and at or before `upto`; since 0: the start
    newcomers    ppm of the total whose positions were opened after the start, with their range; no static book has them
    fitted       whether the model may be fitted on it; the others are only compared
    """

    name: str
    side: int
    cents: int
    at_least: bool
    since: int
    upto: int
    newcomers: int
    newcomers_low: int
    newcomers_high: int
    fitted: bool
    source: str


class Bracket(msgspec.Struct, frozen=True):
    """Open interest at a leverage from `above` to `below` (ppm, 0: without bound), in cents.

    fitted   whether the model may be fitted on its share of all brackets; the others are only compared
    """

    above: int
    below: int
    cents: int
    fitted: bool = False


class Terms(msgspec.Struct, frozen=True):
    """A calibrated population.

    simulated   ppm of the open interest that is simulated
    accounts    the most that may be drawn
    limits      (cents of position from which it holds, most leverage in ppm), ascending
    bars        when and at which prices positions were entered, in order of time
    sizes       (ppm, cents): quantiles of published sizes, ascending; drawn ones are only compared with them
    """

    market: str
    simulated: int
    accounts: int
    assumptions: tuple[Assumption, ...]
    spikes: tuple[Spike, ...]
    spikes_source: str
    limits: tuple[tuple[int, int], ...]
    limits_source: str
    bars: tuple[Bar, ...]
    bars_source: str
    targets: tuple[Target, ...]
    brackets: tuple[Bracket, ...]
    brackets_source: str
    sizes: tuple[tuple[int, int], ...] = ()
    sizes_source: str = ""

    def of(self, name: str) -> int:
        """The value of an assumption: cents or ppm."""
        return self.assumption(name).value

    def assumption(self, name: str) -> Assumption:
        """An assumption by name."""
        return next(one for one in self.assumptions if one.name == name)

    def changed(self, **values: int) -> "Terms":
        """The same with other values of some assumptions."""
        mended = tuple(
            msgspec.structs.replace(one, value=values[one.name]) if one.name in values else one
            for one in self.assumptions
        )
        return msgspec.structs.replace(self, assumptions=mended)


def money(text: str) -> int:
    """'6_000 USD' in cents."""
    return amount(text, QUOTE, CENTS)


def plain(text: str) -> int:
    """'-0.35', a number without a unit, in ppm; it may be below 0."""
    return scaled(number(text), 6, "a number", 1000 * PPM)


READERS = {MONEY: money, SHARE: rate_ppm, LEVERAGE: rate_ppm, PLAIN: plain, TIME: duration_ns}


def read_population(table: Table, market: str, decimals: int) -> Terms:
    """The table [population] of a case, or of a crash.

    market     whose population it is
    decimals   of its prices
    """
    table.choice("kind", ("calibrated",))
    simulated = table.quantity("simulated", rate_ppm, least=1)
    if simulated > PPM:
        table.refuse("simulated", "at most 100 %", table.content["simulated"])
    terms = Terms(
        market=market,
        simulated=simulated,
        accounts=table.integer("accounts", 1, MOST_ACCOUNTS),
        assumptions=tuple(_assumption(table, name) for name in ASSUMPTIONS),
        spikes=_spikes(table),
        spikes_source=table.text("spikes_source"),
        limits=_limits(table),
        limits_source=table.text("limits_source"),
        bars=_bars(table, decimals),
        bars_source=table.text("entries_source"),
        targets=tuple(_target(one, decimals) for one in table.tables("public", optional=True)),
        brackets=_brackets(table),
        brackets_source=table.text("brackets_source") if "brackets" in table.content else "",
        sizes=_sizes(table) if "sizes" in table.content else (),
        sizes_source=table.text("sizes_source") if "sizes" in table.content else "",
    )
    table.finish()
    _together(table, terms)
    return terms


def _assumption(table: Table, name: str) -> Assumption:
    kind, text = ASSUMPTIONS[name]
    part, read = table.table(name), READERS[kind]
    least = -1000 * PPM if name == "tilt" else 0 if kind == SHARE else 1
    value = part.quantity("value", read, least=least)
    low, high = value, value
    if "range" in part.content:
        low, high = (part.unit(("range", i), one, read, least) for i, one in enumerate(part.pair("range")))
    source = part.text("source")
    part.finish()
    if not low <= value <= high:
        part.refuse("range", "a range around the value", said(f"{low} to {high} around {value}"))
    if kind == SHARE and name != "cross_spare" and high > PPM:
        part.refuse("range" if high > value else "value", "at most 100 %", part.content["value"])
    if kind == LEVERAGE and low < PPM:
        part.refuse("value", "at least 1 x", part.content["value"])
    return Assumption(name, kind, text, value, low, high, source)


def _pairs(table: Table, key: str, width: int, expected: str) -> list[list[object]]:
    rows = table.get(key, list)
    for place, row in enumerate(rows):
        if type(row) is not list or len(row) != width:
            table.refuse((key, place), expected, row)
    if not rows:
        table.refuse(key, "at least one entry", rows)
    return rows


def _spikes(table: Table) -> tuple[Spike, ...]:
    rows = _pairs(table, "spikes", 2, 'a leverage and a weight such as ["10 x", "30 %"]')
    found = tuple(
        Spike(table.unit(("spikes", i, 0), one, rate_ppm, PPM), table.unit(("spikes", i, 1), share, rate_ppm, 1))
        for i, (one, share) in enumerate(rows)
    )
    if sum(spike.weight for spike in found) != PPM:
        table.refuse("spikes", "weights that make 100 %", said(f"{sum(s.weight for s in found)} ppm"))
    if [spike.leverage for spike in found] != sorted({spike.leverage for spike in found}):
        table.refuse("spikes", "leverages in ascending order, each once", said("another order"))
    return found


def _limits(table: Table) -> tuple[tuple[int, int], ...]:
    rows = _pairs(table, "limits", 2, 'a size and a leverage such as ["3_000_000 USD", "50 x"]')
    found = tuple(
        (table.unit(("limits", i, 0), size, money), table.unit(("limits", i, 1), most, rate_ppm, PPM))
        for i, (size, most) in enumerate(rows)
    )
    if found[0][0] != 0 or [size for size, _ in found] != sorted({size for size, _ in found}):
        table.refuse("limits", 'sizes in ascending order that begin with "0 USD"', said("others"))
    return found


def _sizes(table: Table) -> tuple[tuple[int, int], ...]:
    rows = _pairs(table, "sizes", 2, 'a share and a size such as ["50 %", "6_000 USD"]')
    found = tuple(
        (table.unit(("sizes", i, 0), share, rate_ppm, 1), table.unit(("sizes", i, 1), size, money, 1))
        for i, (share, size) in enumerate(rows)
    )
    if [share for share, _ in found] != sorted({share for share, _ in found}) or found[-1][0] > PPM:
        table.refuse("sizes", "shares in ascending order, of at most 100 %", said("others"))
    return found


def _bars(table: Table, decimals: int) -> tuple[Bar, ...]:
    rows = _pairs(table, "entries", 4, 'an age, a low, a high and a weight such as ["6 h", "1.5", "2", 240]')
    found: list[Bar] = []
    for i, (age, _, _, weight) in enumerate(rows):
        ago = table.unit(("entries", i, 0), age, duration_ns)
        low, high = (
            table.unit(("entries", i, j), rows[i][j], lambda text: price_ticks(text, decimals), 1) for j in (1, 2)
        )
        if type(weight) is not int or not 0 < weight < 2**31:
            table.refuse(("entries", i, 3), "a whole weight above 0", weight)
        if low > high:
            table.refuse(("entries", i), "a low that is not above the high", said(f"{rows[i][1]} and {rows[i][2]}"))
        if found and ago >= found[-1].age:
            table.refuse(("entries", i, 0), "ages that become shorter", age)
        found.append(Bar(ago, low, high, weight))
    return tuple(found)


def _target(table: Table, decimals: int) -> Target:
    def price(key: str) -> int:
        return table.quantity(key, lambda text: price_ticks(text, decimals), least=1)

    newcomers = table.quantity("newcomers", rate_ppm, "0 %")
    low = high = newcomers
    if "newcomers_range" in table.content:
        pair = table.pair("newcomers_range")
        low, high = (table.unit(("newcomers_range", i), one, rate_ppm) for i, one in enumerate(pair))
    table.asked["newcomers_range"] = None
    if not low <= newcomers <= high < PPM:
        table.refuse("newcomers", "a share below 100 % inside its range", said(f"{newcomers} in {low} to {high} ppm"))
    since = price("since") if "since" in table.content else 0
    table.asked["since"] = None
    target = Target(
        name=table.text("name"), side=1 if table.choice("side", ("long", "short")) == "long" else -1,
        cents=table.quantity("liquidated", money, least=1), at_least=table.get("at_least", bool, False), since=since,
        upto=price("upto"), newcomers=newcomers, newcomers_low=low, newcomers_high=high,
        fitted=table.get("fitted", bool, False), source=table.text("source"),
    )  # fmt: skip
    table.finish()
    return target


def _brackets(table: Table) -> tuple[Bracket, ...]:
    found = []
    for part in table.tables("brackets", optional=True):
        above, below = (part.quantity(key, rate_ppm, "0 x") for key in ("above", "below"))
        cents = part.quantity("open_interest", money, least=1)
        found.append(Bracket(above, below, cents, part.get("fitted", bool, False)))
        part.finish()
    table.asked["brackets_source"] = None
    return tuple(found)


def _together(table: Table, terms: Terms) -> None:
    """Refuses assumptions that cannot hold at once, at any end of their ranges."""
    shares = [terms.assumption(name).high for name in ("hedged_share", "maker_share")]
    if sum(shares) > PPM:
        table.refuse("hedged_share", "hedged shorts and makers that are at most 100 % together", said(f"{shares} ppm"))
    if terms.assumption("size_largest").high > LARGEST:
        table.refuse("size_largest", "a largest position of at most 1_000_000_000 USD", said("more"))
    if terms.assumption("size_median").high * terms.assumption("book_multiple").high > PPM << 29:
        table.refuse("size_median", "a median that makes books of at most 5_000_000 USD", said("more"))
    if terms.assumption("tail_share").low < 1 or terms.assumption("tail_share").high > PPM // 2:
        table.refuse("tail_share", "a share above 0 % and of at most 50 %", said("another"))
