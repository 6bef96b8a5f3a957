"""Coins that become money: beyond a threshold, by orders in a closing, by exchange where no market took them."""

from typing import Any

from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, House
from solvent.policy import CollateralPolicy, Policy
from solvent.reasons import Close
from tests.engine.test_coins import BTC, COINS, DAI, LENDS, M, coin_policy, counted, house, put
from tests.oracle import unbalanced
from tests.world import ADL, ADL_AT_MARK, FUND, MARKET, World, cells, of, only

AUTO = CollateralPolicy(exchange_below=10_000 * M, exchange_fee=25_000)


def rich(rules: Policy, usd: int = 0, btc: int = 400_000, dai: int = 0) -> World:
    """Ann has 400 BTC at 100 USD; haircuts of nothing, so that numbers stay round."""
    world = house(replace(rules, coins=tuple(replace(coin, haircuts=((0, 0),)) for coin in COINS)), ann=usd)
    put(world, btc)
    if dai:
        put(world, dai, DAI)
    return world


def sound(world: World) -> None:
    """No unit is lost, and the journal leads to the same book both ways."""
    assert unbalanced(world.book) == []
    digest = world.book.digest()
    assert (world.by_effect().digest(), world.by_cause().book.digest()) == (digest, digest)
    assert Book.restore(world.book.dump()).digest() == digest


def test_beyond_the_threshold_coins_are_exchanged_for_what_covers_the_debt_and_the_fee() -> None:
    """Binance's own example: 20,000 owed takes 20,513 of collateral at 97.5 %."""
    world = rich(coin_policy(AUTO))
    world.trade("ann", "@outside", 400 * M, 100)
    assert of(world.price(75), e.CoinExchanged) == []  # exactly 10,000 owed
    found = only(world.price(50), e.CoinExchanged)
    assert (found.owed, found.lots, found.closing) == ([20_000 * M], [-205_129], [0])  # 205.129 BTC at 100
    assert found.quote == [20_512_900_000]
    assert found.fee == [512_822_500]
    assert counted(world) == 20_000 * M - 512_822_500
    assert world.cash(House.FEES) == 512_822_500
    sound(world)


def test_coins_go_in_the_rulebooks_order_and_what_is_left_stays() -> None:
    world = rich(coin_policy(AUTO), dai=1_000_000)  # 10,000 DAI come before BTC
    world.trade("ann", "@outside", 400 * M, 100)
    found = only(world.price(50), e.CoinExchanged)
    rows = [world.book.market_names[int(world.book.rows.market[row])] for row in found.row]
    assert rows == [DAI, BTC]
    assert (world.lots("ann", DAI), found.lots[0]) == (0, -1_000_000)
    assert found.owed == [20_000 * M, 10_250 * M]
    sound(world)


def test_without_a_rule_for_it_nothing_is_exchanged_outside_a_closing() -> None:
    world = rich(coin_policy())
    world.trade("ann", "@outside", 400 * M, 100)
    assert of(world.price(50), e.CoinExchanged) == []


def closing(rules: Policy, **more: Any) -> World:
    """Ann, with 400 BTC, is long 1,000 million contracts at 100: 100,000 USD; she is closed at 66."""
    world = rich(rules, **more)
    world.trade("ann", "@outside", 1_000 * M, 100)
    assert of(world.price(66), e.LiquidationTriggered)  # 40,000 - 34,000 against 6,600
    return world


def test_a_closing_sells_positions_first_and_then_coins_until_nothing_is_owed() -> None:
    world = closing(coin_policy())
    assert (world.book.orders.n, int(world.book.orders.lots[0])) == (1, -1_000 * M)
    placed = only(world.fill(0, 1_000 * M, 66), e.LiquidationOrderPlaced)
    # 34,000 owed, 0.1 % taker and 0.5 % liquidation fee: 342.053 BTC bring 34,000 net
    assert (placed.lots, placed.limit) == ([-342_053], [0])
    done = world.fill(1, 342_053, 100_000)
    filled, ended = only(done, e.LiquidationOrderFilled), only(done, e.LiquidationEnded)
    assert (filled.taker_fee, filled.liquidation_fee) == ([34_205_300], [171_026_500])
    assert (ended.close, ended.maintenance) == ([Close.FLAT], [0])
    assert world.cash("ann") == 34_205_300_000 - 34_205_300 - 171_026_500 - 34_000 * M
    assert world.lots("ann", BTC) == 400_000 - 342_053
    sound(world)


def test_coins_that_bring_too_little_leave_a_shortfall_to_the_payers() -> None:
    world = closing(coin_policy())
    world.fund(50_000 * M)
    world.fill(0, 1_000 * M, 66)
    again = only(world.fill(1, 342_053, 50_000), e.LiquidationOrderPlaced)
    assert again.lots == [-(400_000 - 342_053)]
    done = world.fill(2, 400_000 - 342_053, 50_000)
    missing = only(done, e.ShortfallFound).amount[0]
    assert only(done, e.InsuranceFundDrawn).amount == [missing]
    assert (world.cash("ann"), world.lots("ann", BTC)) == (0, 0)
    sound(world)


def test_coins_the_market_did_not_take_are_exchanged_and_the_bucket_ends_there() -> None:
    world = closing(coin_policy(AUTO))
    world.fill(0, 1_000 * M, 66)
    done = world.expire(1)
    found = only(done, e.CoinExchanged)
    assert (found.closing, found.owed) == ([1], [34_000 * M])
    assert only(done, e.LiquidationEnded).close == [Close.FLAT]
    assert 0 <= world.cash("ann") < 100_000  # covered to the lot
    sound(world)


def test_before_positions_are_handed_over_at_the_bankruptcy_price_all_coins_are_money() -> None:
    world = closing(coin_policy(AUTO, takers=(MARKET, FUND, ADL)))
    world.fund(100_000 * M)
    done = world.expire(0)
    exchanged, taken = only(done, e.CoinExchanged), only(done, e.BackstopTookOver)
    assert exchanged.lots == [-400_000]
    assert taken.equity == [6_000 * M - 1_000 * M]  # the fund gets what the coins brought
    assert (world.cash("ann"), world.lots("ann")) == (0, 0)
    sound(world)


def test_at_the_mark_only_what_covers_the_debt_is_exchanged() -> None:
    world = closing(coin_policy(AUTO, takers=(MARKET, ADL_AT_MARK)))
    done = world.expire(0)
    assert only(done, e.CoinExchanged).lots == [-348_718]  # 34,000 / 97.5 %
    assert (world.lots("ann"), world.lots("ann", BTC)) == (0, 400_000 - 348_718)
    sound(world)


def test_an_exchange_that_heals_leaves_the_positions_where_they_are() -> None:
    """A haircut of half is gone once the coins are money."""
    world = house(coin_policy(AUTO, takers=(MARKET, ADL)), ann=0)
    half = (replace(COINS[1], haircuts=((0, 500_000),)),)
    world.do(c.AdoptRulebook, policy=replace(world.book.policy, coins=half))
    put(world, 100_000)  # 10,000 USD, counting 5,000
    world.trade("ann", "@outside", 200 * M, 100)
    assert of(world.price(80), e.LiquidationTriggered)  # 5,000 - 4,000 against 1,600
    done = world.expire(0)
    assert only(done, e.LiquidationEnded).close == [Close.RESTORED]
    assert (world.lots("ann"), world.lots("ann", BTC)) == (200 * M, 0)
    sound(world)


def test_a_borrowed_coin_is_bought_back_and_the_rest_sold_for_it() -> None:
    world = house(replace(coin_policy(LENDS), coins=tuple(replace(x, haircuts=((0, 0),)) for x in COINS)), ann=100 * M)
    put(world, 10_000, account="@operator")
    assert world.trade("@outside", "ann", 2_000, 100_000, BTC).refused is None  # owes 2 BTC, has 300 USD
    assert not of(world.price(136_363, BTC), e.LiquidationTriggered)
    triggered = world.price(136_364, BTC)
    placed = only(triggered, e.LiquidationOrderPlaced)
    assert placed.lots == [2_000]
    assert world.do(c.DepositCoin, account="ann", market=BTC, lots=1).refused  # an order is at work on it
    done = world.fill(0, 2_000, 140_000)
    assert only(done, e.LiquidationEnded).close == [Close.FLAT]
    assert world.cash("ann") == 300 * M - 280 * M - 280_000 - 1_400_000
    sound(world)


def test_a_borrowed_coin_that_nobody_sells_is_bought_back_by_exchange() -> None:
    rules = replace(LENDS, exchange_fee=25_000)
    world = house(replace(coin_policy(rules), coins=tuple(replace(x, haircuts=((0, 0),)) for x in COINS)), ann=100 * M)
    put(world, 10_000, account="@operator")
    world.trade("@outside", "ann", 2_000, 100_000, BTC)
    world.price(140_000, BTC)
    done = world.expire(0)
    found = only(done, e.CoinExchanged)
    assert (found.lots, found.quote, found.fee) == ([2_000], [-280 * M], [7 * M])
    assert world.cash("ann") == 13 * M
    sound(world)


def test_interest_grows_what_is_owed_and_goes_to_the_lender_to_the_unit() -> None:
    world = house(coin_policy(LENDS), ann=100 * M, bob=100 * M, carl=M)
    put(world, 10_000, account="@operator")
    world.trade("@outside", "ann", 333, 100_000, BTC)
    world.trade("bob", "@outside", 1_500, 100_000, BTC)
    owed = -world.cash("bob")
    coin = only(world.do(c.AccrueInterest, market=BTC, rate_ppb=10_000_000), e.InterestAccrued)
    assert (coin.debtors, coin.owed, coin.charged) == ([1], [333], [4])  # 3.33, rounded up
    assert (world.lots("ann", BTC), world.lots(House.OPERATOR, BTC)) == (-337, 10_004)
    before = world.cash(House.OPERATOR)
    cash = only(world.do(c.AccrueInterest, asset="USD", rate_ppb=1), e.InterestAccrued)
    assert (cash.debtors, cash.owed, cash.charged) == ([1], [owed], [1])
    assert world.cash(House.OPERATOR) == before + 1
    assert world.do(c.AccrueInterest, rate_ppb=1).refused
    assert world.do(c.AccrueInterest, market="X-USD", rate_ppb=1).refused
    sound(world)


def test_interest_alone_brings_a_margin_call_and_then_the_sale() -> None:
    """Level 1.3 is a margin ratio of 0.1 / 0.3."""
    rules = coin_policy(LENDS, warnings=(333_333,))
    world = house(replace(rules, coins=tuple(replace(x, haircuts=((0, 0),)) for x in COINS)), ann=100 * M)
    assert world.trade("ann", "@outside", 3_000, 100_000, BTC).refused is None  # 300 USD of coin on 200 owed: 1.5
    told = []
    for hour in range(400):
        done = world.do(c.AccrueInterest, asset="USD", rate_ppb=1_000_000)
        told += [(hour, type(event).__name__) for kind in (e.MarginWarningIssued, e.LiquidationTriggered)
                 for event in of(done, kind)]  # fmt: skip
        if told and told[-1][1] == "LiquidationTriggered":
            break
    # 200 x 1.001^n passes 300 / 1.3 after 144 hours, 300 / 1.1 after 311
    assert told == [(143, "MarginWarningIssued"), (310, "LiquidationTriggered")]
    assert cells(of(done, e.LiquidationOrderPlaced)[0].lots)[0] < 0


def test_a_coin_that_crashes_leaves_its_debt_to_the_payers_and_nobody_owes() -> None:
    """100 USD of one's own and 90 borrowed for 1.9 BTC, which then sell for nearly nothing."""
    world = rich(coin_policy(LENDS), usd=100 * M, btc=1)
    world.fund(M)
    assert world.trade("ann", "@outside", 1_900, 100_000, BTC).refused is None
    assert world.cash("ann") == -90 * M
    assert of(world.price(1, BTC), e.LiquidationTriggered)
    done = world.fill(0, 1_901, 1)
    assert only(done, e.ShortfallFound).amount == [90 * M - 1_901 + 2]  # the taker fee, rounded up
    assert only(done, e.BadDebtRecorded).amount == [90 * M - 1_901 + 2 - M]
    assert world.cash("ann") == 0
    sound(world)
