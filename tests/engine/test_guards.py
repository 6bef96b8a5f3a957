"""Guards on the index of a coin: what it counts for, who is liquidated on it, and to the second when no longer."""

from typing import Any

import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.engine import Outcome as Done
from solvent.policy import CoinPolicy, DelayPolicy, GuardedPolicy, GuardPolicy, Policy
from solvent.policy.choices import Comparison, Guard, Outcome
from solvent.reasons import Reason
from tests.world import S, World, of, only, policy

STK, RATE, ETH = "STK/USD", "STK/ETH", "ETH/USD"
HOUR = 3600 * S
ONE = 10**9
START = 10**6 * HOUR


def guard(rule: Guard, outcome: Outcome, at_limit: bool = False, **limits: Any) -> GuardPolicy:
    return GuardPolicy(rule, outcome, Comparison.AT_LEAST if at_limit else Comparison.MORE, **limits)


def rules(*guards: GuardPolicy, **others: tuple[GuardPolicy, ...]) -> Policy:
    """A coin that counts in full, whose sources may be silent for days, and its guards."""
    guarded = [GuardedPolicy(name, chain) for name, chain in {STK: guards, **others}.items() if chain]
    house = policy(prices={"max_age_ns": 10**6 * HOUR})
    return replace(house, coins=(CoinPolicy("*", ((0, 0),)),), guards=tuple(guarded))


def house(book: Policy) -> World:
    """A perpetual at 100 atoms, and an account long 1,000 lots of it with 2 lots of STK at 1.0000.

    They are 20,000 atoms, and it is closed when they count for less than the 10,000 atoms that are required.
    """
    world = World(book, at_ns=START)
    world.list()
    world.do(c.ListCoin, market=STK, size_decimals=2, price_decimals=4, settlement="USD", constituents=["s1"])
    for name, decimals in ((RATE, 6), (ETH, 2)):
        world.do(c.ListReference, market=name, price_decimals=decimals, constituents=["s1"])
    world.open(client=0)
    world.price(100)
    world.price(10_000, STK)
    world.do(c.DepositCoin, account="client", market=STK, lots=2)
    world.load("client", 1_000, 100_000)
    return world


def state(world: World, market: str = STK) -> tuple[int, int, bool]:
    """(index, index before its guards, whether it may be acted on)."""
    m, place = world.book.markets, world.book.market_of[market]
    return int(m.index[place]), int(m.unguarded[place]), bool(m.usable[place])


def closes(done: Done) -> bool:
    return bool(of(done, e.LiquidationTriggered))


FALLEN = 100  # a hundredth: what the account has is worth 200 atoms


@pytest.mark.parametrize(("outcome", "expected", "closed"), [
    (Outcome.ANSWER, (100, 0, True), True),
    (Outcome.CLIP, (9_000, 100, True), False),
    (Outcome.PAUSE, (100, 0, False), False),
    (Outcome.FREEZE, (10_000, 100, True), False),
    (Outcome.REFUSE, (10_000, 100, False), False),
])  # fmt: skip
def test_what_each_outcome_makes_of_a_fall_to_a_hundredth(
    outcome: Outcome, expected: tuple[int, int, bool], closed: bool
) -> None:
    world = house(rules(guard(Guard.FLOOR, outcome, level=ONE * 9 // 10)))
    done = world.price(FALLEN, STK)
    assert (state(world), closes(done)) == (expected, closed)
    failed = only(done, e.GuardFailed)
    assert (failed.place, failed.outcome, failed.found, failed.bound) == ([0], [outcome], [100], [9_000])
    world.price(10_000, STK)
    assert state(world) == (10_000, 0, True), "and when it comes back, it counts again"
    assert world.by_effect().digest() == world.book.digest() == world.by_cause().book.digest()


@pytest.mark.parametrize("at_limit", [False, True])
@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_an_age_of_an_hour_to_the_second(seconds: int, at_limit: bool) -> None:
    """Told at the start, and nobody has spoken since: from then on nobody is closed on it, by whatever happens, nor is
    anything paid out."""
    old = seconds > 0 or (at_limit and seconds == 0)
    book, late = rules(guard(Guard.MAX_AGE, Outcome.PAUSE, at_limit, max_age_ns=HOUR)), HOUR + seconds * S
    looked = house(book)
    looked.do(c.AdvanceTime, after=late)
    assert state(looked) == (10_000, 0, not old)
    assert closes(house(book).price(1, after=late)) is not old, "the perpetual gaps down, and takes the coin with it"
    paid = house(book).do(c.WithdrawCoin, after=late, account="client", market=STK, lots=1)
    assert paid.refused == (Reason.NO_PRICE if old else Reason.INITIAL_MARGIN)


def test_the_width_of_a_price_is_half_of_its_bid_to_ask_and_one_that_is_not_told_is_too_wide() -> None:
    """2 % of 10,000 is 200: 9,800 to 10,200 passes, and one tick more to either side does not."""
    world = house(rules(guard(Guard.MAX_WIDTH, Outcome.PAUSE, room=20_000)))
    assert state(world) == (10_000, 0, False)
    for bid, ask, sure in (
        (9_800, 10_200, True),
        (9_799, 10_200, False),
        (9_799, 10_201, False),
        (9_800, 10_199, True),
    ):
        world.do(c.ObserveQuote, market=STK, source="s1", ticks=10_000, venue_ns=world.at_ns, bid=bid, ask=ask)
        assert state(world) == (10_000, 0, sure)
    world.price(10_000, STK)
    assert state(world) == (10_000, 0, False)


def priced(world: World, rate: int, ether: int, after: int = 0) -> None:
    world.price(rate, RATE, after=after)
    world.price(ether, ETH)


BESIDE = {"reference": RATE, "times": ETH}
NEVER_FAR = (guard(Guard.REFERENCE_CAP, Outcome.CLIP, room=0, **BESIDE),
             guard(Guard.REFERENCE_FLOOR, Outcome.CLIP, room=50_000, **BESIDE))  # fmt: skip


def test_a_staked_coin_is_never_above_what_it_is_redeemed_for_nor_more_than_a_twentieth_below() -> None:
    """1.25 ETH of 4.00: 5.0000, and 4.7500 of it at least."""
    world = house(rules(*NEVER_FAR))
    assert state(world) == (10_000, 0, False), "without its references nothing is made up"
    priced(world, 1_250_000, 400)
    assert state(world) == (47_500, 10_000, True)
    for told, counts in ((47_499, 47_500), (47_500, 47_500), (47_501, 47_501), (50_000, 50_000), (50_001, 50_000)):
        world.price(told, STK)
        assert state(world) == (counts, told if told != counts else 0, True)
    world.price(200, ETH)
    assert state(world) == (25_000, 50_001, True), "what stands behind falls, and so does the bound"


def test_a_reference_that_may_not_be_acted_on_bounds_nothing() -> None:
    book = rules(*NEVER_FAR, **{RATE: (guard(Guard.MAX_AGE, Outcome.PAUSE, max_age_ns=HOUR),)})
    world = house(book)
    priced(world, 1_250_000, 400)
    world.price(50_000, STK)
    assert state(world) == (50_000, 0, True)
    for seconds, why in ((0, Reason.INITIAL_MARGIN), (1, Reason.NO_PRICE)):
        late = house(book)
        priced(late, 1_250_000, 400)
        late.price(50_000, STK)
        late.load("client", 9_000, 900_000)
        paid = late.do(c.WithdrawCoin, after=HOUR + seconds * S, account="client", market=STK, lots=2)
        assert paid.refused == why, "though nobody has looked at either"
    assert not closes(world.price(1, after=HOUR + 1)), "nor by the tick of another market"
    assert state(world) == (50_000, 0, False)


def test_a_rate_of_exchange_grows_no_faster_than_it_may_and_so_does_what_hangs_on_it() -> None:
    """10 % a year on 1.25: after a tenth of a year 1.2625 less what the integers lose, where 1.30 was told.

    Of 1.262499 x 4.00, which are 5.049996, a twentieth less is 4.797496, and the floor lies on the tick above.
    """
    growing = guard(Guard.GROWTH_CAP, Outcome.CLIP, level=ONE * 5 // 4, growth=100_000, snapshot_ns=START)
    world = house(rules(*NEVER_FAR, **{RATE: (growing,)}))
    priced(world, 1_300_000, 400, after=3_153_600 * S)
    assert state(world, RATE) == (1_262_499, 1_300_000, True)
    assert state(world) == (47_975, 10_000, True)


def test_a_price_walks_by_a_quarter_a_telling_and_not_because_time_passes() -> None:
    world = house(rules(guard(Guard.RISE, Outcome.CLIP, room=250_000)))
    seen = []
    for _ in range(4):
        world.price(20_000, STK, after=1)
        world.do(c.AdvanceTime, after=1)
        world.price(400, ETH)
        seen.append(state(world)[0])
    assert seen == [12_500, 15_625, 19_531, 20_000]


def test_a_source_that_is_left_out_lets_no_price_walk_on_nor_keeps_it_young() -> None:
    old = guard(Guard.MAX_AGE, Outcome.PAUSE, max_age_ns=HOUR)
    world = house(rules(guard(Guard.RISE, Outcome.CLIP, room=250_000), old))
    world.do(c.ListCoin, market="B/USD", size_decimals=2, price_decimals=4, settlement="USD", constituents=["a", "b"])
    world.do(
        c.AdoptRulebook, policy=replace(world.book.policy, guards=(replace(world.book.policy.guards[0], name="*"),))
    )
    world.do(c.SetConstituent, market="B/USD", source="b", weight_ppm=10**6, eligible=False, owner="o", reason="r")
    world.price(10_000, "B/USD", "a", after=1)
    world.price(20_000, "B/USD", "a", after=1)
    for _ in range(3):
        world.price(20_000, "B/USD", "b", after=1)
        assert state(world, "B/USD") == (12_500, 20_000, True)
    world.price(20_000, "B/USD", "b", after=HOUR)
    assert state(world, "B/USD") == (12_500, 20_000, False)


def test_guards_that_a_later_rulebook_drops_are_forgotten() -> None:
    world = house(rules(guard(Guard.FLOOR, Outcome.REFUSE, level=ONE * 9 // 10)))
    world.price(FALLEN, STK)
    world.do(c.AdoptRulebook, policy=rules())
    assert closes(world.do(c.AdvanceTime))
    m, place = world.book.markets, world.book.market_of[STK]
    assert m.index[place] == 100
    assert not any((m.unguarded[place], m.failing[place], m.unsafe[place], m.good[place], m.heard_ns[place]))


def test_a_reference_in_another_currency_bounds_nothing() -> None:
    """A ratio cannot be read as a price in dollars."""
    ratio = guard(Guard.REFERENCE_CAP, Outcome.CLIP, room=0, reference=RATE)
    world = house(rules(ratio))
    world.price(900_000, RATE)
    assert state(world) == (9_000, 10_000, True), "untyped, it is taken for one"
    for market in (RATE, STK):
        world.do(c.SetIndex, market=market, unit=market, owner="index committee", reason="listed")
    world.price(10_000, STK)
    assert not state(world)[2]


def test_many_prices_at_once_are_guarded_as_one_after_the_other() -> None:
    """A rate far above its cap, what stands behind, and the coin: 95 % of 1.25 x 4.10 are 4.8688."""
    growing = guard(Guard.GROWTH_CAP, Outcome.CLIP, level=ONE * 5 // 4, growth=0, snapshot_ns=START)
    chain = (*NEVER_FAR, guard(Guard.FALL, Outcome.FREEZE, room=20_000))
    single, batch = (house(rules(*chain, **{RATE: (growing,)})) for _ in range(2))
    for world in (single, batch):
        priced(world, 1_250_000, 400, after=1)
        world.price(50_000, STK, after=1)
        world.at_ns += 1
    single.price(9_000_000, RATE)
    single.price(410, ETH)
    single.price(30_000, STK)
    names = batch.book.market_names
    told = {RATE: 9_000_000, ETH: 410, STK: 30_000}
    sources = [batch.book.sources.market.tolist().index(names.index(name)) for name in told]
    batch.do(c.ObservePrices, sources=sources, ticks=list(told.values()), venue_ns=[batch.at_ns] * 3)
    assert state(batch) == state(single) == (50_000, 30_000, True), "48,688 is too far below, and frozen"
    assert batch.by_effect().digest() == batch.book.digest() == batch.by_cause().book.digest()


def late(at_limit: bool = True, *chain: GuardPolicy) -> World:
    """The house, in which the coin counts an hour late; two hours on, so that it counts at all."""
    comparison = Comparison.AT_LEAST if at_limit else Comparison.MORE
    world = house(replace(rules(*chain), delays=(DelayPolicy(STK, HOUR, comparison),)))
    assert state(world) == (10_000, 0, False), "what has not been told an hour ago does not count yet"
    for _ in range(2):
        world.do(c.AdvanceTime, after=HOUR + S)
    world.at_ns = START + 3 * HOUR - 2 * S
    assert state(world) == (10_000, 0, True)
    return world


@pytest.mark.parametrize(("seconds", "at_limit", "moves"), [
    (-1, True, False), (0, True, True), (1, True, True), (-1, False, False), (0, False, False), (1, False, True),
])  # fmt: skip
def test_a_crash_counts_with_the_first_look_after_two_hops(seconds: int, at_limit: bool, moves: bool) -> None:
    """Told two seconds before the third hour it waits from there, and counts at the fourth."""
    world = late(at_limit)
    assert not closes(world.price(FALLEN, STK))
    assert not closes(world.do(c.AdvanceTime, after=2 * S + (1 - at_limit)))
    assert (state(world)[:2], int(world.book.markets.following[1])) == ((10_000, FALLEN), FALLEN)
    world.at_ns = START + 4 * HOUR + seconds * S
    assert closes(world.price(100)) is False, "another market's price is no look at this one"
    done = world.do(c.AdvanceTime)
    assert (closes(done), state(world)[0] == FALLEN) == (moves, moves)
    assert world.by_effect().digest() == world.book.digest() == world.by_cause().book.digest()


def test_guards_look_at_what_counts_and_not_at_what_waits() -> None:
    world = late(True, guard(Guard.FLOOR, Outcome.CLIP, level=ONE * 9 // 10))
    world.price(FALLEN, STK)
    world.do(c.AdvanceTime, after=2 * S)
    assert state(world) == (10_000, FALLEN, True)
    assert not closes(world.do(c.AdvanceTime, after=HOUR))
    assert state(world) == (9_000, FALLEN, True)


def test_what_may_not_be_acted_on_is_not_taken_and_a_delay_that_is_dropped_is_forgotten() -> None:
    world = late()
    world.do(c.SetConstituent, market=STK, source="s1", weight_ppm=10**6, eligible=False, owner="o", reason="r")
    world.price(FALLEN, STK)
    world.do(c.AdvanceTime, after=HOUR)
    assert state(world)[2] is False
    assert int(world.book.markets.following[1]) == 10_000
    world.do(c.AdoptRulebook, policy=rules())
    world.do(c.AdvanceTime)
    m = world.book.markets
    assert [int(column[1]) for column in (m.index, m.current, m.following, m.hopped_ns, m.unsafe)] == [
        10_000,
        0,
        0,
        0,
        0,
    ]
