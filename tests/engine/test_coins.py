"""Coins beside the settlement asset: what comes in, what it counts for, what may leave, what may be borrowed."""

from typing import Any

import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, House
from solvent.errors import BadRulebook
from solvent.policy import CoinPolicy, CollateralPolicy, Policy
from solvent.reasons import Reason
from solvent.revalue.rows import everyone, initial_margin
from tests.oracle import unbalanced
from tests.world import MARKET, S, World, cells, of, only, policy

BTC, DAI, JUNK = "BTC/USD", "DAI/USD", "JUNK/USD"
M = 10**6
# 10 % of the first 1,000 USD, 50 % of the next 1,000, nothing beyond; a stablecoin at 2 %; a coin nobody named.
COINS = (
    CoinPolicy(DAI, ((0, 20_000),)),
    CoinPolicy(BTC, ((0, 100_000), (1_000 * M, 500_000), (2_000 * M, M)), taker_fee=1_000, liquidation_fee=5_000),
)
LENDS = CollateralPolicy(borrowing=True, debt_initial=500_000, debt_maintenance=100_000)


def coin_policy(collateral: CollateralPolicy | None = None, **changes: Any) -> Policy:
    return replace(policy(**changes), coins=COINS, collateral=collateral or CollateralPolicy())


def house(rules: Policy | None = None, **deposits: int) -> World:
    """A perpetual at 100 and two coins: BTC at 100 USD with 3 decimals, DAI at 1.0000 with 2."""
    world = World(rules or coin_policy())
    world.list()
    for market, size, price in ((BTC, 3, 3), (DAI, 2, 4), (JUNK, 3, 3)):
        world.do(c.ListCoin, market=market, size_decimals=size, price_decimals=price, settlement="USD",
                 constituents=["s1"])  # fmt: skip
    world.open(**deposits)
    world.price(100)
    world.price(100_000, BTC)
    world.price(10_000, DAI)
    return world


def counted(world: World, account: str = "ann") -> int:
    """What an account's bucket counts with, in atoms."""
    return int(everyone(world.book).equity[world.cross(account)])


def put(world: World, lots: int, market: str = BTC, account: str = "ann") -> Any:
    return world.do(c.DepositCoin, account=account, market=market, lots=lots)


@pytest.mark.parametrize(
    ("coins", "counts"),
    [(1, 90), (10, 900), (11, 950), (20, 1_400), (21, 1_400), (1_000, 1_400)],
)
def test_each_part_of_a_holding_is_cut_at_its_own_tier_and_nothing_counts_beyond_the_cap(
    coins: int, counts: int
) -> None:
    world = house(ann=0)
    put(world, coins * 1_000)
    assert counted(world) == counts * M


def test_a_stablecoin_is_priced_and_not_assumed_to_be_one() -> None:
    world = house(ann=0)
    put(world, 100_00, DAI)
    assert counted(world) == 98 * M
    world.price(6_500, DAI)
    assert counted(world) == 65 * M * 98 // 100


def test_a_coin_the_rulebook_does_not_name_counts_for_nothing_and_silences_nobody() -> None:
    world = house(ann=50)
    assert put(world, 5, JUNK).refused is None  # it has no price yet
    world.trade("ann", "@outside", 2, 100)
    assert counted(world) == 50
    assert of(world.price(60), e.LiquidationTriggered)


def test_a_coin_whose_price_is_stale_keeps_its_bucket_from_being_judged() -> None:
    world = house(ann=10)
    put(world, 1)  # 0.1 USD
    world.trade("ann", "@outside", 1, 100)
    world.at_ns += 70 * S
    assert not of(world.price(1), e.LiquidationTriggered)
    assert of(world.price(100_000, BTC, after=1), e.LiquidationTriggered) == []  # 90,000 atoms still carry it


def test_what_clients_hold_of_a_coin_the_outside_owes() -> None:
    world = house(ann=0, bob=0)
    put(world, 700)
    put(world, 300, account="bob")
    put(world, 50, account="@operator")
    assert world.lots(House.OUTSIDE, BTC) == -1_050
    assert world.do(c.WithdrawCoin, account="ann", market=BTC, lots=200).refused is None
    assert (world.lots("ann", BTC), world.lots(House.OUTSIDE, BTC)) == (500, -850)
    assert unbalanced(world.book) == []


def test_a_coin_leaves_only_as_far_as_the_rest_covers_the_initial_margin() -> None:
    world = house(ann=0)
    put(world, 1_000)  # counts 90 USD
    world.trade("ann", "@outside", 3 * M, 100)  # 300 USD, initial margin 60
    assert world.do(c.WithdrawCoin, account="ann", market=BTC, lots=1_001).refused == Reason.INSUFFICIENT_CASH
    assert world.do(c.WithdrawCoin, account="ann", market=BTC, lots=334).refused == Reason.INITIAL_MARGIN
    assert world.do(c.WithdrawCoin, account="ann", market=BTC, lots=333).refused is None


def test_a_breach_is_judged_by_what_counts() -> None:
    world = house(ann=0)
    put(world, 1_000)
    world.trade("ann", "@outside", 3 * M, 100)
    assert not of(world.price(78), e.LiquidationTriggered)  # 90 - 66 = 24 against 23.4
    found = only(world.price(77), e.LiquidationTriggered)
    assert (found.equity, found.maintenance) == ([21 * M], [23_100_000])


def test_coins_are_bought_with_what_is_there_and_sold_for_what_they_bring() -> None:
    world = house(ann=200 * M)
    done = world.trade("ann", "@outside", 1_000, 100_000, BTC, taker="buyer")
    assert [cells(event.cost) for event in of(done, e.PositionChanged)] == [[0], [0]]
    assert (world.cash("ann"), world.lots("ann", BTC)) == (200 * M - 100 * M - 100_000, 1_000)
    assert world.trade("ann", "@outside", 1_000, 100_000, BTC).refused == Reason.INSUFFICIENT_CASH
    assert world.trade("@outside", "ann", 1_001, 100_000, BTC).refused == Reason.NOTHING_TO_BORROW
    assert world.trade("@outside", "ann", 1_000, 100_000, BTC).refused is None
    assert world.cash("ann") == 200 * M - 100_000


def test_three_times_leverage_is_two_parts_borrowed() -> None:
    """A margin level of 1.5 to borrow: 100 USD of one's own carry 200 borrowed, in either direction."""
    world = house(coin_policy(LENDS), ann=100 * M, bob=100 * M)
    put(world, 10_000, DAI, "@operator")
    assert world.trade("ann", "@outside", 10_000, 10_000, DAI).refused is None  # 100 DAI for 100 USD
    assert world.trade("ann", "@outside", 20_000, 10_000, DAI).refused == Reason.INITIAL_MARGIN  # haircuts
    assert world.trade("ann", "@outside", 18_000, 10_000, DAI).refused is None
    assert world.cash("ann") == -180 * M
    bucket = world.cross("ann")
    assert initial_margin(world.book, bucket) == 90 * M
    assert int(everyone(world.book).maintenance[bucket]) == 18 * M
    assert world.trade("@outside", "bob", 10_001, 10_000, DAI).refused == Reason.NOTHING_TO_BORROW
    assert world.trade("@outside", "bob", 10_000, 10_000, DAI).refused is None
    assert counted(world, "bob") == 100 * M  # what is owed counts in full
    pool = world.do(c.WithdrawCoin, account="@operator", market=DAI, lots=1)
    assert pool.refused == Reason.INSUFFICIENT_CASH


def test_a_debt_is_repaid_by_depositing_the_coin() -> None:
    world = house(coin_policy(LENDS), ann=100 * M)
    put(world, 10_000, DAI, "@operator")
    world.trade("@outside", "ann", 5_000, 10_000, DAI)
    assert world.lots("ann", DAI) == -5_000
    put(world, 7_000, DAI)
    assert world.lots("ann", DAI) == 2_000


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        (c.SettleFunding, {"rate_ppb": 1}),
        (c.SetLeverage, {"account": "ann", "leverage_ppm": 0}),
        (c.ReportOrders, {"account": "ann", "buy_lots": 1, "sell_lots": 0}),
    ],
)
def test_what_only_a_perpetual_has_is_refused_of_a_coin(kind: type[c.Command], fields: dict[str, Any]) -> None:
    world = house(ann=M)
    assert world.do(kind, market=BTC, **fields).refused == Reason.WRONG_KIND
    assert world.do(c.DepositCoin, account="ann", market="X-USD", lots=1).refused == Reason.WRONG_KIND


def test_an_isolated_coin_has_a_bucket_of_its_own() -> None:
    world = house(coin_policy(LENDS), ann=100 * M)
    world.do(c.SetMarginMode, account="ann", market=BTC, isolated=True)
    world.do(c.Transfer, account="ann", market=BTC, amount=40 * M)
    put(world, 500)
    inner = world.book.bucket_for(world.book.account_of["ann"], 0, world.book.market_of[BTC])
    assert inner is not None
    assert int(everyone(world.book).equity[inner]) == 85 * M
    assert counted(world) == 60 * M


def test_another_rulebook_brings_its_own_haircuts() -> None:
    world = house(ann=0)
    put(world, 1_000)
    world.do(c.AdoptRulebook, policy=replace(policy(name="par"), coins=(CoinPolicy("*", ((0, 0),)),)))
    assert counted(world) == 100 * M
    world.do(c.AdoptRulebook, policy=policy(name="none"))
    assert counted(world) == 0
    digest = world.book.digest()
    assert (world.by_effect().digest(), world.by_cause().book.digest()) == (digest, digest)
    assert Book.restore(world.book.dump()).digest() == digest


def test_haircuts_that_would_not_meet_on_a_whole_atom_are_no_rules() -> None:
    with pytest.raises(BadRulebook, match="whole atom"):
        CoinPolicy("X", ((0, 1), (1, 3)))


def test_a_long_in_a_coin_bought_on_credit_is_closed_at_its_margin_level() -> None:
    """1.1: assets of 110 against 100 owed."""
    world = house(coin_policy(LENDS, takers=(MARKET, *policy().takers[1:])), ann=100 * M)
    world.do(c.AdoptRulebook, policy=replace(world.book.policy, coins=(CoinPolicy("*", ((0, 0),)),)))
    assert world.trade("ann", "@outside", 2_000, 100_000, BTC).refused is None
    assert world.cash("ann") == -100 * M
    assert not of(world.price(55_000, BTC), e.LiquidationTriggered)
    assert of(world.price(54_999, BTC), e.LiquidationTriggered)
