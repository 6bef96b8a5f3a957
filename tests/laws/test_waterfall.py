"""Who takes and who pays, whatever the rulebook: exactly what is asked, and to the atom."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.policy import FundPolicy, Payer, PayerPolicy, Policy
from solvent.units import MAX_AMOUNT
from tests.laws.catalogue import believing, policies
from tests.oracle import Seen, misplaced, unbalanced
from tests.simulation.watch import in_order, waterfall, within_capacity
from tests.world import ADL_AT_MARK, USD, S, World, cells, of, policy

MARGINS = st.lists(st.tuples(st.integers(1, 2_000), st.integers(1, 40)), min_size=1, max_size=12)


def crowd(rules: Policy, longs: list[tuple[int, int]], shorts: list[tuple[int, int]], fund: int) -> World:
    """Accounts with (margin, lots) on both sides of one market at 1,000; what they do not match is the outside's."""
    world = World(believing(rules))
    world.list(sources=3)
    look(world, 1_000)
    for purse in ("@fund", "@backstop"):
        world.fund(fund, purse)
    for category in rules.funds:
        world.fund(fund, category.holder)
    for side, people in ((1, longs), (-1, shorts)):
        for number, (margin, lots) in enumerate(people):
            name = f"{'long' if side > 0 else 'short'}{number}"
            world.open(**{name: margin * lots})
            if rules.payer(Payer.DEFAULT_FUND) and number % 2:
                world.do(c.Contribute, account=name, asset=USD, amount=margin)
            world.load(name, side * lots, side * lots * 1_000)
    return world


def look(world: World, ticks: int) -> list[e.Event]:
    """Everybody says one price, and it lies in the middle of the venue's own book; the events of it."""
    events = [event for n in (1, 2, 3) for event in world.price(ticks, source=f"s{n}").events]
    events += world.do(c.ObserveBook, market="X-USD", bid=ticks - 1, ask=ticks + 1).events
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
            assert waterfall(outcome) + in_order(world.book, outcome) + within_capacity(world.book) == []
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


ABSURD, SKINS = st.sampled_from([-1, 0, 1, 10**6, MAX_AMOUNT]), st.sampled_from([0, 1, MAX_AMOUNT])


@given(
    st.permutations(list(Payer)), st.lists(st.tuples(ABSURD, SKINS), min_size=6, max_size=6), MARGINS, MARGINS,
    st.integers(1, 999), st.sampled_from([(), (FundPolicy("none", ("Y",)),), (FundPolicy("all", ("*",)),)]),
)  # fmt: skip
def test_any_payers_in_any_order_with_absurd_terms_bear_the_loss_to_the_atom(
    kinds: list[Payer], terms: list[tuple[int, int]], longs: list[tuple[int, int]], shorts: list[tuple[int, int]],
    fall: int, funds: tuple[FundPolicy, ...],
) -> None:  # fmt: skip
    """Capacities of nothing, of an atom and of more money than there is: in their order, each within its own."""
    payers = tuple(PayerPolicy(kind, capacity, skin) for kind, (capacity, skin) in zip(kinds, terms, strict=True))
    world = crowd(replace(policy(takers=(ADL_AT_MARK,), payers=payers), funds=funds), longs, shorts, 1_000)
    for outcome in (world.price(fall, source=f"s{n}") for n in (1, 2, 3)):
        assert waterfall(outcome) + in_order(world.book, outcome) + within_capacity(world.book) == []
        assert unbalanced(world.book) + Seen(world.book).owing() == []
    assert Seen(world.book).skipped() == []
    assert world.by_effect().digest() == world.book.digest()


@given(policies(), MARGINS, st.sampled_from([-(10**9), 10**9]), st.integers(1, 4_000))
def test_funding_of_all_a_position_is_worth_against_one_who_holds_everything_is_allocated(
    rules: Policy, shorts: list[tuple[int, int]], rate: int, ticks: int
) -> None:
    """One long is the whole other side, nothing is ever filled, and funding takes 100 %: no atom is lost."""
    world = crowd(believing(rules), [(500, sum(lots for _, lots in shorts))], shorts, 1_000)
    steps = [world.do(c.SettleFunding, market="X-USD", rate_ppb=rate), world.price(ticks, source="s1")]
    for _ in range(len(shorts) + 3):
        working = [n for n, lots in enumerate(world.book.orders.lots.tolist()) if lots]
        steps.append(world.expire(*working) if working else world.do(c.AdvanceTime, after=4 * S))
    assert steps[0].refused is None
    assert [fault for outcome in steps for fault in waterfall(outcome)] == []
    assert unbalanced(world.book) + misplaced(world.book) + Seen(world.book).owing() == []
    assert world.by_effect().digest() == world.book.digest()
