"""A funding rate formed in the engine, by the rulebook, of samples that stand in the journal."""

from typing import Any

import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent import events as e
from solvent import rulebooks
from solvent.errors import BadInput
from solvent.policy.choices import Average, PremiumOf
from solvent.policy.funding import FundingPolicy
from solvent.reasons import Reason
from tests.world import S, World, of, only, policy, small_house

HOUR = 3_600 * S
HOURLY: dict[str, Any] = {
    "premium": PremiumOf.IMPACT, "average": Average.MEAN, "every_ns": 5 * S, "interest": 100, "band": 500,
    "of_ns": 8 * HOUR, "interval_ns": HOUR, "cap": 40_000,
}  # fmt: skip


def house(**terms: Any) -> World:
    """Hyperliquid's form unless told otherwise, an index of 10,000, 100 lots long against short; an hour has passed."""
    rules = policy()
    funding = FundingPolicy(**HOURLY | terms)
    rules = replace(rules, markets={"*": replace(rules.markets["*"], funding=funding)})
    world = small_house(rules, 10_000, long=10**6, short=10**6)
    world.trade("long", "short", 100, 10_000)
    world.at_ns = 2 * HOUR
    world.price(10_000)
    return world


def sample(world: World, bid: int, ask: int = 10_000_000, after: int = 5 * S, parts: int = 1_000) -> Any:
    world.at_ns += after
    world.price(10_000)
    return world.do(c.SamplePremium, market="X-USD", bid=bid, ask=ask, parts=parts)


def test_the_worked_example_of_hyperliquid_is_paid() -> None:
    """An impact bid of 10,100 on an oracle of 10,000: premium 1 %, 0.95 % of eight hours, an eighth of it an hour:
    0.11875 % of 1,000,000 are 1,187.5, which the long pays rounded up and the short receives rounded down."""
    world = house()
    sampled = only(sample(world, 10_100_000), e.PremiumSampled)
    assert (sampled.ppb, sampled.index, sampled.parts) == ([10_000_000], [10_000_000], [1_000])
    before = world.cash("long"), world.cash("short")
    formed = world.do(c.FormFunding, market="X-USD")
    told = only(formed, e.FundingFormed)
    assert (told.samples, told.premium_ppb, told.rate_ppb) == ([1], [10_000_000], [1_187_500])
    assert (world.cash("long") - before[0], world.cash("short") - before[1]) == (-1_188, 1_187)
    assert only(formed, e.FundingSettled).rate_ppb == [1_187_500]
    again = world.do(c.FormFunding, market="X-USD")
    assert again.refused == Reason.TOO_SOON
    world.at_ns += HOUR
    world.price(10_000)
    assert world.do(c.FormFunding, market="X-USD").refused == Reason.NOT_COMPUTABLE, "the samples are used up"


@pytest.mark.parametrize(
    ("average", "premium"), [(Average.MEAN, 2_500_000), (Average.RISING, 4_000_000), (Average.LAST, 10_000_000)]
)
def test_samples_weigh_as_the_rulebook_says(average: Average, premium: int) -> None:
    """Three of 0 and the last of 1 %: a quarter, four tenths, all."""
    world = house(average=average)
    for bid in (10_000_000, 10_000_000, 10_000_000, 10_100_000):
        sample(world, bid)
    assert only(world.do(c.FormFunding, market="X-USD"), e.FundingFormed).premium_ppb == [premium]


def test_missing_samples_are_zeros_where_the_rulebook_says_so() -> None:
    """720 are expected in an hour; one of 1 % makes 1 / 720 of it."""
    world = house(average=Average.PADDED)
    sample(world, 10_100_000)
    assert only(world.do(c.FormFunding, market="X-USD"), e.FundingFormed).premium_ppb == [10_000_000 // 720]
    world.at_ns += HOUR
    world.price(10_000)
    assert only(world.do(c.FormFunding, market="X-USD"), e.FundingFormed).premium_ppb == [0]


@pytest.mark.parametrize(("after", "taken"), [(5 * S - 1, False), (5 * S, True)])
def test_samples_are_so_far_apart(after: int, taken: bool) -> None:
    world = house()
    sample(world, 10_000_000)
    assert (sample(world, 10_000_000, after=after).refused is None) == taken


def test_what_is_missing_makes_no_sample() -> None:
    world = house()
    refused = sample(world, 0)
    assert refused.refused == Reason.NOT_COMPUTABLE
    assert "expected a bid for the premium, found none" in of(refused, e.CommandRejected)[0].detail
    assert sample(house(premium=PremiumOf.VOTE), 0).refused is None
    assert world.do(c.FormFunding, market="X-USD").refused == Reason.NOT_COMPUTABLE


def test_a_rate_is_capped_and_a_sample_bounded() -> None:
    world = house()
    sample(world, 20_000_000)
    assert only(world.do(c.FormFunding, market="X-USD"), e.FundingFormed).rate_ppb == [40_000_000]
    assert sample(world, 2**62).refused == Reason.NOT_COMPUTABLE


def test_without_a_rule_the_rate_is_told() -> None:
    world = small_house(policy(), 100)
    assert world.do(c.FormFunding, market="X-USD").refused == Reason.NOT_FORMED
    assert world.do(c.SamplePremium, market="X-USD").refused == Reason.NOT_FORMED


def test_by_cause_and_by_effect_it_is_the_same_book() -> None:
    world = house()
    for bid in (10_000_000, 10_100_000):
        sample(world, bid)
    world.do(c.FormFunding, market="X-USD")
    sample(world, 10_050_000)
    assert world.by_effect().digest() == world.by_cause().book.digest() == world.book.digest()


def test_a_rulebook_says_how() -> None:
    text = (
        rulebooks.toml(rulebooks.load("last-full"))
        + """
[markets."*".funding]
rule = "impact-premium"
average = "rising"
every = "5 s"
interval = "8 h"
told_for = "8 h"
interest = "0.01 %"
band = "0.05 %"
"""
    )
    entry = rulebooks.compile(rulebooks.parsed(text, "own.toml")).market("X")
    assert entry is not None
    assert entry.funding == FundingPolicy(PremiumOf.IMPACT, Average.RISING, 5 * S, 100, 500, 8 * HOUR, 8 * HOUR, 0)
    with pytest.raises(BadInput, match="expected at least every, 9 h, found 8 h"):
        rulebooks.compile(rulebooks.parsed(text.replace('every = "5 s"', 'every = "9 h"'), "own.toml"))
