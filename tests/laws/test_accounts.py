"""What an account may rely on, whatever the rulebook."""

from fractions import Fraction
from math import ceil, floor

from hypothesis import assume, given
from hypothesis import strategies as st
from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.policy import Comparator, Limit, Policy, Sizing
from tests.laws.catalogue import believing, policies
from tests.oracle import Seen, maintenance, policy_of, unbalanced, worth
from tests.world import ADL, MARKET, S, World, cells, of

PATH = st.lists(st.integers(1, 400), min_size=1, max_size=8)
LINEAR, INVERSE = {"contract": "linear"}, {"contract": "inverse"}
GRIDS = st.sampled_from([(3, 3, LINEAR), (5, 4, LINEAR), (4, 6, LINEAR), (9, 9, LINEAR), (0, 2, INVERSE)])
Grid = tuple[int, int, dict[str, str]]


def house(rules: Policy, grid: Grid, ticks: int) -> World:
    """One market with three sources at one price, and an account."""
    world = World(believing(rules))
    world.list(size=grid[0], price=grid[1], sources=3, **grid[2])
    world.do(c.OpenAccount, account="client")
    speak(world, ticks)
    return world


def speak(world: World, ticks: int) -> list[e.Event]:
    """Everybody says one price, and it lies in the middle of the venue's own book."""
    events: list[e.Event] = []
    for source in ("s1", "s2", "s3"):
        events += world.price(ticks, source=source).events
    events += world.do(c.ObserveBook, market="X-USD", bid=ticks - 1, ask=ticks + 1).events
    return events + world.do(c.ObserveTrade, market="X-USD", ticks=ticks).events


def triggered(events: list[e.Event]) -> bool:
    return any(isinstance(event, e.LiquidationTriggered) for event in events)


@given(policies(), GRIDS, st.integers(-(10**6), 10**6), st.integers(0, 10**7), st.integers(1, 10**7), PATH)
def test_more_collateral_never_triggers(
    rules: Policy, grid: Grid, lots: int, margin: int, more: int, path: list[int]
) -> None:
    """Who is not closed on a path of prices is not closed on it with a deposit made before."""
    assume(lots)
    closed = []
    for deposit in (margin, margin + more):
        world = house(rules, grid, 100)
        if deposit:
            world.do(c.Deposit, account="client", asset="USD", amount=deposit)
        den = int(world.book.markets.den[0])
        cost = floor(worth(lots, 100, den))
        assert world.load("client", lots, cost).refused is None
        closed.append(any(triggered(speak(world, ticks)) for ticks in path))
    assert closed[0] or not closed[1]


@given(policies(), GRIDS, st.integers(1, 10**9), st.integers(1, 10**6), st.integers(1, 10**6), st.booleans())
def test_rounding_never_favours_an_account_that_trades(
    rules: Policy, grid: Grid, lots: int, ticks: int, after: int, buys: bool
) -> None:
    """Against the outside: equity is at most what fractions say, by less than one atom a rounding."""
    world = house(rules, grid, ticks)
    world.do(c.Deposit, account="client", asset="USD", amount=10**17)
    parties = ("client", "@outside") if buys else ("@outside", "client")
    done = world.trade(*parties, lots, ticks, taker="buyer" if buys else "seller")
    assume(done.refused is None)
    speak(world, after)
    den = int(world.book.markets.den[0])
    quote, side = worth(lots, ticks, den), 1 if buys else -1
    fee = abs(quote) * int(world.book.markets.taker_fee[0]) / 10**6
    exact = 10**17 - side * quote - fee + side * worth(lots, after, den)
    got = Seen(world.book).equity[world.cross("client")]
    bought_cheaper = quote - quote.__floor__() if buys else 0  # one of two parties must gain what both cannot pay
    assert -3 < got - exact <= bought_cheaper
    assert unbalanced(world.book) == []


@given(policies(), st.integers(1, 10**5), st.integers(1, 10**9), st.integers(1, 99))
def test_what_an_account_pays_is_rounded_up_and_what_it_receives_down(
    rules: Policy, lots: int, rate: int, fall: int
) -> None:
    """Fees of liquidation fills, funding, and the value of what is closed, on a grid where nothing is whole."""
    world = house(rules, (5, 4, LINEAR), 100)
    world.do(c.Deposit, account="client", asset="USD", amount=1)
    world.load("client", lots, lots * 100 // 1000)
    before = world.cash("client")
    held = world.lots("client")
    settled = world.do(c.SettleFunding, market="X-USD", rate_ppb=rate)
    if of(settled, e.LiquidationTriggered):
        return
    assert before - world.cash("client") == ceil(worth(held, 100, 1000) * Fraction(rate, 10**9))


@given(policies(), st.integers(1, 10**6), st.integers(1, 99), st.integers(1, 100))
def test_closing_at_the_valuation_never_lowers_surplus_unless_the_fees_exceed_maintenance(
    rules: Policy, lots: int, share: int, portion: int
) -> None:
    """A long bought at 1,000 has a share of its maintenance left at 900; a portion of its order is filled there."""
    world = house(to_the_market(rules), (3, 3, LINEAR), 1_000)
    entry = rules.market("X-USD")
    assert entry is not None
    line = maintenance(lots * 900, entry)
    world.do(c.Deposit, account="client", asset="USD", amount=lots * 100 + max(line * share // 100, 1))
    world.load("client", lots, lots * 1_000)
    speak(world, 900)
    assume(world.book.orders.n)
    bucket, before = world.cross("client"), Seen(world.book)
    assume(int(world.book.markets.valuation[0]) == 900)
    part = max(abs(int(world.book.orders.lots[0])) * portion // 100, 1)
    filled = world.fill(0, part, 900)
    if not of(filled, e.LiquidationOrderFilled):
        return
    more = int(world.book.markets.add_on[0])
    released = maintenance(lots * 900, entry, more) - maintenance((lots - part) * 900, entry, more)
    paid = Fraction(part * 900 * (entry.taker_fee + entry.liquidation_fee), 10**6)
    event = of(filled, e.LiquidationOrderFilled)[0]
    after = cells(event.equity)[0] - (before.maintenance[bucket] - released)
    assert after >= before.equity[bucket] - before.maintenance[bucket] or released < paid + 2


def to_the_market(rules: Policy) -> Policy:
    """The same rules with the market asked first, without a limit price."""
    return replace(rules, takers=(MARKET, ADL), closing=replace(rules.closing, limit=Limit.NONE))


@given(st.integers(10, 10**5), st.integers(101, 399), st.integers(0, 300_000), st.integers(0, 20_000), policies())
def test_a_part_is_the_smallest_that_restores(lots: int, margin: int, buffer: int, cost: int, shape: Policy) -> None:
    """At the assumed cost, closing what is ordered restores the target and one lot less does not; or all is closed."""
    world = house(_restoring(shape, buffer, cost), (3, 3, LINEAR), 1_000)
    world.do(c.Deposit, account="client", asset="USD", amount=lots * margin)
    world.load("client", lots, lots * 1_000)
    placed = [event for ticks in (900, 800) for event in speak(world, ticks)
              if isinstance(event, e.LiquidationOrderPlaced)]  # fmt: skip
    assume(placed)
    order, policy = placed[0], policy_of(world.book)
    ticks, size = cells(order.ticks)[0], -cells(order.lots)[0]
    entry = policy.market("X-USD")
    assert entry is not None
    fees = entry.taker_fee + entry.liquidation_fee + cost

    def restored(closed: int) -> bool:
        equity = cells(order.equity)[0] - ceil(Fraction(closed * ticks * fees, 10**6))
        line = maintenance((lots - closed) * ticks, entry, int(world.book.markets.add_on[0]))
        target = ceil(Fraction(line * (10**6 + buffer), 10**6))
        if target == 0:
            return True
        return equity > target or (equity == target and policy.closing.comparator == Comparator.BELOW)

    assert size == lots or restored(size)
    assert not any(restored(closed) for closed in range(max(size - 50, 1), size))


def _restoring(rules: Policy, buffer: int, cost: int) -> Policy:
    sized = {"sizing": Sizing.RESTORE, "buffer": buffer, "assumed_cost": cost, "orders_per_window": 0}
    return replace(to_the_market(rules), closing=replace(rules.closing, **sized))


@given(
    policies(),
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 400)), min_size=3, max_size=3),
    st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 400)), min_size=3, max_size=3),
)
def test_an_excluded_source_cannot_move_an_index(
    rules: Policy, spoken: list[tuple[int, int]], lies: list[tuple[int, int]]
) -> None:
    """Prices and their ages in seconds; a source too old says something else and nothing changes."""
    limit = rules.prices.max_age_ns
    indices = []
    for lie in (False, True):
        world = World(rules, at_ns=1000 * S)
        world.list(sources=3)
        for number, ((ticks, age), (other, _)) in enumerate(zip(spoken, lies, strict=True), 1):
            said = other if lie and age * S > limit else ticks
            world.do(c.ObservePrice, market="X-USD", source=f"s{number}", ticks=said, venue_ns=world.at_ns - age * S)
        indices.append((int(world.book.markets.index[0]), int(world.book.markets.valuation[0])))
    young = sorted(ticks for ticks, age in spoken if age * S <= limit)
    assert indices[0] == indices[1]
    if len(young) >= rules.prices.min_sources and rules == believing(rules):
        middle = len(young) // 2
        median = young[middle] if len(young) % 2 else (young[middle - 1] + young[middle]) // 2
        assert indices[0][0] == median
