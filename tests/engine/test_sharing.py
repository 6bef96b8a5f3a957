"""Payers that share a loss: the default fund, the day's winners, open interest."""

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.book import DEFAULT_FUND, House
from solvent.engine import Outcome
from solvent.engine.session import session_of
from solvent.policy import Payer, PayerPolicy
from solvent.reasons import Reason
from tests.oracle import Seen, misplaced, unbalanced
from tests.world import (
    ADL_AT_MARK,
    DAY_WINNERS_PAY,
    DEFAULT_FUND_PAYS,
    OPEN_INTEREST_PAYS,
    PERP,
    USD,
    S,
    World,
    cells,
    of,
    only,
    policy,
    small_house,
)

HOUR = 3600 * S
DAY = 24 * HOUR


def sound(world: World) -> None:
    """Money and lots are conserved, nobody in breach is left alone, and both replays agree."""
    seen = Seen(world.book)
    assert unbalanced(world.book) + misplaced(world.book) + seen.owing() + seen.skipped() == []
    assert world.by_effect().digest() == world.by_cause().book.digest() == world.book.digest()


def contributed(world: World, **amounts: int) -> None:
    """Accounts put aside."""
    for account, atoms in amounts.items():
        assert world.do(c.Contribute, account=account, asset=USD, amount=atoms).refused is None


def left(world: World) -> list[int]:
    """What is left of each contribution."""
    return world.book.contributions.amount.tolist()  # type: ignore[no-any-return]


def fallen(world: World, account: str = "long", at: int = 60) -> Outcome:
    """10 lots bought at 100 are sold: at 60 with 200 of margin, 200 are missing."""
    world.trade(account, "@outside", 10, 100)
    world.price(85)
    return world.fill(world.book.orders.n - 1, 10, at)


def test_the_defaulter_pays_first_then_the_operator_then_the_others_in_proportion() -> None:
    """200 are missing: 50 its own, 30 the operator's, 120 by 100 and 300 of contributions: 30 and 90."""
    payer = PayerPolicy(Payer.DEFAULT_FUND, -1, skin=30)
    world = small_house(policy(payers=(payer,)), 100, long=250, one=1_000, two=1_000)
    contributed(world, long=50, one=100, two=300)
    assert world.cash("long") == 200
    filled = fallen(world)
    drawn = [(cells(x.contribution), cells(x.amount), cells(x.left), cells(x.own))
             for x in of(filled, e.DefaultFundDrawn)]  # fmt: skip
    assert drawn == [([0], [50], [50], [1]), ([-1], [30], [30], [0]), ([1, 2], [30, 90], [100, 300], [0, 0])]
    assert left(world) == [0, 70, 210]
    fund = world.book.fund(0, DEFAULT_FUND)
    assert (world.cash(fund or 0), world.cash(House.OPERATOR), world.cash("long")) == (280, -30, 0)
    sound(world)


def test_odd_atoms_of_contributions_go_to_the_first_and_what_is_left_is_bad_debt() -> None:
    """200 against 3 x 50: all of it, and 50 are nobody's; then 100 against three of 70: 34, 33, 33."""
    world = small_house(policy(payers=(DEFAULT_FUND_PAYS,)), 100, long=200, one=500, two=500, three=500)
    contributed(world, one=50, two=50, three=50)
    assert only(fallen(world), e.BadDebtRecorded).amount == [50]
    assert left(world) == [0, 0, 0]
    contributed(world, one=70, two=70, three=70)
    world.price(100)
    world.do(c.Deposit, account="long", asset=USD, amount=200)
    assert of(fallen(world, at=70), e.BadDebtRecorded) == []
    assert left(world) == [36, 37, 37]
    sound(world)


def test_a_capacity_of_the_default_fund_is_for_the_life_of_the_book_and_not_the_operators_part() -> None:
    payer = PayerPolicy(Payer.DEFAULT_FUND, 150, skin=20)
    world = small_house(policy(payers=(payer,)), 100, one=200, two=200, rich=5_000)
    contributed(world, rich=1_000)
    debts = []
    for account in ("one", "two"):
        world.price(100)
        debts.append(sum(sum(cells(x.amount)) for x in of(fallen(world, account, 70), e.BadDebtRecorded)))
    assert debts == [0, 30]  # 20 + 80, then 70 of 100
    assert int(world.book.clock.default_fund_paid[0]) == 150
    sound(world)


def test_contributions_can_be_taken_back_as_far_as_they_are_left() -> None:
    world = small_house(policy(payers=(DEFAULT_FUND_PAYS,)), 100, one=500)
    contributed(world, one=100)
    contributed(world, one=-40)
    assert (world.cash("one"), left(world)) == (440, [60])
    refused = world.do(c.Contribute, account="one", asset=USD, amount=-61)
    assert refused.refused == Reason.INSUFFICIENT_CASH
    assert "expected at most 60 atoms back, found 61" in refused.events[0].detail  # type: ignore[attr-defined]
    sound(world)


def test_a_contribution_leaves_the_initial_margin_and_needs_a_default_fund() -> None:
    world = small_house(policy(payers=(DEFAULT_FUND_PAYS,)), 100, one=300)
    world.trade("one", "@outside", 10, 100)
    assert world.do(c.Contribute, account="one", asset=USD, amount=101).refused == Reason.INITIAL_MARGIN
    contributed(world, one=100)
    plain = small_house(policy(), 100, one=300)
    assert plain.do(c.Contribute, account="one", asset=USD, amount=1).refused == Reason.NO_DEFAULT_FUND


def winners(payer: PayerPolicy = DAY_WINNERS_PAY, **deposits: int) -> World:
    """`old` is short from yesterday's 100, `new` from today's 90; both hold 10 lots; today began at 90."""
    world = World(policy(payers=(payer,), prices={"max_age_ns": 2 * DAY}), at_ns=23 * HOUR)
    world.list()
    world.open(old=2_000, new=2_000, **deposits)
    world.price(100)
    world.trade("@outside", "old", 10, 100)
    world.price(90)
    world.at_ns += HOUR
    world.trade("@outside", "new", 10, 90)
    return world


def lost(world: World, at: int) -> Outcome:
    """`long` buys 10 at 90 and the price falls to 80; sold at 60 the 200 of margin are 100 short."""
    world.trade("long", "@outside", 10, 90)
    world.price(76)
    return world.fill(world.book.orders.n - 1, 10, at)


def test_only_the_profit_of_the_day_counts() -> None:
    """From 90 to 76 both won 140 today, `old` 100 more yesterday: of 100 each pays 50."""
    world = winners(long=200)
    shared = only(lost(world, 60), e.LossShared)
    assert (shared.payer, shared.measure, shared.amount) == ([Payer.DAY_WINNERS], [140, 140], [50, 50])
    sound(world)


def test_realised_profit_of_the_day_counts_and_nobody_pays_more_than_it() -> None:
    """`new` closes at 80 with 100 and leaves 60 of its money: 60 can be taken of it; of `old` 140. 500 are missing."""
    world = winners(long=200)
    world.trade("long", "@outside", 10, 90)
    world.price(80)
    world.trade("new", "@outside", 10, 80)  # 100 realised
    world.do(c.Withdraw, account="new", asset=USD, amount=2_040)
    world.price(76)
    filled = world.fill(0, 10, 20)
    shared = only(filled, e.LossShared)
    assert (shared.measure, shared.amount) == ([140, 100], [140, 60])
    assert only(filled, e.BadDebtRecorded).amount == [300]
    sound(world)


def test_deposits_transfers_and_what_others_paid_are_no_profit() -> None:
    world = winners(long=200)
    world.do(c.Deposit, account="new", asset=USD, amount=5_000)
    world.do(c.SetMarginMode, account="new", market=PERP, isolated=False)
    lost(world, 60)
    world.price(90)
    base = world.book.buckets.day_base.tolist()
    assert base[world.cross("new")] == 7_000
    assert base[world.cross("long")] == 300  # 200 of its own and 100 that others paid
    sound(world)


def test_a_session_begins_with_the_first_command_of_the_day() -> None:
    """With sessions from 08:00 the profit before it is forgotten; a second loss the same day finds what is left."""
    world = winners(PayerPolicy(Payer.DAY_WINNERS, -1, session_ns=8 * HOUR), long=200)
    began = world.price(90, after=8 * HOUR)
    assert only(began, e.SessionBegan).number == [session_of(32 * HOUR, 8 * HOUR)]
    assert of(world.price(90, after=HOUR), e.SessionBegan) == []
    assert only(lost(world, 60), e.LossShared).measure == [140, 140]
    world.do(c.Deposit, account="long", asset=USD, amount=200)
    world.price(90)
    filled = lost(world, 60)
    assert only(filled, e.LossShared).measure == [90, 90]  # 140 less the 50 each has paid already
    sound(world)


@pytest.mark.parametrize(
    ("time_ns", "begins_ns", "number"),
    [(0, 0, 2), (DAY - 1, 0, 2), (DAY, 0, 3), (0, 8 * HOUR, 1), (8 * HOUR, 8 * HOUR, 2), (0, DAY - 1, 1)],
)
def test_where_a_session_begins(time_ns: int, begins_ns: int, number: int) -> None:
    assert session_of(time_ns, begins_ns) == number


def test_a_position_that_cannot_be_valued_begins_at_what_it_cost() -> None:
    """Read in before any price with a cost of 1,000: at 110 its profit is 100, whenever the session began."""
    world = World(policy(payers=(DAY_WINNERS_PAY,)))
    world.list()
    world.open(early=500, long=200)
    world.load("early", -10, -1_000)
    world.do(c.AdvanceTime, after=S)
    world.price(100)
    world.trade("long", "@outside", 10, 100)
    world.price(85)
    assert only(world.fill(0, 10, 70), e.LossShared).measure == [150]


def test_coins_and_the_days_winners_are_refused_together() -> None:
    world = small_house(policy(payers=(DAY_WINNERS_PAY,)), 100)
    coin = {"size_decimals": 0, "price_decimals": 6, "settlement": USD}
    refused = world.do(c.ListCoin, market="K-USD", **coin)
    assert refused.refused == Reason.DAY_PROFIT_OF_COINS
    other = small_house(policy(), 100)
    other.do(c.ListCoin, market="K-USD", **coin)
    assert other.do(c.AdoptRulebook, policy=world.book.policy).refused == Reason.DAY_PROFIT_OF_COINS


def test_open_interest_is_charged_by_size_on_both_sides() -> None:
    """100 are missing and 40 lots open with clients, 2.5 each: 37.5 is 38, and the last pays what is left, 12."""
    world = small_house(policy(payers=(OPEN_INTEREST_PAYS,)), 100, long=200, a=5_000, b=5_000, cc=5_000, d=5_000)
    world.trade("a", "b", 10, 100)
    world.trade("@outside", "cc", 15, 100)
    world.trade("@outside", "d", 5, 100)
    shared = only(fallen(world, at=70), e.LossShared)
    assert (shared.payer, shared.market) == ([Payer.OPEN_INTEREST], [0])
    assert (shared.amount, shared.measure) == ([25, 25, 38, 12], [10, 10, 15, 5])
    sound(world)


def between(world: World) -> None:
    """`rich` is short and `thin` long 10 lots from 100."""
    world.trade("thin", "rich", 10, 100)


def test_who_cannot_pay_its_part_is_taken_to_0_and_the_rest_goes_down_the_list() -> None:
    """600 are missing and 20 lots open: 30 a lot. `thin` has 100 of its 300; the operator 25; 175 are bad debt."""
    payers = (OPEN_INTEREST_PAYS, PayerPolicy(Payer.OPERATOR, 25))
    world = small_house(policy(payers=payers), 100, long=200, rich=5_000, thin=250)
    between(world)
    filled = fallen(world, at=20)
    assert only(filled, e.LossShared).amount == [300, 100]
    assert only(filled, e.OperatorPaid).amount == [25]
    assert only(filled, e.BadDebtRecorded).amount == [175]
    assert only(filled, e.LiquidationTriggered).equity == [0]
    sound(world)


def test_who_is_charged_into_a_breach_is_closed_in_the_same_step() -> None:
    """200 are missing: 100 each. `thin` has 180 at 85, then 80 against a maintenance of 85."""
    world = small_house(policy(payers=(OPEN_INTEREST_PAYS,)), 100, long=200, rich=5_000, thin=330)
    between(world)
    filled = fallen(world, at=60)
    triggered = only(filled, e.LiquidationTriggered)
    assert (triggered.bucket, triggered.equity, triggered.maintenance) == ([world.cross("thin")], [80], [85])
    assert only(filled, e.LiquidationOrderPlaced).bucket == [world.cross("thin")]
    sound(world)


def test_whom_a_charge_ruins_is_deleveraged_in_the_same_step() -> None:
    """`long` owes 100 at 70 and takes `rich` with it: `thin`, alone with a position, has 81; 19 are bad debt."""
    world = small_house(
        policy(payers=(OPEN_INTEREST_PAYS,), takers=(ADL_AT_MARK,)), 100, long=200, rich=5_000, thin=381
    )
    between(world)
    world.trade("long", "@outside", 10, 100)
    gap = world.price(70)
    assert only(gap, e.LossShared).amount == [81]
    assert only(gap, e.BadDebtRecorded).amount == [19]
    assert (world.lots("thin"), world.cash("thin")) == (0, 0)
    sound(world)


def test_a_capacity_of_open_interest_is_for_the_life_of_the_book() -> None:
    world = small_house(policy(payers=(PayerPolicy(Payer.OPEN_INTEREST, 130),)), 100, long=200, rich=5_000)
    world.trade("@outside", "rich", 10, 100)
    assert of(fallen(world, at=70), e.BadDebtRecorded) == []
    world.do(c.Deposit, account="long", asset=USD, amount=200)
    world.price(100)
    assert only(fallen(world, at=70), e.BadDebtRecorded).amount == [70]


def test_sizes_that_do_not_add_up_in_64_bits_are_charged_in_proportion() -> None:
    """Five positions of 2^61 lots, worth little on the finest grid at a price of 1: a fifth of 890 each."""
    world = World(policy(payers=(OPEN_INTEREST_PAYS,)))
    world.list(size=9, price=9)
    names = ("a", "b", "cc", "d", "f")
    world.open(long=10, **dict.fromkeys(names, 10**9))
    world.price(1)
    for name, side in zip(names, (1, -1, 1, -1, 1), strict=True):
        assert world.load(name, side * 2**61, side * 2**61 // 10**12).refused is None
    world.load("long", 10**14, 1_000)  # worth 100
    world.price(1)
    shared = only(world.fill(0, 10**14, 1), e.LossShared)
    assert shared.amount == [178] * 5
    sound(world)
