"""Who takes and who pays, whatever the rulebook: exactly what is asked, and to the atom."""

from hypothesis import given
from hypothesis import strategies as st

from solvent import commands as c
from solvent import events as e
from solvent.policy import Policy
from tests.laws.catalogue import policies
from tests.oracle import Seen, misplaced, unbalanced
from tests.simulation.watch import waterfall
from tests.world import S, World, cells, of

MARGINS = st.lists(st.tuples(st.integers(1, 2_000), st.integers(1, 40)), min_size=1, max_size=12)


def crowd(rules: Policy, longs: list[tuple[int, int]], shorts: list[tuple[int, int]], fund: int) -> World:
    """Accounts with (margin, lots) on both sides of one market at 1,000; what they do not match is the outside's."""
    world = World(rules)
    world.list(sources=3)
    look(world, 1_000)
    for purse in ("@fund", "@backstop"):
        world.fund(fund, purse)
    for side, people in ((1, longs), (-1, shorts)):
        for number, (margin, lots) in enumerate(people):
            name = f"{'long' if side > 0 else 'short'}{number}"
            world.open(**{name: margin * lots})
            world.load(name, side * lots, side * lots * 1_000)
    return world


def look(world: World, ticks: int) -> list[e.Event]:
    """Everybody says one price; the events of it."""
    events = [event for n in (1, 2, 3) for event in world.price(ticks, source=f"s{n}").events]
    return events + world.do(c.ObserveTrade, market="X-USD", ticks=ticks).events


@given(policies(), MARGINS, MARGINS, st.integers(1, 10**5), st.lists(st.integers(1, 10_000), min_size=1, max_size=4))
def test_a_gap_with_no_liquidity_at_all_ends_and_allocates_every_atom(
    rules: Policy, longs: list[tuple[int, int]], shorts: list[tuple[int, int]], fund: int, path: list[int]
) -> None:
    """Every order expires; after each step nothing is unallocated, nobody in breach is left alone, nobody owes."""
    world = crowd(rules, longs, shorts, fund)
    for ticks in path:
        look(world, ticks)
        for _ in range(len(longs) + len(shorts) + 2):
            working = [n for n, lots in enumerate(world.book.orders.lots.tolist()) if lots]
            outcome = world.expire(*working) if working else world.do(c.AdvanceTime, after=4 * S)
            assert waterfall(outcome) == []
            assert unbalanced(world.book) + misplaced(world.book) + Seen(world.book).owing() == []
    assert Seen(world.book).skipped() == []


@given(policies(), MARGINS, MARGINS, st.integers(1, 3_000))
def test_deleveraging_closes_exactly_what_is_asked(
    rules: Policy, longs: list[tuple[int, int]], shorts: list[tuple[int, int]], ticks: int
) -> None:
    """Each loser is flat afterwards, and nobody is reduced against himself or in another market."""
    world = crowd(rules, longs, shorts, 1)
    events = look(world, ticks)
    working = [n for n, lots in enumerate(world.book.orders.lots.tolist()) if lots]
    if working:
        events += world.expire(*working).events
    for event in events:
        if not isinstance(event, e.PositionDeleveraged):
            continue
        for row, winner, lots in zip(cells(event.row), cells(event.winner), cells(event.lots), strict=True):
            assert lots != 0
            assert row != winner
            assert int(world.book.rows.market[row]) == int(world.book.rows.market[winner])
        for row in set(cells(event.row)):
            if world.book.buckets.account[world.book.rows.bucket[row]] >= 0:  # a vault may have taken another since
                assert int(world.book.rows.lots[row]) == 0
    assert unbalanced(world.book) == []


@given(policies(), MARGINS, st.integers(1, 999), st.integers(1, 3_000))
def test_a_fill_at_any_price_leaves_every_loss_with_a_payer(
    rules: Policy, longs: list[tuple[int, int]], fall: int, price: int
) -> None:
    world = crowd(rules, longs, [], 500)
    look(world, fall)
    for order in range(world.book.orders.n):
        left, limit = abs(int(world.book.orders.lots[order])), int(world.book.orders.limit[order])
        if left:
            outcome = world.fill(order, left, max(price, limit))
            assert outcome.refused is None
            paid = [event for kind in (e.ShortfallFound, e.BadDebtRecorded) for event in of(outcome, kind)]
            assert waterfall(outcome) == [], paid
    seen = Seen(world.book)
    assert unbalanced(world.book) + misplaced(world.book) + seen.owing() == []
