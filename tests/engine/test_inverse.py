"""Inverse contracts in the engine: worked by hand in XBT, closed at the atom, and no atom lost."""

from typing import Any

import msgspec
import numpy as np
import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent import rulebooks
from solvent.book import Book, House, State
from solvent.policy import Comparator, LiquidationFee, Policy, Ranking, TransferPrice
from solvent.reasons import Reason
from solvent.reports.explain import explain
from solvent.reports.standing import Standings
from tests.oracle import unbalanced
from tests.world import ADL, BACKSTOP, FUND, FUND_PAYS, MARKET, WINNERS_PAY, S, World, cells, of, only, policy

XBT, XBTUSD = "XBT", "XBTUSD"
COIN = 10**8


def coin_policy(**changes: Any) -> Policy:
    """Round numbers, counted to 10^-8: maintenance 10 %, initial 20 %."""
    return replace(policy(**changes), decimals=8)


def bitmex_like(rules: Policy | None = None, ticks: int = 100_000, **deposits: int) -> World:
    """XBTUSD at 10,000.0 and accounts with XBT."""
    world = World(rules or coin_policy())
    listed(world)
    for account, atoms in deposits.items():
        world.do(c.OpenAccount, account=account)
        world.do(c.Deposit, account=account, asset=XBT, amount=atoms)
    world.price(ticks, XBTUSD)
    world.do(c.ObserveTrade, market=XBTUSD, ticks=ticks)
    return world


def listed(world: World, market: str = XBTUSD, asset: str = XBT, **changes: Any) -> Any:
    fields = {"size_decimals": 0, "price_decimals": 1, "settlement_decimals": 8, "contract": c.INVERSE} | changes
    return world.do(c.ListMarket, market=market, settlement=asset, constituents=["s1"], **fields)


def fields(event: Any, *names: str) -> list[int]:
    """Fields of an event of one row."""
    return [cells(getattr(event, name))[0] for name in names]


def equity(world: World, account: str, asset: str = XBT) -> int:
    return Standings(world.book).equity[world.cross(account, asset)]


def test_one_contract_of_one_dollar_at_10000_is_a_ten_thousandth_of_a_coin() -> None:
    world = bitmex_like(long=COIN, short=COIN)
    done = world.trade("long", "short", 1, 100_000, XBTUSD)
    moved = only(done, e.CashTransferred)
    buyer, seller = world.cross("long", XBT), world.cross("short", XBT)
    assert fields(moved, "source", "target", "amount") == [seller, buyer, 10_000]  # 0.0001 XBT: the seller pays
    row = world.book.row_for(buyer, 0)
    assert (world.book.rows.lots[row], world.book.rows.cost[row]) == (1, -10_000)
    assert (equity(world, "long"), equity(world, "short")) == (COIN, COIN)


def test_profit_is_contracts_times_the_difference_of_the_reciprocals() -> None:
    """10,000 contracts from 10,000 to 12,500: 10,000 (1 / 10,000 - 1 / 12,500) = 0.2 XBT."""
    world = bitmex_like(long=COIN, short=COIN)
    world.trade("long", "short", 10_000, 100_000, XBTUSD)
    world.price(125_000, XBTUSD)
    assert (equity(world, "long"), equity(world, "short")) == (120_000_000, 80_000_000)
    world.trade("short", "long", 10_000, 125_000, XBTUSD)  # flat again, and the profit is cash
    assert [int(world.book.ledger.balance[world.cross(name, XBT)]) for name in ("long", "short")] == [
        120_000_000, 80_000_000,
    ]  # fmt: skip


def test_a_long_loses_more_the_further_the_price_falls() -> None:
    world = bitmex_like(long=10 * COIN, short=10 * COIN)
    world.trade("long", "short", 10_000, 100_000, XBTUSD)
    found = []
    for ticks in (80_000, 60_000, 40_000):
        world.price(ticks, XBTUSD)
        found.append(10 * COIN - equity(world, "long"))
    assert found == [25_000_000, 66_666_667, 150_000_000]  # 0.25, 0.6666..., 1.5 XBT


def test_the_taker_fee_is_a_share_of_the_notional_in_coin() -> None:
    world = bitmex_like(coin_policy(taker_fee=750), long=COIN, short=COIN)
    done = world.trade("long", "short", 10_000, 100_000, XBTUSD, taker="buyer")
    assert [fields(event, "amount")[0] for event in of(done, e.CashTransferred)] == [COIN, 75_000]  # 0.075 % of one XBT


@pytest.mark.parametrize("comparator", list(Comparator))
@pytest.mark.parametrize("spare", [-1, 0, 1])
@pytest.mark.parametrize("side", [1, -1], ids=["long", "short"])
def test_the_line_is_one_atom_wide(side: int, spare: int, comparator: Comparator) -> None:
    """At 8,000 (long) or 12,500 (short) 10,000 contracts need 10 % of 1.25 or of 0.8 XBT; the entry was 10,000."""
    ticks, lost, needed = (80_000, 25_000_000, 12_500_000) if side > 0 else (125_000, 20_000_000, 8_000_000)
    world = bitmex_like(coin_policy(comparator=comparator), account=lost + needed + spare)
    world.load("account", side * 10_000, -side * COIN, XBTUSD)
    done = world.price(ticks, XBTUSD)
    assert equity(world, "account") == needed + spare
    closed = spare < 0 or (spare == 0 and comparator == Comparator.AT_OR_BELOW)
    assert bool(of(done, e.LiquidationTriggered)) == closed
    if closed:
        assert fields(only(done, e.LiquidationTriggered), "equity", "maintenance") == [needed + spare, needed]


@pytest.mark.parametrize("side", [1, -1], ids=["long", "short"])
def test_the_liquidation_price_told_is_the_first_tick_that_closes(side: int) -> None:
    def standing(ticks: int) -> tuple[World, Any]:
        world = bitmex_like(account=40_000_000)
        world.load("account", side * 10_000, -side * COIN, XBTUSD)
        done = world.price(ticks, XBTUSD)
        return world, bool(of(done, e.LiquidationTriggered))

    world, closed = standing(100_000)
    row = Standings(world.book).bucket(world.cross("account", XBT)).rows[0]
    line = row.below if side > 0 else row.above
    assert (row.entry, row.notional, closed) == (100_000, COIN, False)
    assert standing(line)[1]
    assert not standing(line + side)[1]
    # Q (s + r) / (M + s Q / P0): 10,000 x 1.1 / 1.4 and 10,000 x 0.9 / 0.6
    assert line == (78_571 if side > 0 else 150_000)


@pytest.mark.parametrize("side", [1, -1], ids=["long", "short"])
def test_a_fill_at_the_bankruptcy_price_leaves_nothing(side: int) -> None:
    rules = coin_policy(limit=2, fee=LiquidationFee.CAPPED_BY_EQUITY)
    world = bitmex_like(rules, account=25_000_000)
    world.load("account", side * 10_000, -side * COIN, XBTUSD)
    done = world.price(81_000 if side > 0 else 130_000, XBTUSD)
    (limit,) = fields(only(done, e.LiquidationOrderPlaced), "limit")
    # Q s / (M + s Q / P0): 10,000 / 1.25 and 10,000 / 0.75, the better tick where they are none
    assert limit == (80_000 if side > 0 else 133_333)
    assert world.fill(0, 10_000, limit - side).refused == Reason.OVER_FILL
    filled = world.fill(0, 10_000, limit)
    assert fields(only(filled, e.LiquidationOrderFilled), "equity")[0] in range(1_000)  # less than a tick is worth
    assert of(filled, e.ShortfallFound) == []
    assert unbalanced(world.book) == []


@pytest.mark.parametrize("takers", [(FUND, ADL), (BACKSTOP, ADL), (ADL,), (MARKET, FUND, ADL)])
@pytest.mark.parametrize("side", [1, -1], ids=["long", "short"])
def test_a_gap_is_paid_for_whoever_takes_the_position(side: int, takers: tuple[Any, ...]) -> None:
    """A gap through bankruptcy: the position is taken or deleveraged at once, and no atom is missing."""
    payers = (FUND_PAYS, WINNERS_PAY)
    world = bitmex_like(coin_policy(takers=takers, payers=payers, leftover_to_fund=True), loser=25_000_000, winner=COIN)
    world.fund(COIN, asset=XBT)
    world.fund(COIN, "@backstop", asset=XBT)
    parties = ("loser", "winner") if side > 0 else ("winner", "loser")
    assert world.trade(*parties, 10_000, 100_000, XBTUSD).refused is None
    done = world.price(76_000 if side > 0 else 140_000, XBTUSD)
    assert of(done, e.LiquidationTriggered)
    if takers[0] is MARKET:
        done = world.expire(0)
    assert unbalanced(world.book) == []
    for number in np.flatnonzero(world.book.orders.lots).tolist():
        world.expire(number)
    loser = world.cross("loser", XBT)
    assert not any(world.book.rows.lots[row] for row in world.book.rows_of(loser))
    assert int(world.book.ledger.balance[loser]) >= 0
    replayed(world)


def replayed(world: World) -> None:
    """By effect and by cause the journal leads to the same book."""
    digest = world.book.digest()
    assert world.by_effect().digest() == digest
    again = world.by_cause()
    assert [effect for _, effect in again.journal] == [effect for _, effect in world.journal]
    assert again.book.digest() == digest
    restored = Book.restore(world.book.dump())
    assert (restored.digest(), restored.asset_decimals) == (digest, world.book.asset_decimals)


def test_adl_by_mark_over_entry_asks_the_short_that_gained_most_in_coin_first() -> None:
    rules = coin_policy(
        takers=(replace(ADL, price=TransferPrice.MARK),), ranking=Ranking.MARK_OVER_ENTRY_TIMES_LEVERAGE
    )
    world = bitmex_like(rules, loser=25_000_000, early=COIN, late=COIN)
    world.trade("loser", "early", 5_000, 100_000, XBTUSD)
    world.price(95_000, XBTUSD)
    world.trade("loser", "late", 5_000, 95_000, XBTUSD)
    done = world.price(78_000, XBTUSD)
    event = only(done, e.PositionDeleveraged)
    winners = [world.book.holder_name(int(world.book.rows.bucket[row])) for row in cells(event.winner)]
    assert winners == ["early", "late"]


def test_funding_is_paid_in_coin_and_the_residual_kept() -> None:
    world = bitmex_like(long=COIN, short=COIN)
    world.trade("long", "short", 3, 99_995, XBTUSD)
    for rate, told in ((1_000_000, [30, 30, 0]), (1_010_101, [31, 30, 1])):  # 0.1 % of 30,000 atoms; 30.3 atoms
        settled = only(world.do(c.SettleFunding, market=XBTUSD, rate_ppb=rate), e.FundingSettled)
        assert fields(settled, "paid", "received", "residual") == told
    assert unbalanced(world.book) == []


def test_a_position_in_any_state_is_read_in_with_its_cost_below_nothing_for_a_long() -> None:
    world = bitmex_like(account=COIN)
    refused = world.load("account", 10, 100_000, XBTUSD)
    assert refused.refused == Reason.OUT_OF_RANGE
    assert "opposite signs (an inverse contract)" in refused.events[0].detail
    assert world.load("account", 10, -100_000, XBTUSD).refused is None
    assert equity(world, "account") == COIN


@pytest.mark.parametrize(("changes", "reason", "words"), [
    ({"contract": "quanto"}, Reason.UNKNOWN_CONTRACT, "found 'quanto': a quanto, settled in neither of its assets"),
    ({"contract": ""}, Reason.UNKNOWN_CONTRACT, "expected a contract that is linear or inverse"),
    ({"contract": "linear", "size_decimals": 7, "contract_value": 10}, Reason.GRID_NOT_ALLOWED, "found 10: write it"),
    ({"contract": "linear"}, Reason.GRID_NOT_ALLOWED, "expected size decimals + price decimals of at least 8"),
    ({"contract_value": 0}, Reason.GRID_NOT_ALLOWED, "expected a contract value of 1 quote unit or more, found 0"),
    ({"contract_value": 2**62}, Reason.GRID_NOT_ALLOWED, "expected a lot of 1 to"),
    ({"price_decimals": 10}, Reason.GRID_NOT_ALLOWED, "expected decimals from 0 to 9"),
    ({"settlement_decimals": 6}, Reason.GRID_NOT_ALLOWED, "expected 8 decimals of XBT as house counts, found 6"),
])  # fmt: skip
def test_what_is_no_market_of_this_house_is_refused(changes: dict[str, Any], reason: Reason, words: str) -> None:
    world = World(coin_policy())
    outcome = listed(world, **changes)
    assert outcome.refused == reason
    assert words in outcome.events[0].detail


def test_an_asset_is_counted_one_way() -> None:
    world = bitmex_like()
    again = listed(world, "ETHUSD", settlement_decimals=6)
    assert again.refused == Reason.GRID_NOT_ALLOWED
    assert "expected XBT with 8 decimals as before, found 6" in again.events[0].detail
    other = world.do(c.AdoptRulebook, policy=policy())
    assert other.refused == Reason.GRID_NOT_ALLOWED
    assert "expected 6 decimals of XBT as house counts, found 8" in other.events[0].detail


def test_a_lot_may_be_a_part_of_a_contract_and_a_contract_many_dollars() -> None:
    world = World(coin_policy())
    assert listed(world, size_decimals=2, contract_value=100).refused is None
    assert int(world.book.markets.den[0]) == -(10**9)  # a hundredth of a contract of 100 USD
    world = World(coin_policy())
    assert listed(world, size_decimals=9, price_decimals=0, contract_value=10).refused is None
    assert int(world.book.markets.den[0]) == -1


def test_a_wild_price_holds_the_market_and_seals_nothing() -> None:
    world = bitmex_like(long=COIN * 10**4, short=COIN * 10**4)
    assert world.trade("long", "short", 10**8, 100_000, XBTUSD).refused is None
    only(world.price(1, XBTUSD), e.MarkUpdated)  # 10^17 atoms: believed
    assert world.book.markets.usable[0] == 1
    world = bitmex_like(long=10**13, short=10**13)
    assert world.trade("long", "short", 4 * 10**8, 100_000, XBTUSD).refused is None
    only(world.price(1, XBTUSD), e.MarkUpdated)  # 4 x 10^17 atoms, beyond 2^58: no money could hold it
    assert (int(world.book.markets.usable[0]), int(world.book.markets.valuation[0])) == (0, 100_000)
    assert world.trade("long", "short", 1, 100_000, XBTUSD).refused == Reason.NO_PRICE
    assert world.engine.sealed is None


def test_sizes_are_limited_by_what_they_are_worth_in_coin() -> None:
    world = bitmex_like(long=COIN, short=COIN)
    assert world.trade("long", "short", 5 * 10**9, 10**9, XBTUSD).refused == Reason.OUT_OF_RANGE  # x 10^9: above 2^62
    assert world.trade("long", "short", 10**6 * 46, 10, XBTUSD).refused == Reason.OUT_OF_RANGE  # 4.6 x 10^15 atoms


def test_linear_and_inverse_markets_in_three_assets_share_a_house() -> None:
    rules = coin_policy(takers=(MARKET, FUND, ADL), payers=(FUND_PAYS, WINNERS_PAY), taker_fee=750)
    world = World(rules)
    listed(world)
    listed(world, "ETHUSD", "ETH", price_decimals=2, contract_value=10)
    listed(world, "BTCUSDT", "USDT", size_decimals=3, price_decimals=5, contract=c.LINEAR)
    markets = {XBTUSD: (XBT, 100_000), "ETHUSD": ("ETH", 20_000), "BTCUSDT": ("USDT", 10**9)}
    for market, (asset, ticks) in markets.items():
        world.price(ticks, market)
        world.fund(5 * COIN, asset=asset)
    for account in ("one", "other"):
        world.do(c.OpenAccount, account=account)
        for asset in (XBT, "ETH", "USDT"):
            world.do(c.Deposit, account=account, asset=asset, amount=COIN * 10**4)
    for market, (_, ticks) in markets.items():
        assert world.trade("one", "other", 1_000, ticks, market, taker="buyer").refused is None
    assert world.book.assets == [XBT, "ETH", "USDT"]
    alone = [int(world.book.ledger.balance[world.house(House.FEES, asset)]) for asset in world.book.assets]
    assert alone == [7_500, 3_750_000, 750_000_000]  # 0.075 % of 0.1 XBT, of 50 ETH, of 10,000 USDT
    world.price(60_000, XBTUSD, after=S)
    world.price(100_000, "ETHUSD")
    world.price(2 * 10**9, "BTCUSDT")
    assert unbalanced(world.book) == []
    replayed(world)


def test_a_short_without_leverage_is_never_closed() -> None:
    """Margin as large as the notional at entry: the coin is there whatever its price becomes, but for one atom."""
    world = bitmex_like(account=COIN + 1)
    world.load("account", -10_000, COIN, XBTUSD)
    row = Standings(world.book).bucket(world.cross("account", XBT)).rows[0]
    assert (row.above, row.bankruptcy) == (0, 0)
    for ticks in (10**6, 10**9, 2**53):
        assert of(world.price(ticks, XBTUSD), e.LiquidationTriggered) == []


def test_the_story_is_told_in_the_coin_to_its_last_unit() -> None:
    world = bitmex_like(coin_policy(takers=(ADL,)), loser=25_000_000, winner=COIN)
    world.trade("loser", "winner", 10_000, 100_000, XBTUSD)
    world.price(81_000, XBTUSD)
    told = [sentence.text for sentence in explain_all(world, "loser")]
    assert any("long 10,000 XBTUSD entered at 10,000.0" in text for text in told)
    assert any("0.25 XBT had been paid in" in text for text in told)
    assert any("was worth 1.2346 XBT" in text for text in told)


def explain_all(world: World, account: str) -> Any:
    """The story of an account from the journal of a world."""
    from solvent.journal import MemoryJournal
    from solvent.runtime import Runtime

    runtime = Runtime(MemoryJournal())
    for command, _ in world.journal:
        runtime.submit([c.decode(command)])
    return explain(runtime.journal, account)


def test_what_older_journals_and_snapshots_say_is_still_said_alike() -> None:
    assert e.encode([[e.AssetListed("USD")]]) == msgspec.msgpack.encode([[[4, "USD"]]])
    assert e.decode(msgspec.msgpack.encode([[[4, "USD"]]]))[0][0].decimals == 6
    assert e.decode(e.encode([[e.AssetListed(XBT, 8)]]))[0][0].decimals == 8
    assert len(policy().cells()) == len(coin_policy().cells()) - 1
    old = c.encode(c.ListMarket(id="1", market="A", size_decimals=3, price_decimals=3, settlement="USD"))
    assert b"contract" not in old
    assert b"decimals" not in old.replace(b"size_decimals", b"").replace(b"price_decimals", b"")
    world = World(policy())
    world.list()
    kept = msgspec.msgpack.decode(world.book.dump(), type=State)
    before = msgspec.msgpack.encode([1, kept.names, kept.rules, kept.tables])
    assert Book.restore(before).asset_decimals == [6]
    assert Book.restore(before).digest() == world.book.digest()


def test_the_bitmex_rulebook_steps_down_and_takes_over() -> None:
    """250 XBT of notional ask 1 % on the whole; a fill down to 200 XBT asks 0.5 % of what is left."""
    rules = rulebooks.compile(rulebooks.load("bitmex"))
    world = bitmex_like(rules, loser=5 * COIN, winner=100 * COIN)
    world.fund(10 * COIN, asset=XBT)
    world.load("loser", 2_500_000, -250 * COIN, XBTUSD)
    world.load("winner", -2_500_000, 250 * COIN, XBTUSD)
    done = world.price(99_000, XBTUSD, after=S)  # lost 2.53 XBT; equity 2.47 is below 1 % of 252.5
    told = fields(only(done, e.LiquidationTriggered), "equity", "maintenance")
    assert told == [5 * COIN - 252_525_253, 252_525_253]
    (lots,) = fields(only(done, e.LiquidationOrderPlaced), "lots")
    assert lots == -(2_500_000 - 1_980_000)  # 200 XBT at 9,900 are 1,980,000 contracts
    filled = world.fill(0, 520_000, 99_000)
    assert fields(only(filled, e.LiquidationEnded), "maintenance") == [COIN]  # 0.5 % of 200 XBT
    replayed(world)
