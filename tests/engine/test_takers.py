"""Positions the market did not take, worked by hand: who receives them, at which price, who pays what is missing."""

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.book import House, Status
from solvent.policy import (
    Comparator,
    Payer,
    PayerPolicy,
    PriceRole,
    Ranking,
    Sizing,
    Taker,
    TakerPolicy,
    TransferPrice,
)
from tests.oracle import Seen, misplaced, unbalanced
from tests.world import (
    ADL,
    ADL_AT_MARK,
    BACKSTOP,
    FUND,
    FUND_PAYS,
    MARKET,
    OPERATOR_PAYS,
    USD,
    WINNERS_PAY,
    World,
    of,
    only,
    policy,
    small_house,
)


def duel(rules: object, margin: int = 200, **more: int) -> World:
    """`long` holds 10 lots bought of `short` at 100; `short` has plenty."""
    world = small_house(rules, 100, long=margin, short=10_000, **more)  # type: ignore[arg-type]
    assert world.trade("long", "short", 10, 100).refused is None
    return world


def sound(world: World) -> None:
    """Nothing came from nowhere, nobody was skipped, nobody owes."""
    seen = Seen(world.book)
    assert unbalanced(world.book) + misplaced(world.book) + seen.skipped() + seen.owing() == []


def test_the_fund_takes_over_at_the_bankruptcy_price() -> None:
    """Ten lots at 85 with equity 50: the fund pays 800 for 850 and owns the difference."""
    world = duel(policy(takers=(FUND, ADL)))
    taken = only(world.price(85), e.BackstopTookOver)
    assert (taken.lots, taken.quote, taken.equity) == ([10], [800], [50])
    assert (world.cash("long"), world.lots("long")) == (0, 0)
    assert (world.cash(House.FUND), world.lots(House.FUND)) == (-800, 10)
    sound(world)


def test_the_fund_takes_a_bucket_under_water_only_while_its_own_equity_bears_it() -> None:
    """At 75 the bucket has -50: with 50 the fund takes it, with 49 `short` is deleveraged."""
    for money, taken in ((50, 1), (49, 0)):
        world = duel(policy(takers=(FUND, ADL)))
        world.fund(money)
        fallen = world.price(75)
        assert len(of(fallen, e.BackstopTookOver)) == taken
        assert len(of(fallen, e.PositionDeleveraged)) == 1 - taken
        assert (world.cash("long"), world.lots("long")) == (0, 0)
        sound(world)


def test_a_vault_is_asked_before_its_turn_below_its_line() -> None:
    """Below two thirds of maintenance: at 86 equity is 60 of 86, at 85 it is 50 of 85 and 56.7 are two thirds."""
    vault = TakerPolicy(Taker.BACKSTOP, 666_667, TransferPrice.BANKRUPTCY)
    for ticks, taken in ((86, 0), (85, 1)):
        world = duel(policy(takers=(MARKET, vault, ADL)))
        fallen = world.price(ticks)
        assert (len(of(fallen, e.BackstopTookOver)), len(of(fallen, e.LiquidationOrderPlaced))) == (taken, 1 - taken)


def test_equity_is_shared_over_the_positions_by_maintenance_to_the_atom() -> None:
    """X 10 at 52 requires 52, Y 30 at 100 requires 300: of -39 X bears 39 x 52 / 352 = 5.8, rounded down -6."""
    world = small_house(policy(takers=(BACKSTOP, ADL)), 100, long=1_000)
    world.list("Y-USD")
    world.price(100, "Y-USD")
    world.trade("long", "@outside", 10, 100)
    world.trade("long", "@outside", 30, 100, "Y-USD")
    world.do(c.Withdraw, account="long", asset=USD, amount=200)  # 800 are the initial margin
    world.do(c.SettleFunding, market="X-USD", rate_ppb=359 * 10**6)  # of 1,000
    assert world.cash("long") == 800 - 359 - 4_000
    world.fund(100, "@backstop")
    taken = only(world.price(52), e.BackstopTookOver)  # equity 800 - 359 - 480
    assert taken.equity == [-6, -33]
    assert taken.quote == [526, 3_033]
    assert world.cash("long") == 0


@pytest.mark.parametrize(
    ("price", "quote", "short_has"),
    [
        (TransferPrice.BANKRUPTCY, 800, 10_200),  # short keeps what the long had: 10,000 + 1,000 - 800
        (TransferPrice.MARK, 750, 10_250),
        (TransferPrice.PREVIOUS_MARK, 1_000, 10_000),
    ],
)
def test_a_counterparty_is_reduced_at_the_transfer_price(price: TransferPrice, quote: int, short_has: int) -> None:
    """From 100 straight to 75: bankrupt at 80, marked at 75, marked at 100 before."""
    adl = TakerPolicy(Taker.ADL, 10**6, price)
    world = duel(policy(takers=(adl,), payers=(OPERATOR_PAYS,)))
    reduced = only(world.price(75), e.PositionDeleveraged)
    assert (reduced.lots, reduced.quote, reduced.given_up) == ([10], [quote], [quote - 750])
    assert (world.lots("long"), world.lots("short")) == (0, 0)
    assert world.cash("short") == short_has
    assert world.cash("long") == max(quote - 800, 0)
    assert world.cash(House.OPERATOR) == min(quote - 800, 0)
    sound(world)


def test_adl_reduces_the_first_in_rank_and_exactly_what_is_asked() -> None:
    """Both sold at 100; the one with less behind its position has the higher leverage, so 7 of its lots go first."""
    world = small_house(policy(takers=(ADL,)), 100, long=200, safe=10_000, daring=200)
    world.trade("@outside", "daring", 7, 100)
    world.trade("long", "safe", 10, 100)
    reduced = only(world.price(80), e.PositionDeleveraged)
    assert reduced.lots == [7, 3]
    assert reduced.rank == [0, 1]
    assert sum(reduced.quote) == 800
    assert (world.lots("daring"), world.lots("safe"), world.lots("long")) == (0, -7, 0)
    sound(world)


@pytest.mark.parametrize(
    ("ranking", "lots"),
    [
        (Ranking.PROFIT_TIMES_LEVERAGE, [7]),  # daring alone
        (Ranking.PRO_RATA, [2, 4, 1]),  # of 7 : 13 : 5 in profit: 1.96, 3.64 and 1.4; `late` has none
        (Ranking.QUANTITY_FIFTHS, [4, 3]),  # 7 and 12 of 30 lots are in the second fifth: 4.08 and 2.92
    ],
)
def test_in_proportion_or_in_turn_exactly_what_is_asked_is_closed(ranking: Ranking, lots: list[int]) -> None:
    """Seven lots are to be closed at 80; all sold at 100 but `late`, who sold 5 at 80 (no profit)."""
    world = small_house(
        policy(takers=(ADL,), ranking=ranking), 100, long=140, daring=200, safe=10_000, fair=1_000, late=10_000
    )
    for seller, size in (("daring", 7), ("safe", 13), ("fair", 5)):
        world.trade("@outside", seller, size, 100)
    world.trade("long", "@outside", 7, 100)
    world.load("late", -5, -400)
    reduced = only(world.price(80), e.PositionDeleveraged)
    assert reduced.lots == lots
    assert world.lots("long") == 0
    sound(world)


def test_of_identical_accounts_the_first_to_open_his_position_is_reduced_first() -> None:
    """Names and the order in which accounts were opened do not count, nor does a trade since."""
    world = small_house(policy(takers=(ADL,)), 100, long=200, anna=1_000, bert=1_000, zoe=1_000)
    for seller in ("zoe", "anna", "bert"):
        world.trade("@outside", seller, 5, 100)
    world.trade("zoe", "@outside", 2, 100)
    world.trade("@outside", "zoe", 2, 100)
    world.trade("long", "@outside", 10, 100)
    world.price(80)
    assert [world.lots(name) for name in ("zoe", "anna", "bert")] == [0, 0, -5]
    sound(world)


@pytest.mark.parametrize("ranking", list(Ranking))
def test_clients_come_before_the_house_and_the_outside_comes_last(ranking: Ranking) -> None:
    world = small_house(policy(takers=(ADL,), ranking=ranking), 100, long=200, short=10_000)
    world.trade("@outside", "short", 4, 100)
    world.trade("long", "@outside", 10, 100)
    reduced = only(world.price(80), e.PositionDeleveraged)
    assert reduced.lots == [4, 6]
    assert world.lots("short") == 0
    sound(world)


def test_a_counterparty_driven_into_breach_is_closed_in_the_same_step() -> None:
    """`late` sold 10 at 60 with 120. The long's bankruptcy price is 80: at 50 five lots cost it 5 x 30 = 150.

    Its equity is 120 + 100 at 50; 220 - 150 = 70 are left on 5 lots that require 25. With 10 lots it would owe 80.
    """
    world = small_house(policy(takers=(ADL,), payers=(OPERATOR_PAYS,)), 100, long=100, late=0)
    world.trade("long", "@outside", 5, 100)
    world.do(c.PauseMarket, market="X-USD")
    world.price(60)
    world.do(c.Deposit, account="late", asset=USD, amount=120)
    world.load("late", -10, -600)
    world.do(c.ResumeMarket, market="X-USD")
    fallen = world.price(50)
    assert only(fallen, e.PositionDeleveraged).lots == [5]
    assert world.cash("late") == 720 - 400
    sound(world)


def test_a_counterparty_left_flat_and_owing_is_absorbed_in_the_same_step() -> None:
    """`late` sold 10 at 60 with 120 and must buy them at 80: 720 - 800 = -80, which the payers bear."""
    world = small_house(policy(takers=(ADL,), payers=(OPERATOR_PAYS,)), 100, long=200, late=0)
    world.trade("long", "@outside", 10, 100)
    world.do(c.PauseMarket, market="X-USD")
    world.price(60)
    world.do(c.Deposit, account="late", asset=USD, amount=120)
    world.load("late", -10, -600)
    world.do(c.ResumeMarket, market="X-USD")
    fallen = world.price(50)
    assert only(fallen, e.ShortfallFound).bucket == [world.cross("late")]
    assert only(fallen, e.OperatorPaid).amount == [80]
    assert (world.cash("late"), world.cash(House.OPERATOR)) == (0, -80)
    sound(world)


def test_an_order_on_a_position_that_is_deleveraged_under_it_is_over() -> None:
    """`short` is in closing for its loss in Y with an order in X; `long` takes lots of X from under it."""
    world = small_house(policy(takers=(MARKET, ADL), sizing=Sizing.ALL), 100, long=200, short=700)
    world.list("Y-USD")
    world.price(100, "Y-USD")
    world.trade("long", "short", 10, 100)
    world.trade("short", "@outside", 15, 100, "Y-USD")
    world.price(60, "Y-USD")  # 700 - 600 = 100 against 100 + 90
    assert world.book.buckets.working[world.cross("short")] == 2
    world.price(85)  # `long` has 50 against 85
    gone = world.expire(2)
    expired = [order for event in of(gone, e.LiquidationOrderExpired) for order in _cells(event.order)]
    assert expired == [2, 0]
    assert (world.lots("long"), world.lots("short")) == (0, 0)
    assert misplaced(world.book) == []
    world.fill(1, 15, 60)
    assert world.book.buckets.status[world.cross("short")] == Status.OPEN
    sound(world)


def _cells(value: object) -> list[int]:
    return [value] if isinstance(value, int) else value.tolist()  # type: ignore[attr-defined]


def test_hedged_legs_of_one_bucket_may_be_closed_against_each_other() -> None:
    """Long and short of 10 in one bucket: nothing is won or lost in X, and Y empties the bucket."""
    world = small_house(policy(takers=(ADL,)), 100, hedger=0)
    world.list("Y-USD")
    world.price(100, "Y-USD")
    world.do(c.Deposit, account="hedger", asset=USD, amount=1_000)
    for leg in (1, -1):
        world.load("hedger", 10 * leg, 1_000 * leg, leg=leg)
    world.load("hedger", 20, 2_000, "Y-USD")
    world.price(55, "Y-USD")  # 1,000 - 900 against 100 + 100 + 110
    assert [world.lots("hedger", leg=leg) for leg in (1, -1)] == [0, 0]
    assert world.lots("hedger", "Y-USD") == 0
    sound(world)


def test_what_a_fund_takes_over_nets_with_what_it_holds() -> None:
    """10 long taken at 80 with 10 of its own, then 10 short at 120 that are worth -500: flat, with 10 - 800 + 1,200."""
    world = small_house(policy(takers=(MARKET, FUND, BACKSTOP, ADL)), 100, long=200, short=200)
    world.fund(10)
    world.fund(500, "@backstop")
    world.trade("long", "@outside", 10, 100)
    world.price(85)
    world.expire(0)  # the fund takes 10 long at 80: equity 60
    assert world.lots(House.FUND) == 10
    world.price(100)
    world.trade("@outside", "short", 10, 100)
    world.price(170)  # the fund's long is worth 910 then
    world.expire(1)
    assert (world.lots(House.FUND), world.lots(House.BACKSTOP)) == (0, 0)
    assert world.cash(House.FUND) == 410
    sound(world)


def test_the_fund_may_pay_the_vault_in_a_deleveraging() -> None:
    """The vault holds a short, the fund a long that has eaten it up: the ledger permits the posting."""
    first = TakerPolicy(Taker.BACKSTOP, 10**6, TransferPrice.BANKRUPTCY)
    world = small_house(policy(takers=(MARKET, first, ADL)), 100, long=200, short=200)
    world.fund(1_000, "@backstop")
    world.trade("@outside", "short", 10, 100)
    world.price(115)
    world.expire(0)
    assert world.lots(House.BACKSTOP) == -10
    world.price(100)
    world.do(c.AdoptRulebook, policy=policy(takers=(MARKET, FUND, ADL), name="second"))
    world.trade("long", "@outside", 10, 100)
    world.price(85)
    world.expire(1)
    assert world.lots(House.FUND) == 10
    reduced = only(world.price(79), e.PositionDeleveraged)  # the fund: 50 - 60 < 0
    assert reduced.lots == [10]
    assert (world.lots(House.FUND), world.lots(House.BACKSTOP)) == (0, 0)
    assert world.cash(House.FUND) == 0
    sound(world)


def owing(*payers: PayerPolicy, comparator: Comparator = Comparator.BELOW, fund: int = 0) -> World:
    """`long` is bankrupt by 100 at 70, deleveraged at the mark; `first` and `second` have won 300 and 150 by then."""
    rules = policy(takers=(ADL_AT_MARK,), payers=payers, comparator=comparator)
    world = small_house(rules, 100, long=200, first=1_000, second=1_000)
    if fund:
        world.fund(fund)
    world.trade("@outside", "first", 10, 100)
    world.trade("@outside", "second", 5, 100)
    world.trade("long", "@outside", 10, 100)
    return world


def test_a_loss_is_socialised_in_proportion_to_profit_to_the_atom() -> None:
    """ADL at the mark reduces `first` (the higher rank) by all 10 lots, so its profit is realised; `second` has 150.

    100 are missing: all of it falls on the profit that is still open.
    """
    world = owing(WINNERS_PAY)
    fallen = world.price(70)
    assert only(fallen, e.ShortfallFound).amount == [100]
    social = only(fallen, e.LossSocialised)
    assert (social.bucket, social.amount, social.profit) == ([world.cross("second")], [100], [150])
    assert world.cash("long") == 0
    sound(world)


def test_two_winners_share_a_loss_and_the_odd_atom_goes_to_the_first() -> None:
    """Profits 300 and 150 bear 100: 66.7 and 33.3, rounded down 66 and 33, the odd atom to the first."""
    world = small_house(policy(payers=(WINNERS_PAY,)), 100, long=200, first=1_000, second=1_000)
    world.trade("@outside", "first", 10, 100)
    world.trade("@outside", "second", 5, 100)
    world.trade("long", "@outside", 10, 100)
    world.price(70)
    social = only(world.fill(0, 10, 70), e.LossSocialised)
    assert (social.amount, social.profit) == ([67, 33], [300, 150])
    sound(world)


@pytest.mark.parametrize("comparator", list(Comparator))
def test_nobody_is_cut_so_far_that_he_is_in_breach(comparator: Comparator) -> None:
    """At 70 the winner has 20 + 300 profit on 10 lots that require 70: 250 may go, 249 where equality is a breach."""
    world = small_house(policy(payers=(WINNERS_PAY,), comparator=comparator), 100, long=200, winner=200)
    world.trade("@outside", "winner", 10, 100)
    world.price(90)
    world.do(c.Withdraw, account="winner", asset=USD, amount=120)  # 300 - 180 are the initial margin at 90
    world.do(c.SettleFunding, market="X-USD", rate_ppb=-(66_666_667))  # 900 x 6.67 % = 60, the short pays
    world.price(100)
    world.trade("long", "@outside", 10, 100)
    world.price(70)
    filled = world.fill(world.book.orders.n - 1, 10, 30)  # 500 are missing
    cut = only(filled, e.LossSocialised).amount
    left = Seen(world.book)
    bucket = world.cross("winner")
    assert cut[0] > 0
    assert left.equity[bucket] - left.maintenance[bucket] == (0 if comparator == Comparator.BELOW else 1)
    sound(world)


def test_payers_are_asked_in_their_order_each_to_its_capacity() -> None:
    """Of 100 the operator bears 30, the fund its 25, winners 40, and the last 5 are bad debt."""
    payers = (PayerPolicy(Payer.OPERATOR, 30), FUND_PAYS, PayerPolicy(Payer.WINNERS, 40))
    world = owing(*payers, fund=25)
    fallen = world.price(70)
    paid = [
        (type(event).__name__, *_cells(event.amount))
        for event in fallen.events
        if isinstance(event, e.OperatorPaid | e.InsuranceFundDrawn | e.LossSocialised | e.BadDebtRecorded)
    ]
    assert paid == [("OperatorPaid", 30), ("InsuranceFundDrawn", 25), ("LossSocialised", 40), ("BadDebtRecorded", 5)]
    assert world.cash(House.OPERATOR) == -35
    sound(world)


@pytest.mark.parametrize("kind", [kind for kind in Payer if kind != Payer.DEFAULT_FUND])
def test_a_capacity_is_for_the_life_of_the_book(kind: Payer) -> None:
    """Two losses of 100 each, of which a payer with 150 bears 100 and 50."""
    world = small_house(policy(payers=(PayerPolicy(kind, 150),)), 100, one=200, two=200, winner=10_000)
    world.fund(1_000)
    world.trade("@outside", "winner", 100, 100)
    debts = []
    for number, loser in enumerate(("one", "two")):
        world.price(100)
        world.trade(loser, "@outside", 10, 100)
        world.price(80)
        filled = world.fill(number, 10, 70)
        debts.append(sum(sum(_cells(event.amount)) for event in of(filled, e.BadDebtRecorded)))
    assert debts == [0, 50]


@pytest.mark.parametrize(("to_fund", "isolated", "fund_has"), [(True, True, 70), (True, False, 0), (False, True, 0)])
def test_margin_left_after_a_full_close_goes_where_the_rulebook_says(
    to_fund: bool, isolated: bool, fund_has: int
) -> None:
    """Sold at 87 of 100 with 200: 70 are left."""
    world = small_house(policy(leftover_to_fund=to_fund), 100, long=500)
    if isolated:
        world.do(c.SetMarginMode, account="long", market="X-USD", isolated=True)
        world.do(c.Transfer, account="long", market="X-USD", amount=200)
    else:
        world.do(c.Withdraw, account="long", asset=USD, amount=300)
    assert world.trade("long", "@outside", 10, 100).refused is None
    world.price(88)
    world.fill(0, 10, 87)
    assert world.cash(House.FUND) == fund_has
    sound(world)


def test_a_gap_to_one_tick_with_nobody_to_buy_ends_and_allocates_every_atom() -> None:
    """Forty longs of 10 lots lose 990 each, 200 of it their own; the fund's 1,000 take over one, 39 owe 790 each."""
    names = {f"long{n}": 200 for n in range(40)}
    for payers in ((), (FUND_PAYS,), (OPERATOR_PAYS,), (WINNERS_PAY, FUND_PAYS, OPERATOR_PAYS)):
        world = small_house(policy(takers=(MARKET, FUND, ADL_AT_MARK), payers=payers), 100, **names)
        world.fund(1_000)
        for name in names:
            world.trade(name, "@outside", 10, 100)
        world.price(1)
        gone = world.expire(*range(world.book.orders.n))
        assert sum(sum(_cells(event.amount)) for event in of(gone, e.ShortfallFound)) == 39 * 790
        assert [world.lots(name) for name in names] == [0] * 40
        sound(world)


def test_nobody_is_deleveraged_at_a_previous_mark_no_money_could_hold() -> None:
    """The index leaps to 2^53 while positions are valued at the last price, and so is what is taken over."""
    takers = (TakerPolicy(Taker.ADL, 10**6, TransferPrice.PREVIOUS_MARK),)
    world = World(policy(takers=takers, prices={"trigger": PriceRole.LAST}))
    world.list()
    world.open(client=2 * 10**9, other=10**12)
    world.price(100)
    world.do(c.ObserveTrade, market="X-USD", ticks=100)
    world.trade("client", "other", 10**8, 100)
    world.price(2**53)
    world.price(2**53)
    done = world.do(c.ObserveTrade, market="X-USD", ticks=80)
    assert [abs(event.quote) for event in of(done, e.PositionDeleveraged)] == [80 * 10**8]
