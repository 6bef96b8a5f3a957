"""What a run leaves behind: plain numbers, ready for a terminal, a page or a file.

Money is in atoms, prices in ticks of the market, times in ns UTC, sizes in lots. `seq` is always a journal step.
"""

import msgspec

from solvent.reports.cascade import Cascade


class Trace(msgspec.Struct, frozen=True):
    """A market's prices over time, one entry a change; 0 where there was none. tripped: the price that triggers."""

    market: str
    price_decimals: int
    size_decimals: int
    time_ns: list[int]
    seq: list[int]
    last: list[int]
    index: list[int]
    mark: list[int]
    valuation: list[int]


class Closed(msgspec.Struct, frozen=True):
    """One bucket's closing, from the trigger to its end.

    group         the case's name of the group the account belongs to
    equity        atoms at the trigger; maintenance likewise
    den           lots x ticks in one atom, of its market
    ticks         of the price that triggered (0: time or funding did)
    last, index, mark   ticks at the trigger
    entry         ticks, cost / size of the position before it, rounded down
    lots          closed by orders, takeover and deleveraging together, without sign
    proceeds      atoms: average fill = proceeds / lots
    fees          atoms, taker and liquidation fee
    shortfall     atoms beyond own margin
    margin        atoms paid in and not taken out by its owner, before the closing
    loss          atoms of own money lost by the end: margin - what is left
    close         reasons.Close; 0 while it is still going on
    """

    account: str
    group: str
    bucket: int
    market: str
    den: int
    seq: int
    time_ns: int
    ended_ns: int
    equity: int
    maintenance: int
    ticks: int
    last: int
    index: int
    mark: int
    entry: int
    held: int
    lots: int
    proceeds: int
    fees: int
    shortfall: int
    margin: int
    loss: int
    close: int


class Group(msgspec.Struct, frozen=True):
    """Accounts of one group of the case: atoms paid in, equity now, how many were closed at least once.

    equity           atoms at the rulebook's own valuation price; equity_at_last: at the last price
    """

    name: str
    side: str
    leverage_ppm: int
    accounts: int
    notional: int
    deposited: int
    equity: int
    triggered: int
    flat: int
    first_ns: int
    last_ns: int
    equity_at_last: int = 0


class Bill(msgspec.Struct, frozen=True):
    """Who paid, in atoms. Beyond own margin: fund, operator, socialised, deleveraged, backstop, bad_debt, unallocated.

    own_margin     lost by closed accounts out of their own money
    deleveraged    winners closed at a price worse for them than the valuation, net of those it was better for
    backstop       deficits a fund or vault took on with positions it took over
    unallocated    always 0
    """

    own_margin: int
    shortfall: int
    fund: int
    operator: int
    socialised: int
    deleveraged: int
    backstop: int
    bad_debt: int
    unallocated: int
    taker_fees: int
    liquidation_fees: int
    fund_before: int
    fund_after: int


class EquityPath(msgspec.Struct, frozen=True):
    """The equity of a group over time, atoms."""

    group: str
    time_ns: list[int]
    equity: list[int]


class Cell(msgspec.Struct, frozen=True):
    """Would a long of this leverage, entered at the group's entry, have been closed on this price, and when?

    role        "last", "index" or "mark"
    line        ticks, its liquidation price under the run's schedule; 0: none
    time_ns     ns of the first price at or below the line; 0: never
    lowest      ticks, the lowest this price stood in the window
    """

    leverage_ppm: int
    role: str
    line: int
    time_ns: int
    lowest: int


class Line(msgspec.Struct, frozen=True):
    """One step of the journal in words: its command and its events, each as one line of text."""

    seq: int
    time_ns: int
    command: str
    events: list[str]


class Why(msgspec.Struct, frozen=True):
    """One account's story: each sentence with the step it rests on."""

    account: str
    sentences: list[tuple[int, str]]


class Run(msgspec.Struct, frozen=True):
    """One rulebook over one variant of the tape.

    variant   "as it was", "no rebound", "never liquidate"
    digest    of the book at the end, hexadecimal; head: of the journal
    orders    liquidation orders placed; fills: of them filled at least in part
    grid      leverage x trigger price
    excerpt   the journal steps that anything in this run refers to by seq
    journal   path of the journal file, "" if it was kept in memory
    cascades  one a market where the venue's book moves, none for a tape
    queued    most buckets waiting at once; oldest_ns: longest wait of a breach, ns
    """

    rulebook: str
    content_hash: str
    trigger: str
    sizing: str
    variant: str
    steps: int
    events: int
    digest: str
    head: str
    groups: list[Group]
    bill: Bill
    closed: list[Closed]
    traces: list[Trace]
    equity: list[EquityPath]
    warnings: int
    orders: int
    queued: int
    oldest_ns: int
    grid: list[Cell]
    why: Why | None
    excerpt: list[Line]
    journal: str = ""
    cascades: list[Cascade] = []


class Result(msgspec.Struct, frozen=True):
    """Everything a case produced.

    lines   the headline first, then the bill, as the terminal prints them
    """

    case: str
    title: str
    asset: str
    seed: int
    start_ns: int
    end_ns: int
    lines: list[str]
    facts: list[tuple[str, str]]
    labels: list[str]
    runs: list[Run]
