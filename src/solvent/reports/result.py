"""What a run leaves behind: plain numbers, ready for a terminal, a page or a file.

Money is in atoms, prices in ticks of the market, times in ns UTC, sizes in lots. `seq` is always a journal step.
"""

import msgspec

from solvent.reports.affiliates import Meeting
from solvent.reports.backlog import Backlog
from solvent.reports.cascade import Cascade
from solvent.reports.contagion import LoansRun
from solvent.reports.flows import Fund
from solvent.units import AMOUNT_DECIMALS


class Trace(msgspec.Struct, frozen=True):
    """A market's prices over time in ticks, one entry a change; 0 where there was none.

    seq         the step of each change
    valuation   the price that values positions and so triggers
    """

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
    den           lots x ticks in one atom, of its market; below 0: an inverse contract, see grid
    ticks         of the price that triggered (0: time or funding did)
    last, index, mark   ticks at the trigger
    entry         ticks, cost / size of the position before it, rounded down
    held          lots of the position before it, signed
    lots          closed by orders, takeover and deleveraging together, without sign
    proceeds      atoms: average fill = proceeds / lots, of an inverse contract lots / proceeds
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
    """Accounts of one group of the case at the end of a run.

    side             "long" or "short"; "both" where a group may hold either
    leverage_ppm     ppm; 0 where every account has its own
    accounts         how many there are; entered: how many ever held a position, since a rulebook may refuse them
    notional         atoms of their positions when they were opened
    deposited        atoms paid in
    equity           atoms at the rulebook's own valuation price; equity_at_last: at the last price
    triggered        how many accounts were closed at least once
    flat             how many buckets hold no position at the end
    first_ns         ns of the first trigger, 0 for none; last_ns: of the last
    underwater       atoms below 0: the sum of those buckets alone that owe more than they have, at the valuation price
    owing            how many buckets those are
    underwater_at_last, owing_at_last   the same at the last price
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
    entered: int = 0
    underwater: int = 0
    owing: int = 0
    underwater_at_last: int = 0
    owing_at_last: int = 0


class Bill(msgspec.Struct, frozen=True):
    """Who paid, in atoms. Beyond own margin: fund, operator, socialised, deleveraged, backstop, bad_debt, unallocated,
    and default_fund (contributions), skin (the operator's part before them), day_winners, open_interest.

    own_margin     lost by closed accounts out of their own money
    shortfall      found beyond it in closed buckets; how it was borne is said by the six that follow and the last four
    deleveraged    winners closed at a price worse for them than the valuation, net of those it was better for
    backstop       deficits a fund or vault took on with positions it took over
    unallocated    always 0
    fund_before    paid into the fund by the house; fund_after: its equity at the end
    steps          by the name of a field above, the first steps in which it was booked
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
    steps: dict[str, list[int]] = {}
    default_fund: int = 0
    skin: int = 0
    day_winners: int = 0
    open_interest: int = 0


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
    seq         the step of that first price; where there is none, of the lowest
    entry       ticks it was entered at; 0: there was no such price yet
    """

    leverage_ppm: int
    role: str
    line: int
    time_ns: int
    lowest: int
    seq: int = 0
    entry: int = 0


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

    trigger   the price that values positions: "last", "index" or "mark"; sizing: the rule's name
    variant   "as it was", "without operations", "no rebound", "outside follows", "never liquidate"
    digest    of the book at the end, hexadecimal; head: of the journal
    warnings  margin warnings issued; orders: liquidation orders placed
    queued    most buckets waiting at once; oldest_ns: longest wait of a breach, ns
    grid      leverage x trigger price
    why       the story of one account, the same in every run that tells one
    excerpt   the journal steps that anything in this run refers to by seq
    journal   file name of the journal beside the result, "" if it was kept in memory
    entered   the step of the first position; 0: nobody holds one
    refused   by reason, how many commands took no effect
    cascades  one a market where the venue's book moves, none for a tape
    funds     what flowed into each insurance fund and out of it
    affiliates   where accounts of one owner met each other, at most 1,000
    backlog   who was in breach and waited, None where nobody looked
    decimals  an atom of every amount is 10^-decimals of the result's asset
    as_if     whether the day was another venue's, so that this is what would have been under this rulebook
    loans     what became of the loans beside the venue, None where there are none
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
    entered: int = 0
    refused: dict[str, int] = {}
    cascades: list[Cascade] = []
    funds: list[Fund] = []
    affiliates: list[Meeting] = []
    backlog: Backlog | None = None
    decimals: int = AMOUNT_DECIMALS
    as_if: bool = False
    loans: LoansRun | None = None


class Result(msgspec.Struct, frozen=True):
    """Everything a case produced.

    lines   the headline first, then the bill, as the terminal prints them, each wrapped where it prints
    focus   the name of the group the headline and the page speak of first
    failures    what fails in the case, a sentence each; outages: (ns of the start, ns of the end, what) of each
    calibration   how the case's population lies to public figures, "" where it has none; its page stands beside this
    decimals    an atom of every amount is 10^-decimals of the asset
    as_was      the rulebook whose forced sales are taken out of the tape, "" where none are
    venue       the rulebook whose day it was, "" where the case is not one venue's day
    public      (what was published, by whom, what each run of the first variant found)
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
    focus: str = ""
    failures: list[str] = []
    outages: list[tuple[int, int, str]] = []
    calibration: str = ""
    decimals: int = AMOUNT_DECIMALS
    as_was: str = ""
    venue: str = ""
    public: list[tuple[str, str, list[str]]] = []
