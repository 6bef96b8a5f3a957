"""A result arranged for a page: which run is which, what is shown and what leads where. No numbers are made here."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from solvent.grid import entry_ticks
from solvent.reasons import Close
from solvent.reports.contagion import MEANT
from solvent.reports.result import Bill, Cell, Closed, EquityPath, Group, Line, Result, Run, Trace

LETTERS = "ABCDEFGHIJ"
MOST_CLOSINGS = 400  # rows of a table of the first variant; of the others a quarter
MOST_LINES = 800  # steps of the journal shown per run
MOST_EVENTS = 12  # events shown per step

# (field of Bill, what it is called, what it means), in the order in which they bear a loss
PAYERS = (
    ("own_margin", "Own margin", "what the closed accounts had put up themselves"),
    ("fund", "Insurance fund", "drawn when own margin was not enough"),
    ("backstop", "Backstop", "deficits that came with positions taken over"),
    ("deleveraged", "Deleveraged winners", "closed at a price worse for them than the valuation"),
    ("socialised", "Socialised", "taken from the profit of winners"),
    ("day_winners", "Day's winners", "taken from the profit of the day"),
    ("open_interest", "Open interest", "charged for every open contract, on both sides"),
    ("default_fund", "Default fund", "put aside by accounts for each other"),
    ("skin", "Skin in the game", "paid by the venue before contributions"),
    ("operator", "Operator", "paid by the venue itself"),
    ("bad_debt", "Bad debt", "no payer was left"),
    ("unallocated", "Unallocated", "must be 0: every loss has a bearer"),
)
SHARING = ("day_winners", "open_interest", "default_fund", "skin")  # told only where one of them paid
SUMS = (
    ("taker_fees", "Taker fees"),
    ("liquidation_fees", "Liquidation fees"),
    ("fund_before", "Fund before"),
    ("fund_after", "Fund after"),
)
AS_IT_WAS, NEVER = "as it was", "never liquidate"
WITHOUT = "without operations"
VARIANTS = {
    AS_IT_WAS: "The prices as the tape has them.",
    WITHOUT: "The same prices, and nothing fails: no outage, nothing late, nothing turned away.",
    "no rebound": "Each price stays at its own lowest once it has been there: nothing comes back.",
    "outside follows": "Nothing comes back, and from the low of the last price the index falls to it within 60 s.",
    NEVER: "The prices as they were, but nobody is closed: a debt that is not called in is still a debt.",
}
STRENGTH = "impact x "  # how the variants of a counterfactual are called
ENDED = {0: "going on", **{int(close): close.name.lower() for close in Close}}


@dataclass(frozen=True)
class View:
    """One run as the page shows it.

    number    of the run on the page, from 1: part of every anchor
    letter    of its rulebook
    main      whether it belongs to the first variant
    anchors   seqs of the journal steps that are shown, and so can be linked to
    """

    number: int
    letter: str
    main: bool
    run: Run
    closed: list[Closed]
    lines: list[Line]
    anchors: frozenset[int] = field(repr=False)

    def first(self, group: str) -> Closed | None:
        """The first closing of a group."""
        return next((one for one in self.run.closed if one.group == group), None)

    def last(self, group: str) -> Closed | None:
        """The last closing of a group."""
        return next((one for one in reversed(self.run.closed) if one.group == group), None)

    def booked(self, name: str) -> list[int]:
        """The steps in which a sum of the bill was booked, as far as they are shown."""
        return [seq for seq in self.run.bill.steps.get(name, []) if seq in self.anchors]

    def sums(self) -> list[tuple[str, str, int, list[int]]]:
        """(field, name, atoms, steps shown) of every sum of the bill that was booked."""
        named = [(name, called) for name, called, _ in PAYERS] + list(SUMS)
        return [
            (name, called, int(getattr(self.run.bill, name)), self.booked(name))
            for name, called in named
            if self.booked(name)
        ]

    def longs(self) -> tuple[int, int]:
        """(equity at the end, the same at the last price) of all long groups, atoms; of all groups where none is."""
        mine = [group for group in self.run.groups if group.side == "long"] or self.run.groups
        return sum(group.equity for group in mine), sum(group.equity_at_last for group in mine)


def views(result: Result) -> list[View]:
    """Every run in the order of the result."""
    order = list(dict.fromkeys(run.rulebook for run in result.runs))
    found = []
    for number, run in enumerate(result.runs, 1):
        main = run.variant == result.runs[0].variant
        lines = run.excerpt[:MOST_LINES]
        most = MOST_CLOSINGS if main else MOST_CLOSINGS // 4
        letter = LETTERS[order.index(run.rulebook) % len(LETTERS)]
        anchors = frozenset(line.seq for line in lines)
        found.append(View(number, letter, main, run, run.closed[:most], lines, anchors))
    return found


def pairs(result: Result) -> list[tuple[Run, Run]]:
    """Each rulebook's run of the first variant, and the one in which nothing fails; none where nothing does."""
    first = result.runs[0].variant if result.runs else ""
    failing, sound = ([run for run in result.runs if run.variant == one] for one in (first, WITHOUT))
    return list(zip(failing, sound, strict=True)) if sound else []


def focus(result: Result) -> Group | None:
    """The group the headline speaks of; where the result names none, the first long one."""
    groups = result.runs[0].groups if result.runs else []
    named = (group for group in groups if group.name == result.focus)
    return next(named, next((group for group in groups if group.side == "long"), groups[0] if groups else None))


def debts(run: Run) -> list[tuple[str, list[tuple[Group, int, int]]]]:
    """[(price, [(group, how many owe more than they have, atoms below 0)])] at the run's own price, then at last."""
    own = [(group, group.owing, group.underwater) for group in run.groups if group.owing]
    last = [(group, group.owing_at_last, group.underwater_at_last) for group in run.groups if group.owing_at_last]
    return [(run.trigger, own)] if run.trigger == "last" else [(run.trigger, own), ("last", last)]


def told(result: Result) -> dict[str, str]:
    """What each variant is, in a sentence."""
    found = dict(VARIANTS) | (MEANT if any(run.loans for run in result.runs) else {})
    for run in result.runs:
        if run.variant.startswith(STRENGTH):
            times = run.variant.removeprefix(STRENGTH)
            found[run.variant] = (
                f"{times} times the stated impact is in the tape, and in what each rulebook does to it."
            )
    return found


def orders(result: Result) -> str:
    """What forced orders do to the prices of the page."""
    if result.as_was:
        return (
            f"The prices are the tape's, less what a model makes of the forced sales of {result.as_was}, plus what it "
            "makes of each rulebook's own."
        )
    if result.runs and result.runs[0].cascades:
        return "Forced orders move the price they are sold on, as a model says."
    return "Orders are filled at the last price of the tape, which does not move because of them."


def groups_shown(main: list[View], about: Group | None) -> tuple[list[Group], int]:
    """(groups of which anyone was closed under any rulebook, and the headline's; how many accounts the rest are)."""
    hit = {group.name for view in main for group in view.run.groups if group.triggered}
    if about:
        hit.add(about.name)
    every = main[0].run.groups if main else []
    return [group for group in every if group.name in hit], sum(g.accounts for g in every if g.name not in hit)


def group_of(run: Run, name: str) -> Group | None:
    """A group of a run by name."""
    return next((group for group in run.groups if group.name == name), None)


def payers(main: Sequence[View]) -> list[tuple[str, str, str]]:
    """The rows of the bill."""
    return [row for row in PAYERS if row[0] not in SHARING or any(getattr(view.run.bill, row[0]) for view in main)]


def funds(main: Sequence[View]) -> list[tuple[str, list[tuple[str, list[int]]]]]:
    """By fund, its flows by reason and what is left, atoms run by run; a fund nothing touched is left out."""
    found = []
    for name in dict.fromkeys(fund.name for view in main for fund in view.run.funds):
        mine = [next((fund for fund in view.run.funds if fund.name == name), None) for view in main]
        rows = []
        for way, word in (("inflow", "in"), ("outflow", "out")):
            flows = [getattr(fund, way) if fund else {} for fund in mine]
            reasons = dict.fromkeys(reason for flow in flows for reason in flow)
            rows += [(f"{word}: {reason}", [flow.get(reason, 0) for flow in flows]) for reason in reasons]
        if rows:
            rows.append(("left, with what its positions are worth", [fund.equity if fund else 0 for fund in mine]))
            found.append((name, rows))
    return found


def beyond(bill: Bill) -> int:
    """Loss beyond own margin, atoms: what all payers but the closed accounts bore together.

    Winners who were closed at a price better for them than the valuation bore nothing.
    """
    return sum(max(int(getattr(bill, name)), 0) for name, *_ in PAYERS[1:])


def segments(bill: Bill) -> list[tuple[str, str, int]]:
    """(field, name, atoms) of each payer who paid something, for a stacked bar."""
    return [(name, called, getattr(bill, name)) for name, called, _ in PAYERS if getattr(bill, name) > 0]


def average(closed: Closed) -> int:
    """The average price a closing fetched, ticks; 0 where nothing was sold at a price."""
    return entry_ticks(closed.lots, closed.proceeds, closed.den) if closed.lots else 0


def line_of(run: Run, leverage_ppm: int) -> int:
    """The liquidation price of a long of this leverage on the price the run triggers on, ticks; 0: none is known."""
    return next((cell.line for cell in run.grid if (cell.leverage_ppm, cell.role) == (leverage_ppm, run.trigger)), 0)


def grid(cells: Sequence[Cell]) -> tuple[list[str], list[tuple[int, list[Cell | None]]]]:
    """(roles, [(leverage, a cell per role)]) of a leverage grid, in the order given."""
    roles = list(dict.fromkeys(cell.role for cell in cells))
    at = {(cell.leverage_ppm, cell.role): cell for cell in cells}
    leverages = dict.fromkeys(cell.leverage_ppm for cell in cells)
    return roles, [(leverage, [at.get((leverage, role)) for role in roles]) for leverage in leverages]


def entries(cells: Sequence[Cell]) -> dict[str, int]:
    """The price each role of a grid was entered at, ticks; 0 where none is known."""
    return {cell.role: cell.entry for cell in cells}


def grids(main: list[View]) -> list[tuple[list[View], list[Cell]]]:
    """The grids of the first variant; rulebooks with equal grids share one, with the steps of the first."""
    found: dict[tuple[tuple[int | str, ...], ...], list[View]] = {}
    for view in main:
        if view.run.grid:
            key = tuple(
                (cell.leverage_ppm, cell.role, cell.line, cell.time_ns, cell.lowest, cell.entry)
                for cell in view.run.grid
            )
            found.setdefault(key, []).append(view)
    return [(some, some[0].run.grid) for some in found.values()]


def path_of(run: Run, group: str) -> EquityPath:
    """The equity of a group over time; empty where the run has none."""
    return next((path for path in run.equity if path.group == group), EquityPath(group, [], []))


def trace_of(run: Run, market: str) -> Trace | None:
    """The prices of a market in a run."""
    return next((trace for trace in run.traces if trace.market == market), None)
