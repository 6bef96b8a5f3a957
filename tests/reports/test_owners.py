"""Accounts of one owner: what they have together, that they met, and how far a fund goes for the largest."""

from solvent import commands as c
from solvent import events as e
from solvent.reports.affiliates import met, same_owner
from solvent.reports.flows import Flows
from solvent.reports.naming import Names
from solvent.reports.owners import cover, owners
from solvent.reports.wording import event_line
from tests.world import ADL, USD, World, of, policy


def house(**owned: str) -> World:
    """X-USD at 100; accounts with 1,000 each and their owners."""
    world = World(policy(takers=(ADL,)))
    world.list()
    for account, owner in owned.items():
        world.do(c.OpenAccount, account=account, owner=owner)
        world.do(c.Deposit, account=account, asset=USD, amount=1_000)
    world.price(100)
    return world


def test_a_group_is_netted_by_market_and_an_account_without_an_owner_stands_for_itself() -> None:
    """`fund` is long 20 in one account and short 15 in another: net 500 of 3,500 both ways, 1,500 on both sides."""
    world = house(a="fund", b="fund", alone="", other="")
    world.trade("a", "@outside", 20, 100)
    world.trade("@outside", "b", 15, 100)
    world.trade("alone", "@outside", 10, 100)
    fund, alone, other = owners(world.book)
    assert (fund.name, fund.accounts, fund.equity, fund.maintenance) == ("fund", ("a", "b"), 2_000, 350)
    assert (fund.long, fund.short, fund.net, fund.opposed) == (2_000, 1_500, 500, 1_500)
    assert (fund.share, fund.market, fund.market_share) == (3_500 * 10**6 // 4_500, "X-USD", 10**6)
    assert (alone.name, alone.market_share, alone.opposed) == ("alone", 333_333, 0)
    assert (other.name, other.market, other.share) == ("other", "", 0)


def test_a_hedge_in_one_account_is_no_affair_of_affiliates() -> None:
    world = house(a="fund")
    world.trade("a", "@outside", 10, 100, buyer_leg=1)
    world.trade("@outside", "a", 10, 100, seller_leg=-1)
    (fund,) = owners(world.book)
    assert (fund.long, fund.short, fund.net, fund.opposed) == (0, 0, 0, 0)


def test_what_is_owed_is_not_paid_by_another_account_and_a_fund_is_held_against_the_largest() -> None:
    """Loaded 40, 30 and 30 long at 100, then looked at as if 60: they owe 600, 200 and 200; `b` has 1,000 besides."""
    world = house(a="fund", b="fund", d="", f="")
    world.load("a", 40, 4_000)
    world.load("d", 30, 3_000)
    world.load("f", 30, 3_000)
    world.book.markets.valuation[0] = 60  # a book that is only read
    found = owners(world.book)
    assert [(one.name, one.owed) for one in found] == [("fund", 600), ("d", 200), ("f", 200)]
    told = cover(found, 700)
    assert [(one.largest, len(one.owners), one.owed) for one in told] == [
        (1, 1, 600), (2, 2, 800), (5, 3, 1_000), (10, 3, 1_000),
    ]  # fmt: skip
    assert [one.ratio for one in told] == [1_166_666, 875_000, 700_000, 700_000]
    assert cover([], 5)[0].ratio is None


def test_affiliates_who_trade_or_deleverage_each_other_are_noted() -> None:
    world = house(a="fund", b="fund", other="")
    step = world.trade("a", "b", 10, 100)
    (trade,) = met(world.book, 7, step)
    assert (trade.seq, trade.owner, trade.how, trade.market, trade.one, trade.other, trade.lots) == (
        7, "fund", "trade", "X-USD", "a", "b", 10,
    )  # fmt: skip
    assert met(world.book, 8, world.trade("other", "@outside", 1, 100)) == []
    world.do(c.Withdraw, account="a", asset=USD, amount=800)
    fallen = world.price(85)  # `a`: 50 against 85, which go with its position to `b`, the only short
    (meeting,) = met(world.book, 9, fallen)
    assert (meeting.how, meeting.one, meeting.other, meeting.lots) == ("deleveraging", "a", "b", 10)
    assert meeting.given_up == -50
    (event,) = of(fallen, e.PositionDeleveraged)
    assert event_line(Names(world.book), event).endswith("(affiliates: both of fund)")


def test_accounts_without_an_owner_are_nobodys_affiliates() -> None:
    world = house(a="", b="")
    assert met(world.book, 1, world.trade("a", "b", 10, 100)) == []
    assert same_owner(world.book, 0, -1) == same_owner(world.book, 0, 0) == ""


def test_owners_are_kept_in_a_snapshot() -> None:
    world = house(a="fund", b="fund")
    again = type(world.book).restore(world.book.dump())
    assert [again.owner(account) for account in (0, 1)] == ["fund", "fund"]


def test_what_flows_into_a_fund_and_out_of_it_is_its_balance() -> None:
    world = World(policy(liquidation_fee=10_000))
    flows = Flows(world.book)

    def watched(outcome: object) -> None:
        for event in of(outcome, e.CashTransferred):  # type: ignore[arg-type]
            flows.moved(event)

    world.list()
    watched(world.fund(500))
    world.open(one=200, two=200)
    world.price(100)
    world.trade("one", "@outside", 10, 100)
    world.price(85)
    watched(world.fill(0, 10, 85))
    world.price(100)
    world.trade("two", "@outside", 10, 100)
    world.price(85)
    watched(world.fill(1, 10, 70))
    (fund,) = flows.funds()
    assert (fund.name, fund.inflow, fund.outflow) == (
        "@fund", {"insurance contribution": 500, "liquidation fee": 9}, {"insurance draw": 100},
    )  # fmt: skip
    assert fund.balance == fund.equity == 409
