"""A made-up result in the shape of the ATOM case of 10 October 2025: two rulebooks, three variants, 300 closed longs.

The prices are a piecewise line through rounded figures, the rest is arithmetic; nothing here is a claim about a venue.
"""

from itertools import pairwise

from solvent.reports import words
from solvent.reports.result import Bill, Cell, Closed, EquityPath, Group, Line, Result, Run, Trace, Why

START = 1_760_130_300 * 10**9  # 2025-10-10 21:05:00 UTC
SECONDS = 2_000
ENTRY = 3761
PERP = [(0, 3761), (300, 3733), (540, 3389), (660, 2872), (780, 1957), (996, 1055), (1140, 1200), (1380, 1518),
        (1500, 1732), (1620, 2670), (1740, 3394), (1860, 3702), (2000, 3650)]  # fmt: skip
SPOT = [(0, 3769), (300, 3740), (540, 3679), (660, 3600), (854, 3560), (1140, 3597), (1500, 3706), (2000, 3742)]
VARIANTS = ("as it was", "no rebound", "never liquidate")
GROUPS = (
    ("longs at 10×", "long", 10, 180),
    ("longs at 5×", "long", 5, 80),
    ("longs at 3×", "long", 3, 40),
    ("shorts", "short", 3, 90),
)
ATOM = 10**6


def along(points: list[tuple[int, int]], second: int) -> int:
    """The piecewise line through points at a second."""
    for (t0, p0), (t1, p1) in pairwise(points):
        if second <= t1:
            return p0 + (p1 - p0) * (second - t0) // (t1 - t0)
    return points[-1][1]


def trace(variant: str, on: str) -> Trace:
    """2,000 seconds of last, index and mark; without a rebound each stays at its lowest."""
    seconds = range(SECONDS)
    last = [along(PERP, s) + (s * 7919 % 13 - 6 if 300 < s < 900 or s > 1100 else 0) for s in seconds]
    index = [along(SPOT, s) for s in seconds]
    if variant == "no rebound":
        last = [p if s <= 996 else 1055 for s, p in enumerate(last)]
        index = [p if s <= 854 else 3560 for s, p in enumerate(index)]
    mark = [(9 * i + p) // 10 if p > i else i - (i - p) // 40 for i, p in zip(index, last, strict=True)]
    return Trace(
        "ATOM-PERP", 3, 3, [START + s * 10**9 for s in seconds], [1000 + 3 * s for s in seconds],
        last, index, mark, {"last": last, "mark": mark}[on],
    )  # fmt: skip


def line_of(leverage: int) -> int:
    """A long's liquidation price with 1 % maintenance, rounded up."""
    return -(-ENTRY * (leverage - 1) * 100 // (leverage * 99))


def first_at_or_below(prices: list[int], line: int) -> int | None:
    return next((place for place, ticks in enumerate(prices) if ticks <= line), None)


def cells(of: Trace) -> list[Cell]:
    """The grid: 2×, 3×, 5×, 10×, 20× against each price."""
    found = []
    for times in (2, 3, 5, 10, 20):
        for role, prices in (("last", of.last), ("index", of.index), ("mark", of.mark)):
            place = first_at_or_below(prices, line_of(times))
            when = 0 if place is None else of.time_ns[place]
            seq = of.seq[prices.index(min(prices)) if place is None else place]
            found.append(Cell(times * 10**6, role, line_of(times), when, min(prices), seq, prices[0]))
    return found


def closings(of: Trace) -> list[Closed]:
    """300 longs, entered a little apart, each closed at the first price at or below its line."""
    found = []
    for group, _, times, accounts in GROUPS[:3]:
        for number in range(accounts):
            entry = ENTRY - 150 + number * 150 // accounts
            line = (entry * (times - 1) * 100 - 1) // (times * 99)
            place = first_at_or_below(of.valuation, line)
            if place is None:
                continue
            lots = 1_000_000 + number * 7_000
            margin, fill = lots * entry // times, of.valuation[place] - 25
            proceeds, fees = lots * fill, lots * fill // 2000
            lost = lots * entry - proceeds + fees
            found.append(Closed(
                f"client-{len(found):03}", group, len(found), "ATOM-PERP", 1, of.seq[place],
                of.time_ns[place], of.time_ns[place] + 2 * 10**9, lots * (of.valuation[place] - entry) + margin,
                lots * of.valuation[place] // 100, of.valuation[place], of.last[place], of.index[place], of.mark[place],
                entry, lots, lots, proceeds, fees, max(lost - margin, 0), margin, min(margin, lost), 3,
            ))  # fmt: skip
    return sorted(found, key=lambda one: (one.seq, one.account))


def bill(closed: list[Closed]) -> Bill:
    """The fund pays what it has, winners give up the rest."""
    short = sum(one.shortfall for one in closed) + 61_234_567_891 * bool(closed)
    fund = min(short, 50_000 * ATOM)
    return Bill(
        own_margin=sum(one.loss for one in closed), shortfall=short, fund=fund, operator=0, socialised=0,
        deleveraged=short - fund, backstop=0, bad_debt=0, unallocated=0,
        taker_fees=sum(one.fees for one in closed), liquidation_fees=0, fund_before=50_000 * ATOM,
        fund_after=50_000 * ATOM - fund, steps={
            "fund_before": [1], "fund": sorted({one.seq for one in closed if one.shortfall})[:100],
            "deleveraged": [one.seq for one in closed[-1:]], "taker_fees": sorted({one.seq for one in closed})[:100],
        },
    )  # fmt: skip


def paths(of: Trace, closed: list[Closed]) -> list[EquityPath]:
    """Equity of each group at every tenth second; a closed long's stays at nothing."""
    found = []
    for name, side, times, accounts in GROUPS:
        lots = accounts * 2_000_000
        margin = lots * ENTRY // times
        values = []
        for place in range(0, SECONDS, 10):
            gone = sum(1 for one in closed if one.group == name and one.time_ns <= of.time_ns[place])
            moved = lots * (of.valuation[place] - ENTRY) * (1 if side == "long" else -1)
            values.append((margin + moved) * (accounts - gone) // accounts)
        found.append(EquityPath(name, of.time_ns[::10], values))
    return found


def groups(closed: list[Closed], over: list[EquityPath]) -> list[Group]:
    found = []
    for (name, side, times, accounts), path in zip(GROUPS, over, strict=True):
        hit = [one for one in closed if one.group == name]
        lots = accounts * 2_000_000
        found.append(Group(
            name, side, times * 10**6, accounts, lots * ENTRY, lots * ENTRY // times, path.equity[-1], len(hit),
            len(hit), min((one.time_ns for one in hit), default=0), max((one.time_ns for one in hit), default=0),
            equity_at_last=path.equity[-1] - 7_000 * ATOM, entered=accounts, owing_at_last=accounts - len(hit),
            underwater_at_last=-5_000 * ATOM if len(hit) < accounts else 0,
        ))  # fmt: skip
    return found


def excerpt(closed: list[Closed]) -> list[Line]:
    """One line a step in which somebody was closed, and the first step."""
    lines = [
        Line(1, START, "AdoptRulebook from operator", ["RulebookAdopted"]),
        Line(1000, START, "ObserveTrade ATOM-PERP 3.761", ["MarkUpdated: mark 3.762, valuation 3.761"]),
    ]
    for seq, at in sorted({(one.seq, one.time_ns) for one in closed}):
        hit = [one for one in closed if one.seq == seq]
        lines.append(Line(seq, at, f"ObserveTrade ATOM-PERP {words.price(hit[0].last, 3)}", [
            f"MarkUpdated: mark {words.price(hit[0].mark, 3)}, valuation {words.price(hit[0].ticks, 3)}",
            *(f"LiquidationTriggered: {one.account}, equity {words.money(one.equity)}, "
              f"maintenance {words.money(one.maintenance)}" for one in hit),
        ]))  # fmt: skip
    return lines


def why(closed: list[Closed]) -> Why:
    """Client 7, closed or not."""
    mine = [one for one in closed if one.account == "client-007"]
    opened = (1000, "You went long at 3.623 with 10× leverage.")
    if not mine:
        return Why("client-007", [opened, (1000, "The mark never reached your liquidation price: you stayed.")])
    one = mine[0]
    prices = [words.price(ticks, 3) for ticks in (one.last, one.index)]
    amounts = [words.money(atoms) for atoms in (one.equity, one.maintenance, one.loss)]
    return Why("client-007", [
        opened,
        (one.seq, f"At {words.clock(one.time_ns)} last was {prices[0]} and the index {prices[1]}. Last decides here."),
        (one.seq, f"Your equity of {amounts[0]} USDC was below the maintenance margin of {amounts[1]} USDC."),
        (one.seq, f"You were closed. You lost {amounts[2]} USDC."),
    ])  # fmt: skip


def run(name: str, on: str, variant: str) -> Run:
    of = trace(variant, on)
    closed = [] if variant == "never liquidate" else closings(of)
    over = paths(of, closed)
    return Run(
        rulebook=name, content_hash=("5f" if on == "last" else "a8") * 32, trigger=on, sizing="everything",
        variant=variant, steps=7_012, events=21_890, digest="d1" * 32, head="4e" * 32, groups=groups(closed, over),
        bill=bill(closed), closed=closed, traces=[of], equity=over, warnings=len(closed) * 2, orders=len(closed),
        queued=0, oldest_ns=0, grid=cells(of), why=why(closed), excerpt=excerpt(closed),
        journal=f"{name}.{variant.replace(' ', '-')}.journal" if variant == VARIANTS[0] else "",
        entered=1000, refused={"PRICE_OUT_OF_RANGE": 2} if on == "last" else {},
    )  # fmt: skip


def result(names: tuple[str, str] = ("trusts-last", "trusts-index")) -> Result:
    """Two rulebooks over three variants; the first closes its 10× longs, the second closes none."""
    runs = [run(name, on, variant) for variant in VARIANTS for name, on in zip(names, ("last", "mark"), strict=True)]
    worst = runs[0].groups[0].triggered
    return Result(
        case="ten-times", title="Ten times: one crash, two prices", asset="USDC", seed=7, start_ns=START,
        end_ns=START + SECONDS * 10**9,
        lines=[
            f"Both venues offered 10×. A closed {worst} of 180 longs by 21:14 at −9.8 %; B closed none.",
            "beyond own margin: 61,234.57 USDC",
        ],
        facts=[
            ("ATOM perpetual: entry 3.761, low 1.055 (−71.9 %) at 21:21:36 UTC", "Binance public 1-second klines"),
            ("ATOM spot on Coinbase: entry 3.769, lowest print 3.560 (−5.5 %) at 21:19:14 UTC", "Coinbase trades"),
        ],
        labels=[
            "One spot venue is not the index of any perpetual venue.",
            "No claim is made that Binance liquidated on last.",
            "The population is assumed: sizes, entries and leverage are not those of any venue.",
        ],
        runs=runs, focus=GROUPS[0][0],
    )  # fmt: skip
