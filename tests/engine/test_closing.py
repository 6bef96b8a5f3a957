"""Closings worked by hand: who is closed, how much is ordered, what a fill brings, what waits."""

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.book import House, Status
from solvent.policy import Comparator, Limit, LiquidationFee, Sizing, Tier
from solvent.reasons import Close
from tests.world import ADL, FUND, FUND_PAYS, MARKET, TEN_PERCENT, S, World, cells, of, only, policy, small_house


def leveraged(rules: object = None, margin: int = 200, **more: int) -> World:
    """`long` buys 10 lots at 100 with a margin of 200: maintenance is 10 % of notional."""
    world = small_house(rules or policy(), 100, long=margin, **more)  # type: ignore[arg-type]
    assert world.trade("long", "@outside", 10, 100).refused is None
    return world


def test_a_position_is_closed_at_the_first_tick_in_breach() -> None:
    """Equity 10 p - 800 against maintenance p: 89 leaves 90 against 89, 88 leaves 80 against 88."""
    world = leveraged()
    assert not of(world.price(89), e.LiquidationTriggered)
    triggered = only(world.price(88), e.LiquidationTriggered)
    assert (triggered.equity, triggered.maintenance) == ([80], [88])
    assert (triggered.market, triggered.ticks) == ([0], [88])


@pytest.mark.parametrize(("comparator", "closed"), [(Comparator.BELOW, 0), (Comparator.AT_OR_BELOW, 1)])
def test_equal_equity_and_maintenance_is_what_the_comparators_differ_in(comparator: Comparator, closed: int) -> None:
    """With 199 equity at 89 is 890 - 801 = 89, which is the maintenance."""
    world = small_house(policy(comparator=comparator), 100, long=199 + 1)
    world.trade("long", "@outside", 10, 100)
    world.price(150)  # so that one atom may leave
    world.do(c.Withdraw, account="long", asset="USD", amount=1)
    assert len(of(world.price(89), e.LiquidationTriggered)) == closed


def test_a_fill_pays_its_fees_and_the_rest_stays_with_the_owner() -> None:
    """Sold at 87: 870 - 800 = 70 are left. Taker fee 0.1 % of 870 is 0.87, so 1; liquidation fee 1 % is 8.7, so 9."""
    world = leveraged(policy(taker_fee=1_000, liquidation_fee=10_000), margin=200)
    world.price(88)
    filled = world.fill(0, 10, 87)
    event = only(filled, e.LiquidationOrderFilled)
    assert (cells(event.notional), cells(event.taker_fee), cells(event.liquidation_fee)) == ([870], [1], [9])
    assert cells(event.equity) == [60]
    assert world.cash("long") == 60
    assert world.cash(House.FEES) == 1
    assert world.cash(House.FUND) == 9
    assert only(filled, e.LiquidationEnded).close == [Close.FLAT]


def test_a_liquidation_fee_takes_no_more_than_what_is_left() -> None:
    """Sold at 81 10 are left: 1 is the taker fee, 9 are what a liquidation fee of 2 % of 810 can take."""
    world = leveraged(policy(taker_fee=1_000, liquidation_fee=20_000))
    world.price(88)
    event = only(world.fill(0, 10, 81), e.LiquidationOrderFilled)
    assert (cells(event.taker_fee), cells(event.liquidation_fee), cells(event.equity)) == ([1], [9], [0])


def test_what_a_closing_does_not_bring_is_a_shortfall_to_the_atom() -> None:
    """Sold at 75 with 200 of margin: 750 - 800 = -50; the fund has 30, the operator's bad debt is 20."""
    world = leveraged(policy(payers=(FUND_PAYS,)))
    world.fund(30)
    world.price(85)
    filled = world.fill(0, 10, 75)
    assert only(filled, e.ShortfallFound).amount == [50]
    assert only(filled, e.InsuranceFundDrawn).amount == [30]
    assert only(filled, e.BadDebtRecorded).amount == [20]
    assert (world.cash("long"), world.cash(House.FUND), world.cash(House.OPERATOR)) == (0, 0, -20)


RESTORE = {"sizing": Sizing.RESTORE, "buffer": 0, "assumed_cost": 0}


def test_a_part_is_closed_to_the_last_lot_that_is_needed() -> None:
    """1,000 lots bought at 100 with 11,900. At 98 equity is 9,900 against 9,800, at 97 it is 8,900 against 9,700.

    Each lot closed at 97 releases 9.7 at no cost: 800 / 9.7 = 82.5, so 83 lots.
    """
    tiers = (Tier(0, 100_000, 10**6, 10**6, 0, 110_000, 10**6),)
    world = small_house(policy(tiers=tiers, **RESTORE), 100, long=11_900)
    world.trade("long", "@outside", 1_000, 100)
    assert not of(world.price(98), e.LiquidationOrderPlaced)
    placed = only(world.price(97), e.LiquidationOrderPlaced)
    assert placed.lots == [-83]
    ended = only(world.fill(0, 83, 97), e.LiquidationEnded)
    assert ended.close == [Close.RESTORED]
    assert (ended.equity, ended.maintenance) == ([8_900], [8_895])  # 917 x 97 x 10 % = 8,894.9


def test_one_lot_less_would_have_left_it_in_breach() -> None:
    """918 lots at 97 require 8,904.6 of equity 8,900, so the closing goes on; with 917 it would have ended."""
    tiers = (Tier(0, 100_000, 10**6, 10**6, 0, 110_000, 10**6),)
    world = small_house(policy(tiers=tiers, **RESTORE), 100, long=11_900)
    world.trade("long", "@outside", 1_000, 100)
    world.price(97)
    world.fill(0, 82, 97)
    assert only(world.expire(0), e.PositionDeleveraged).lots == [918]


def test_a_fall_that_recovers_while_nothing_worked_ends_the_closing() -> None:
    world = leveraged(policy(orders_per_window=1, window_ns=60 * S), other=200)
    world.trade("other", "@outside", 10, 100)
    throttled = only(world.price(85), e.LiquidationThrottled)
    assert throttled.bucket == [world.cross("other")]  # equal urgency: the older bucket first
    ended = only(world.price(100), e.LiquidationEnded)
    assert ended.bucket == [world.cross("other")]  # the other has an order working
    assert ended.close == [Close.RECOVERED]
    assert world.book.buckets.queued_ns[world.cross("other")] == 0


def test_the_most_under_water_goes_first_and_a_wait_is_counted_from_its_beginning() -> None:
    """Margins 200, 190 and 195: at 85 surplus is -35, -45 and -40."""
    world = small_house(policy(orders_per_window=1, window_ns=10 * S), 100, first=200, worst=200, second=200)
    for name, gone in (("first", 0), ("worst", 10), ("second", 5)):
        world.trade(name, "@outside", 10, 100)
        world.price(150)
        world.do(c.Withdraw, account=name, asset="USD", amount=max(gone, 1))
        world.price(100)
    fallen = world.price(85)
    assert only(fallen, e.LiquidationOrderPlaced).bucket == [world.cross("worst")]
    waiting = only(fallen, e.LiquidationThrottled)
    assert waiting.bucket == [world.cross("second"), world.cross("first")]
    since = world.at_ns
    assert not of(world.price(85, after=9 * S), e.LiquidationThrottled)  # still waiting: said once
    assert world.book.buckets.queued_ns[world.cross("first")] == since
    admitted = only(world.do(c.AdvanceTime, after=S), e.LiquidationOrderPlaced)
    assert admitted.bucket == [world.cross("second")]
    assert world.book.buckets.queued_ns[world.cross("second")] == 0


def test_the_throttle_counts_orders_not_buckets() -> None:
    """Three positions are three orders: with two a window, an untouched window takes them, then nobody else."""
    world = World(policy(orders_per_window=2, window_ns=10 * S))
    for market in ("A", "B", "C"):
        world.list(market)
        world.price(100, market)
    world.open(many=600, single=200, late=200)
    for market in ("A", "B", "C"):
        world.trade("many", "@outside", 10, 100, market)
    for name in ("single", "late"):
        world.trade(name, "@outside", 10, 100, "A")
    world.do(c.PauseMarket, market="A")
    for market in ("B", "C"):
        world.price(85, market)
    world.do(c.ResumeMarket, market="A")
    fallen = world.price(80, "A")
    assert sorted(only(fallen, e.LiquidationOrderPlaced).bucket) == [world.cross("many")] * 3
    assert sorted(only(fallen, e.LiquidationThrottled).bucket) == [world.cross("single"), world.cross("late")]
    later = only(world.do(c.AdvanceTime, after=10 * S), e.LiquidationOrderPlaced)
    assert sorted(later.bucket) == [world.cross("single"), world.cross("late")]


HYPERLIQUID = {"sizing": Sizing.FRACTION, "fraction": 200_000, "fraction_above": 5_000, "escalate_ns": 30 * S,
               "cooldown_ns": 3 * S}  # fmt: skip


def test_a_large_position_is_closed_by_a_fifth_then_within_the_time_altogether() -> None:
    """100 lots at 85 are 8,500, above 5,000: 20 of them first; within 30 s, and after 3 s, the other 80 at once."""
    world = small_house(policy(**HYPERLIQUID), 100, long=2_000)
    world.trade("long", "@outside", 100, 100)
    first = world.price(85)
    assert only(first, e.LiquidationOrderPlaced).lots == [-20]
    paced = only(first, e.ClosingPaced)
    assert paced.cooldown_ns == [world.at_ns + 3 * S]
    assert paced.escalate_ns == [world.at_ns + 30 * S]
    assert not of(world.fill(0, 20, 85), e.LiquidationOrderPlaced)  # still in breach, cooling down
    assert not of(world.price(85, after=2 * S), e.LiquidationOrderPlaced)
    assert only(world.price(85, after=S), e.LiquidationOrderPlaced).lots == [-80]


def test_after_the_time_it_is_a_fifth_again() -> None:
    world = small_house(policy(**HYPERLIQUID), 100, long=2_000)
    world.trade("long", "@outside", 100, 100)
    world.price(85)
    world.fill(0, 20, 85)
    world.do(c.PauseMarket, market="X-USD")
    world.price(85, after=30 * S)
    world.do(c.ResumeMarket, market="X-USD")
    assert only(world.price(85), e.LiquidationOrderPlaced).lots == [-16]  # 80 lots are 6,800


def test_a_breach_anew_within_the_cooldown_waits_for_it() -> None:
    """Two orders of one bucket are a cooldown apart, also where it was restored in between."""
    world = leveraged(policy(**RESTORE | {"buffer": 100_000}, cooldown_ns=10 * S), margin=200)
    world.price(88)
    ended = only(world.fill(0, int(-world.book.orders.lots[0]), 88), e.LiquidationEnded)
    assert ended.close == [Close.RESTORED]
    again = world.price(80, after=9 * S)
    assert of(again, e.LiquidationTriggered)
    assert not of(again, e.LiquidationOrderPlaced)
    assert of(world.price(80, after=S), e.LiquidationOrderPlaced)


def test_warnings_are_given_on_the_way_down_and_taken_back_on_the_way_up() -> None:
    """Margin ratio p / (10 p - 800): at 100 it is 50 %, at 95 63 %, at 91 83 %."""
    world = small_house(policy(warnings=(500_000, 800_000)), 101, long=210)
    world.trade("long", "@outside", 10, 101)
    levels = []
    for ticks in (102, 100, 95, 91, 95, 102):
        for event in of(world.price(ticks), e.MarginWarningIssued):
            levels.append((ticks, *cells(event.level), *cells(event.equity), *cells(event.maintenance)))
    assert levels == [(100, 1, 200, 100), (91, 2, 110, 91), (95, 1, 150, 95), (102, 0, 220, 102)]


PER_FILL = {"fee": LiquidationFee.CAPPED_BY_IMPROVEMENT}


def test_what_a_fill_is_worse_than_the_bankruptcy_price_the_fund_pays_at_once() -> None:
    """10 lots at 75 with equity -50: sold at 75 in two halves, the fund pays 25 and 25."""
    world = leveraged(policy(**PER_FILL, liquidation_fee=10_000))
    world.fund(60)
    world.price(75)
    half = world.fill(0, 5, 75)
    assert only(half, e.InsuranceFundDrawn).amount == [25]
    whole = world.fill(0, 5, 75)
    assert only(whole, e.InsuranceFundDrawn).amount == [25]
    assert not of(whole, e.ShortfallFound)
    assert (world.cash("long"), world.cash(House.FUND)) == (0, 10)


def test_a_fill_better_than_the_bankruptcy_price_pays_a_fee_out_of_the_improvement_only() -> None:
    """At 85 equity 50: bankrupt at 80. Sold at 81 it is 10 better; 2 % of 810 is 16, capped at 10: 0 stay. At 84: 40
    better, 2 % of 840 is 16, 24 stay."""
    for ticks, fee, stays in ((81, 10, 0), (84, 16, 24)):
        world = leveraged(policy(**PER_FILL, liquidation_fee=20_000))
        world.price(85)
        event = only(world.fill(0, 10, ticks), e.LiquidationOrderFilled)
        assert (cells(event.liquidation_fee), cells(event.equity)) == ([fee], [stays])
        assert (world.cash(House.FUND), world.cash("long")) == (fee, stays)


def test_a_fill_the_fund_cannot_make_good_is_no_fill_and_the_rest_is_deleveraged() -> None:
    """The fund has 49 of the 50 that are missing: nothing is sold; `short` takes all 10 at the bankruptcy price 80."""
    world = small_house(policy(**PER_FILL, takers=(MARKET, ADL)), 100, long=200, short=1_000)
    world.trade("long", "short", 10, 100)
    world.fund(49)
    world.price(75)
    refused = world.fill(0, 10, 75)
    assert not of(refused, e.LiquidationOrderFilled)
    assert only(refused, e.LiquidationOrderExpired).lots == [-10]
    reduced = only(refused, e.PositionDeleveraged)
    assert (reduced.lots, reduced.quote, reduced.given_up) == ([10], [800], [50])
    assert (world.cash("long"), world.cash("short"), world.cash(House.FUND)) == (0, 1_200, 49)


def test_a_fund_that_is_short_itself_draws_only_on_its_equity() -> None:
    """The fund's 60 and a short taken over at 120 make a balance of 1,260; at 121 they are worth 50, at 120 still 60.

    The long of Y has 251 - 300 = -49 at 70; sold at 69 it is 59 short.
    """
    for ticks, good in ((121, False), (120, True)):
        world = small_house(policy(**PER_FILL, takers=(MARKET, FUND, ADL)), 100, short=200, long=251)
        world.list("Y-USD")
        world.price(100, "Y-USD")
        world.fund(60)
        world.trade("@outside", "short", 10, 100)
        world.trade("long", "@outside", 10, 100, "Y-USD")
        world.price(115)
        world.expire(0)
        assert (world.lots(House.FUND), world.cash(House.FUND)) == (-10, 1_260)
        world.price(ticks)
        world.price(70, "Y-USD")
        assert bool(of(world.fill(1, 10, 69), e.LiquidationOrderFilled)) == good


def test_orders_of_a_bucket_in_breach_are_cancelled_where_the_rulebook_says_so() -> None:
    for cancel in (True, False):
        world = small_house(policy(cancel_orders=cancel), 100, long=500)
        world.trade("long", "@outside", 20, 100)
        world.do(c.ReportOrders, account="long", market="X-USD", buy_lots=3, sell_lots=4)
        fallen = world.price(80)
        assert len(of(fallen, e.OrdersCancelled)) == int(cancel)
        row = next(world.book.rows_of(world.cross("long")))
        assert (int(world.book.rows.buy[row]), int(world.book.rows.sell[row])) == ((0, 0) if cancel else (3, 4))


def test_a_bucket_with_a_price_that_may_not_be_used_is_left_alone() -> None:
    world = leveraged()
    world.do(c.PauseMarket, market="X-USD")
    assert not of(world.price(50), e.LiquidationTriggered)
    world.do(c.ResumeMarket, market="X-USD")
    assert of(world.do(c.AdvanceTime), e.LiquidationTriggered)


def test_a_market_gone_silent_keeps_its_holders_from_being_closed_elsewhere() -> None:
    """Y spoke 61 s ago: who holds Y is not closed when X falls, and closed once Y speaks again."""
    world = small_house(policy(), 100, long=400)
    world.list("Y-USD")
    world.price(100, "Y-USD")
    for market in ("X-USD", "Y-USD"):
        world.trade("long", "@outside", 10, 100, market)
    fallen = world.price(50, after=61 * S)
    assert not of(fallen, e.LiquidationTriggered)
    assert of(fallen, e.OracleStale)
    assert of(world.price(100, "Y-USD"), e.LiquidationTriggered)


def test_a_top_up_while_nothing_works_ends_the_closing_at_the_next_look() -> None:
    world = leveraged(policy(orders_per_window=1, window_ns=60 * S), other=200)
    world.trade("other", "@outside", 10, 100)
    world.price(85)
    assert world.book.buckets.status[world.cross("other")] == Status.CLOSING
    world.do(c.Deposit, account="other", asset="USD", amount=100)
    assert only(world.price(85), e.LiquidationEnded).close == [Close.RECOVERED]


def test_all_positions_of_a_bucket_are_ordered_or_only_the_one_that_requires_most() -> None:
    for sizing, rows in ((Sizing.ALL, 2), (Sizing.RESTORE, 1)):
        world = small_house(policy(sizing=sizing, tiers=(TEN_PERCENT,)), 100, long=600)
        world.list("Y-USD")
        world.price(100, "Y-USD")
        world.trade("long", "@outside", 10, 100)
        world.trade("long", "@outside", 20, 100, "Y-USD")
        placed = only(world.price(60, "Y-USD"), e.LiquidationOrderPlaced)
        assert len(placed.row) == rows
        assert int(world.book.rows.market[placed.row[0]]) in ((0, 1) if rows == 2 else (1,))


def test_the_limit_of_an_order_is_where_the_margin_is_used_up() -> None:
    """Long 10 at 85 with 50: 80. Short 10 sold at 100 with 200, at 115: equity 50, so 120."""
    world = small_house(policy(limit=Limit.BANKRUPTCY), 100, long=200, short=200)
    world.trade("long", "@outside", 10, 100)
    assert only(world.price(85), e.LiquidationOrderPlaced).limit == [80]
    world.price(100)
    world.trade("@outside", "short", 10, 100)
    assert only(world.price(115), e.LiquidationOrderPlaced).limit == [120]
