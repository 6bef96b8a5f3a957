"""What a fund or vault may hold, worked by hand: its capacity, and vaults that answer for one market alone."""

from typing import Any

import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.book import House, Status
from solvent.policy import Taker, TakerPolicy, TransferPrice
from solvent.reasons import Reason
from tests.oracle import Seen, misplaced, unbalanced
from tests.world import ADL, BACKSTOP, FUND, OPERATOR_PAYS, USD, World, of, only, policy, small_house

X, Y = "X-USD", "Y-USD"
ISOLATED = replace(BACKSTOP, isolated=True)


def vault(world: World, market: str = X) -> int:
    """The bucket of a market's own vault."""
    return int(world.book.markets.vault[world.book.market_of[market]])


def holds(world: World, market: str = X) -> int:
    row = world.book.row_for(vault(world, market), world.book.market_of[market])
    return 0 if row is None else int(world.book.rows.lots[row])


def sound(world: World) -> None:
    seen = Seen(world.book)
    assert unbalanced(world.book) + misplaced(world.book) + seen.skipped() + seen.owing() == []
    assert world.by_effect().digest() == world.book.digest() == world.by_cause().book.digest()


def two_markets(rules: Any, **deposits: int) -> World:
    world = small_house(rules, 100, **deposits)
    world.list(Y)
    world.price(100, Y)
    return world


@pytest.mark.parametrize(("capacity", "taken"), [(850, 1), (849, 0)])
@pytest.mark.parametrize("taker", [FUND, BACKSTOP, ISOLATED])
def test_what_is_full_refuses_and_the_next_taker_is_asked(taker: TakerPolicy, capacity: int, taken: int) -> None:
    """Ten lots at 85 are 850."""
    world = small_house(policy(takers=(replace(taker, capacity=capacity), ADL)), 100, long=200, short=10_000)
    world.trade("long", "short", 10, 100)
    fallen = world.price(85)
    assert (len(of(fallen, e.BackstopTookOver)), len(of(fallen, e.PositionDeleveraged))) == (taken, 1 - taken)
    sound(world)


def test_a_full_vault_passes_to_the_fund_and_the_fund_to_the_winners() -> None:
    """Three longs of 850 each, most urgent first: one for the vault, one for the fund, one for the other side."""
    takers = (replace(BACKSTOP, capacity=900), replace(FUND, capacity=900), ADL)
    world = small_house(policy(takers=takers), 100, a=210, b=205, c=200, short=10_000)
    for account in "abc":
        world.trade(account, "short", 10, 100)
    world.price(85)
    assert (world.lots(House.BACKSTOP), world.lots(House.FUND), world.lots("short")) == (10, 10, -20)
    assert world.cash(House.BACKSTOP) == -800, "c was the most urgent: 850 less its 50"
    assert world.cash(House.FUND) == -795
    sound(world)


def test_what_lessens_a_position_is_taken_however_full_the_vault_is() -> None:
    """Ten long at 85 fill it; at 120 they are 1,200, and ten short of `late` bring it back to nothing."""
    world = small_house(policy(takers=(replace(BACKSTOP, capacity=850), ADL)), 100, long=200, late=400)
    world.trade("long", "@outside", 10, 100)
    world.price(85)
    assert world.lots(House.BACKSTOP) == 10
    world.trade("@outside", "late", 10, 85)
    assert only(world.price(120), e.BackstopTookOver).lots == [-10]
    assert world.lots(House.BACKSTOP) == 0
    sound(world)


def test_a_vault_of_one_market_takes_its_part_of_a_bucket_and_another_vault_the_other() -> None:
    """Ten of each at 100 with 400: at 65 and 100 equity is 50 of 165. X carries 50 x 65 / 165 = 19.7, rounded down."""
    world = two_markets(policy(takers=(ISOLATED, ADL)), long=400)
    for market in (X, Y):
        world.trade("long", "@outside", 10, 100, market)
    taken = only(world.price(65), e.BackstopTookOver)
    assert taken.taker == [vault(world, X), vault(world, Y)]
    assert taken.equity == [19, 31]
    assert (holds(world, X), holds(world, Y), world.cash("long")) == (10, 10, 0)
    assert (world.cash(vault(world, X)), world.cash(vault(world, Y))) == (-631, -969)
    assert world.book.holder_name(vault(world, Y)) == "@backstop:Y-USD"
    sound(world)


def test_a_vault_under_water_is_deleveraged_alone_and_what_another_holds_does_not_pay_for_it() -> None:
    """JELLY's lesson. The vault of X took ten lots with 50 at 85, bankrupt at 80; that of Y has 1,000 of its own.

    At 70 the vault of X owes 100: its position goes back to `short` at 80. Pooled, the 1,000 would have hidden that.
    """
    for taker, closed in ((ISOLATED, 1), (BACKSTOP, 0)):
        world = two_markets(policy(takers=(taker, ADL), payers=(OPERATOR_PAYS,)), long=200, short=10_000)
        world.fund(1_000, "@backstop:Y-USD" if taker is ISOLATED else "@backstop")
        world.trade("long", "short", 10, 100)
        world.price(85)
        fallen = world.price(70)
        assert len(of(fallen, e.PositionDeleveraged)) == closed
        if closed:
            assert only(fallen, e.PositionDeleveraged).quote == [800]
            assert (holds(world, X), world.cash(vault(world, X)), world.cash(vault(world, Y))) == (0, 0, 1_000)
            assert world.book.buckets.status[vault(world, X)] == Status.OPEN
        else:
            assert world.lots(House.BACKSTOP) == 10
        sound(world)


def test_a_vault_refuses_what_only_another_vault_could_bear() -> None:
    """At 75 the bucket has -50: the vault of Y has 1,000, that of X nothing."""
    world = two_markets(policy(takers=(ISOLATED, ADL)), long=200, short=10_000)
    world.fund(1_000, "@backstop:Y-USD")
    world.trade("long", "short", 10, 100)
    assert len(of(world.price(75), e.PositionDeleveraged)) == 1
    assert world.cash(vault(world, Y)) == 1_000
    sound(world)


def test_a_vault_with_money_of_its_own_bears_a_bucket_under_water() -> None:
    world = two_markets(policy(takers=(ISOLATED, ADL)), long=200, short=10_000)
    world.fund(50, "@backstop:X-USD")
    world.trade("long", "short", 10, 100)
    assert only(world.price(75), e.BackstopTookOver).equity == [-50]
    assert (holds(world), world.cash("long")) == (10, 0)
    sound(world)


def test_at_the_mark_a_vault_takes_nothing_of_the_equity() -> None:
    """The 20 that are left of 200 stay with their owner: the vault pays 820 for 820."""
    at_mark = TakerPolicy(Taker.BACKSTOP, 10**6, TransferPrice.MARK, isolated=True)
    world = two_markets(policy(takers=(at_mark, ADL)), long=200)
    world.trade("long", "@outside", 10, 100)
    taken = only(world.price(82), e.BackstopTookOver)
    assert (taken.quote, taken.equity, world.cash("long")) == ([820], [0], 20)
    sound(world)


@pytest.mark.parametrize(
    ("to", "asset", "reason"),
    [
        ("@fund:X-USD", USD, Reason.UNKNOWN_ACCOUNT),
        ("@backstop:N-USD", USD, Reason.UNKNOWN_MARKET),
        ("@backstop:", USD, Reason.UNKNOWN_MARKET),
        ("@backstop:E-EUR", USD, Reason.WRONG_ASSET),
        ("@vault", USD, Reason.UNKNOWN_ACCOUNT),
    ],
)
def test_money_for_a_vault_that_cannot_be_is_refused(to: str, asset: str, reason: Reason) -> None:
    world = two_markets(policy(takers=(ISOLATED, ADL)))
    world.list("E-EUR", asset="EUR")
    before = world.book.digest()
    assert world.fund(5, to, asset).refused == reason
    assert world.book.digest() == before


def test_a_vault_pays_and_receives_funding_of_its_own_market() -> None:
    """1 % of 1,000, out of the vault of X."""
    world = two_markets(policy(takers=(ISOLATED, ADL)), long=200, short=10_000)
    world.fund(500, "@backstop:X-USD")
    world.trade("long", "short", 10, 100)
    world.price(85)
    before = world.cash(vault(world))
    world.do(c.SettleFunding, market=X, rate_ppb=10**7)
    assert before - world.cash(vault(world)) == 9  # of 850, rounded up
    sound(world)
