"""Rulebooks of Aave v4: read exactly, refused with line and reason."""

import pytest

from solvent.errors import BadRulebook
from solvent.policy import LendingPolicy, Protocol, SpokePolicy
from solvent.rulebooks.lending import load_lending, parsed_lending
from tests.pairs import terms as pair
from tests.rulebooks.wrong import is_named

TEACHING = load_lending("teaching-aave-v4")


def test_it_says_what_its_text_says() -> None:
    found = TEACHING.policy.terms
    assert isinstance(found, SpokePolicy)
    assert (found.target, found.most_at, found.least) == (1_050_000_000 * 10**9, 900_000_000 * 10**9, 5_000)
    staked = found.reserves["wstETH"]
    assert (staked.risk, staked.factor, staked.bonus, staked.charge, staked.fee) == (2_000, 8_100, 10_600, 1_000, 1_500)
    assert (staked.optimal, staked.steep) == (800_000_000, 850_000_000)
    assert (TEACHING.policy.protocol, TEACHING.policy.base_decimals) == (Protocol.AAVE_V4, 8)


def test_the_order_of_reserves_is_no_choice() -> None:
    first, second, end = (
        TEACHING.text.index(key) for key in ("[reserves.WETH]", "[reserves.wstETH]", "[reserves.USDC]")
    )
    moved = TEACHING.text[:first] + TEACHING.text[second:end] + TEACHING.text[first:second] + TEACHING.text[end:]
    assert parsed_lending(moved).policy.content_hash == TEACHING.policy.content_hash


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("base_decimals = 8", "base_decimals = 18", "prices of 8 decimals"),
        ("decimals = 6", "decimals = 19", "decimals from 0 to 18"),
        ('target_health = "105 %"', 'target_health = "99 %"', "a target health of 1 to 9"),
        ('most_bonus_at_health = "90 %"', 'most_bonus_at_health = "100 %"', "the most bonus at a health below 1"),
        ('least_bonus = "50 %"', 'least_bonus = "101 %"', "the least as a share"),
        ('collateral_risk = "20 %"', 'collateral_risk = "1001 %"', "a collateral risk from 0 to 1,000 %"),
        ('max_bonus = "6 %"', 'max_bonus = "24 %"', "below 1 with the bonus on top"),
        ('max_bonus = "6 %"', 'max_bonus = "6.001 %"', "whole hundredths of a percent"),
        ('liquidation_fee = "10 %"', 'liquidation_fee = "101 %"', "fees from 0 to 1"),
        ('optimal = "90 %"', 'optimal = "100 %"', "an optimal usage of 1 % to 99 %"),
        ('steep = "60 %"', 'steep = "998 %"', "1,000 % at most together"),
        ("supply_cap = 0", "supply_cap = -1", "caps from 0"),
        ("collateral_factor", "colateral_factor", "did you mean 'collateral_factor'"),
        ('liquidity_fee = "10 %"\n', "", "liquidity_fee"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, said: str) -> None:
    is_named(parsed_lending, TEACHING.text, old, new, said)


def test_terms_belong_to_their_protocol() -> None:
    with pytest.raises(BadRulebook, match="the terms of AAVE_V4 alone"):
        LendingPolicy("mixed", "ab", Protocol.AAVE_V4, 8, {}, terms=pair())
