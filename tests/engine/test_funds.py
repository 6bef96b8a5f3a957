"""Funds by category: what flows into each, what each pays, and how a loss in several markets is split."""

from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.policy import FundPolicy, Payer, PayerPolicy, Policy
from solvent.reasons import Posting, Reason
from tests.oracle import misplaced, unbalanced
from tests.world import (
    ADL,
    ADL_AT_MARK,
    DEFAULT_FUND_PAYS,
    FUND,
    FUND_PAYS,
    USD,
    World,
    cells,
    of,
    only,
    policy,
)

MAJORS, OTHERS = FundPolicy("majors", ("BTC*",)), FundPolicy("others", ("*",))


def rules(*funds: FundPolicy, **more: object) -> Policy:
    """Ten per cent everywhere, whole positions to the market."""
    return replace(policy(**more), funds=funds)  # type: ignore[arg-type]


def house(adopted: Policy, **deposits: int) -> World:
    """BTC-USD and SOL-USD at 100, both settled in USD."""
    world = World(adopted)
    for market in ("BTC-USD", "SOL-USD"):
        world.list(market)
    world.open(**deposits)
    for market in ("BTC-USD", "SOL-USD"):
        world.price(100, market)
    return world


def purse(world: World, name: str) -> int:
    """The bucket of a category's fund."""
    bucket = world.book.fund(0, f"@fund:{name}")
    assert bucket is not None
    return bucket


def sound(world: World) -> None:
    """Money and lots are conserved, and both replays agree."""
    assert unbalanced(world.book) + misplaced(world.book) == []
    assert world.by_effect().digest() == world.by_cause().book.digest() == world.book.digest()


def test_a_fund_has_a_bucket_of_its_own_and_takes_money() -> None:
    world = house(rules(MAJORS, OTHERS))
    assert world.book.fund_names == ["@fund:majors", "@fund:others"]
    world.fund(70, "@fund:majors")
    assert [world.cash(purse(world, name)) for name in ("majors", "others")] == [70, 0]
    assert world.book.holder_name(purse(world, "majors")) == "@fund:majors"
    refused = world.fund(1, "@fund:none")
    assert refused.refused == Reason.UNKNOWN_ACCOUNT
    assert "expected one of @fund, @operator, @backstop, @fund:majors, @fund:others" in refused.events[0].detail  # type: ignore[attr-defined]
    sound(world)


def test_a_fund_is_opened_in_the_assets_its_markets_settle_in() -> None:
    """`others` has a market in EUR only: money in USD for it is refused."""
    world = World(rules(MAJORS, OTHERS))
    world.list("BTC-USD")
    world.list("SOL-EUR", asset="EUR")
    refused = world.fund(1, "@fund:others")
    assert refused.refused == Reason.UNKNOWN_ACCOUNT
    assert world.fund(1, "@fund:others", asset="EUR").refused is None


def test_fees_flow_into_the_fund_of_the_market_and_shortfalls_are_drawn_from_it() -> None:
    """Long 10 of each at 100 in accounts of their own. BTC is sold at 85 and leaves 50, out of which 1 % of 850 is the
    fee; SOL is sold at 60 and owes 200, of which its fund has 150."""
    world = house(rules(MAJORS, OTHERS, liquidation_fee=10_000), one=200, two=200)
    world.fund(1_000)
    world.fund(150, "@fund:others")
    for account, market in (("one", "BTC-USD"), ("two", "SOL-USD")):
        world.trade(account, "@outside", 10, 100, market)
        world.price(85, market)
    world.fill(0, 10, 85)
    filled = world.fill(1, 10, 60)
    assert world.cash(purse(world, "majors")) == 9  # 1 % of 850, rounded up
    drawn = only(filled, e.CategoryFundDrawn)
    assert (drawn.fund, drawn.amount) == ([purse(world, "others")], [150])
    assert only(filled, e.BadDebtRecorded).amount == [50]
    assert of(filled, e.InsuranceFundDrawn) == []
    assert (world.cash(purse(world, "others")), world.cash(1)) == (0, 1_000)  # the asset's own fund helps neither
    sound(world)


def test_what_a_cross_bucket_owes_is_split_by_maintenance_at_the_trigger() -> None:
    """Long 10 BTC and 20 SOL at 100 with 450. At 93 and 86 equity is 100 and maintenance 93 and 172.

    Sold at 70 and 70 it owes 450: 93 / 265 of it is BTC's, 157 rounded down, the rest SOL's, 293.
    """
    world = house(rules(MAJORS, OTHERS), both=650)
    world.fund(1_000, "@fund:majors")
    world.fund(200, "@fund:others")
    world.trade("both", "@outside", 10, 100, "BTC-USD")
    world.trade("both", "@outside", 20, 100, "SOL-USD")
    world.do(c.Withdraw, account="both", asset=USD, amount=50)
    world.do(c.SettleFunding, market="SOL-USD", rate_ppb=75_000_000)  # 150 of 2,000 are paid: 450 are left
    world.price(93, "BTC-USD")
    trigger = world.price(86, "SOL-USD")
    shares = only(trigger, e.LossSharesSet)
    assert shares.share == [93, 172]
    world.fill(0, 10, 70)
    filled = world.fill(1, 20, 70)
    owed = only(filled, e.ShortfallFound).amount[0]
    assert owed == 450
    drawn = {fund: paid for event in of(filled, e.CategoryFundDrawn)
             for fund, paid in zip(cells(event.fund), cells(event.amount), strict=True)}  # fmt: skip
    assert drawn == {purse(world, "majors"): 157, purse(world, "others"): 200}
    assert only(filled, e.BadDebtRecorded).amount == [93]
    sound(world)


def test_a_fund_takes_over_the_positions_of_its_markets_with_their_part_of_the_margin() -> None:
    """Bankrupt by 10, 10 BTC at 91 and 30 SOL at 83: BTC has 91 / 340 of it; with 3 `others` cannot carry its part."""
    for money, taken in ((1_000, True), (3, False)):
        world = house(rules(MAJORS, OTHERS, takers=(FUND, ADL)), both=800)
        world.fund(1_000, "@fund:majors")
        world.fund(money, "@fund:others")
        world.trade("both", "@outside", 10, 100, "BTC-USD")
        world.trade("both", "@outside", 30, 100, "SOL-USD")
        world.do(c.SettleFunding, market="SOL-USD", rate_ppb=70_000_000)  # 210 are paid: 590 are left
        world.price(91, "BTC-USD")
        fallen = world.price(83, "SOL-USD")  # equity 590 - 90 - 510 = -10, maintenance 91 + 249
        took = of(fallen, e.BackstopTookOver)
        assert bool(took) == taken
        if taken:
            (event,) = took
            assert cells(event.taker) == [purse(world, "majors"), purse(world, "others")]
            assert cells(event.equity) == [-3, -7]  # 10 x 91 / 340 = 2.7, rounded against the account
            assert world.cash("both") == 0
        sound(world)


def test_a_fill_that_draws_at_once_draws_on_the_fund_of_its_market() -> None:
    """dYdX: sold 5 worse than the bankruptcy price 80; the market's fund has 30 and refuses what it cannot pay."""
    per_fill = {"fee": 2}
    world = house(rules(MAJORS, OTHERS, **per_fill), long=200)
    world.fund(1_000)
    world.fund(30, "@fund:majors")
    world.trade("long", "@outside", 10, 100, "BTC-USD")
    world.price(85, "BTC-USD")
    filled = world.fill(0, 6, 75)
    drawn = only(filled, e.CategoryFundDrawn)
    assert (drawn.fund, drawn.amount) == ([purse(world, "majors")], [30])
    assert of(world.fill(0, 4, 75), e.LiquidationOrderFilled) == []
    sound(world)


def test_leftovers_and_rests_of_funding_go_to_the_fund_of_the_market() -> None:
    world = house(rules(MAJORS, OTHERS, leftover_to_fund=True), long=300, other=1_000)
    world.do(c.SetMarginMode, account="long", market="BTC-USD", isolated=True)
    world.do(c.Deposit, account="other", asset=USD, amount=1)
    world.do(c.Transfer, account="long", market="BTC-USD", amount=200)
    world.trade("long", "@outside", 10, 100, "BTC-USD")
    world.price(85, "BTC-USD")
    world.fill(0, 10, 87)
    assert world.cash(purse(world, "majors")) == 70
    world.trade("other", "@outside", 3, 100, "SOL-USD")
    funded = world.do(c.SettleFunding, market="SOL-USD", rate_ppb=1_000_001)  # 300.0003: paid 1, received 0
    assert world.cash(purse(world, "others")) == 1
    assert Posting.FUNDING_RESIDUAL in [p for x in of(funded, e.CashTransferred) for p in cells(x.posting)]
    sound(world)


def test_a_new_rulebook_moves_markets_to_its_funds_and_leaves_the_money() -> None:
    world = house(rules(MAJORS))
    world.fund(50, "@fund:majors")
    world.do(c.AdoptRulebook, policy=replace(rules(OTHERS), content_hash="other"))
    assert world.book.fund_names == ["@fund:majors", "@fund:others"]
    assert world.book.markets.fund.tolist() == [purse(world, "others")] * 2
    assert world.cash(purse(world, "majors")) == 50
    world.do(c.AdoptRulebook, policy=policy(name="plain"))
    assert world.book.markets.fund.tolist() == [0, 0]
    sound(world)


def test_a_book_without_categories_says_nothing_of_funds() -> None:
    world = house(policy(), long=200)
    assert world.book.funds.n == 0
    assert not any(isinstance(event, e.FundOpened | e.FundAssigned) for _, effect in world.journal
                   for stage in e.decode(effect) for event in stage)  # fmt: skip


def test_the_capacity_of_the_payer_is_for_all_funds_together() -> None:
    """Both owe 100, both funds have it, but funds may pay 150 in all."""
    world = house(rules(MAJORS, OTHERS, payers=(PayerPolicy(Payer.FUND, 150),)), one=200, two=200)
    for name in ("majors", "others"):
        world.fund(100, f"@fund:{name}")
    for number, (account, market) in enumerate((("one", "BTC-USD"), ("two", "SOL-USD"))):
        world.trade(account, "@outside", 10, 100, market)
        world.price(85, market)
        filled = world.fill(number, 10, 70)
    assert only(filled, e.CategoryFundDrawn).amount == [50]
    assert only(filled, e.BadDebtRecorded).amount == [50]


def test_a_fund_that_owes_is_helped_by_no_other_fund() -> None:
    """`majors` took a position over and is deleveraged at the mark with a debt: `others` and @fund stay out of it."""
    world = house(rules(MAJORS, OTHERS, takers=(FUND, ADL_AT_MARK), payers=(FUND_PAYS, DEFAULT_FUND_PAYS)), long=200)
    world.fund(10, "@fund:majors")
    world.fund(500, "@fund:others")
    world.fund(500)
    world.trade("long", "@outside", 10, 100, "BTC-USD")
    world.price(85, "BTC-USD")
    assert world.book.row_for(purse(world, "majors"), 0) is not None
    fallen = world.price(60, "BTC-USD")
    assert of(fallen, e.CategoryFundDrawn) + of(fallen, e.InsuranceFundDrawn) == []
    assert only(fallen, e.BadDebtRecorded).amount == [190]
    sound(world)
