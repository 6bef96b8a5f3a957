"""What is said of funds by category and of payers that share a loss, line by line and to the one who paid."""

from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent.engine import Outcome
from solvent.journal import MemoryJournal
from solvent.policy import FundPolicy, Payer, PayerPolicy
from solvent.reports.explain import explain
from solvent.reports.naming import Names
from solvent.reports.wording import event_line
from solvent.runtime import Runtime
from tests.world import DAY_WINNERS_PAY, FUND_PAYS, OPEN_INTEREST_PAYS, USD, World, only, policy, small_house

ATOM = 10**6


def shared(*payers: PayerPolicy, funds: tuple[FundPolicy, ...] = ()) -> World:
    """10 contracts bought at 100 USD by `long` with 200, sold at 60: 200 are missing. `other` is short as many."""
    world = World(replace(policy(payers=payers), funds=funds))
    world.list(size=3, price=3)
    world.open(long=200 * ATOM, other=2_000 * ATOM)
    world.price(100_000)
    if any(payer.kind == Payer.DEFAULT_FUND for payer in payers):
        world.do(c.Contribute, account="other", asset=USD, amount=500 * ATOM)
    if funds:
        world.fund(150 * ATOM, funds[0].holder)
    world.trade("@outside", "other", 10_000, 100_000)
    world.trade("long", "@outside", 10_000, 100_000)
    world.price(85_000)
    return world


def told(world: World, outcome: Outcome, *kinds: type[e.Event]) -> list[str]:
    return [event_line(Names(world.book), event) for event in outcome.events if isinstance(event, kinds)]


def story(world: World, account: str) -> list[str]:
    """What is told to an account, from the journal of the same commands."""
    journal = MemoryJournal()
    Runtime(journal).submit([c.decode(command) for command, _ in world.journal])
    return [sentence.text for sentence in explain(journal, account)]


def test_a_charge_by_open_interest() -> None:
    world = shared(OPEN_INTEREST_PAYS)
    filled = world.fill(0, 10_000, 60_000)
    assert told(world, filled, e.LossShared) == ["other is charged 200.00 USD for 10 X-USD it has open"]
    said = story(world, "other")
    assert any("was charged 200.00 USD for the 10 X-USD it had open, for the losses of others" in text for text in said)
    assert any(
        "200.00 from 1 account with open interest (open interest charge)" in text for text in story(world, "long")
    )


def test_a_part_of_the_days_profit() -> None:
    world = shared(DAY_WINNERS_PAY)
    filled = world.fill(0, 10_000, 60_000)
    assert told(world, filled, e.LossShared) == ["other gives 150.00 USD of a profit of the day of 150.00 USD"]
    assert any("gave 150.00 USD of a profit of the day of 150.00 USD" in text for text in story(world, "other"))


def test_a_default_fund_and_the_operators_part() -> None:
    world = shared(PayerPolicy(Payer.DEFAULT_FUND, -1, skin=30 * ATOM))
    filled = world.fill(0, 10_000, 60_000)
    assert told(world, filled, e.DefaultFundDrawn) == [
        "the operator pays 30.00 USD of 30.00 USD it puts before contributions",
        "170.00 USD of 500.00 USD that other had put into the default fund pays for the losses of others",
    ]
    said = "Of the 500.00 USD it had put into the default fund 170.00 USD paid for the losses of others."
    assert said in story(world, "other")
    put = [event_line(Names(world.book), event) for _, effect in world.journal for stage in e.decode(effect)
           for event in stage if isinstance(event, e.ContributionChanged)]  # fmt: skip
    assert put == ["other puts 500.00 USD into the default fund"]


def test_the_operators_part_alone() -> None:
    """Nobody has put anything aside: the operator pays 30 and owes the rest."""
    world = small_house(policy(payers=(PayerPolicy(Payer.DEFAULT_FUND, -1, skin=30),)), 100, long=200)
    world.trade("long", "@outside", 10, 100)
    world.price(85)
    filled = world.fill(0, 10, 70)
    assert only(filled, e.DefaultFundDrawn).amount == [30]
    assert any("from @operator (operator payment)" in text for text in story(world, "long"))


def test_a_fund_of_a_category() -> None:
    world = shared(FUND_PAYS, funds=(FundPolicy("majors", ("X*",)),))
    filled = world.fill(0, 10_000, 60_000)
    assert told(world, filled, e.CategoryFundDrawn) == ["@fund:majors pays 150.00 USD for long"]
    assert any("150.00 from @fund:majors (insurance draw)" in text for text in story(world, "long"))
