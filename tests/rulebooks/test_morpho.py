"""Rulebooks of Morpho Blue: read exactly, refused with line and reason."""

import pytest

from solvent import commands as c
from solvent.errors import BadRulebook
from solvent.policy import EarlyPolicy, LendingPolicy, PairPolicy, Protocol
from solvent.rulebooks.lending import load_lending, parsed_lending
from tests.comets import terms as comet
from tests.pairs import PPT, WAD, lending, terms
from tests.rulebooks.wrong import is_named

MARKET, TEACHING = load_lending("morpho-weth-usdc"), load_lending("teaching-morpho")


def test_the_market_is_that_of_the_page_it_cites() -> None:
    """lltv 860000000000000000: 0.86 in wad."""
    assert (MARKET.policy.protocol, MARKET.policy.base_decimals) == (Protocol.MORPHO_BLUE, 18)
    assert MARKET.policy.terms == PairPolicy("USDC", 6, "WETH", 18, 860_000_000_000_000_000, 0)
    assert MARKET.policy.decimals == {"USDC": 6, "WETH": 18}


def test_an_early_line_is_read_whole() -> None:
    found = TEACHING.policy.terms
    assert isinstance(found, PairPolicy)
    assert found.early == EarlyPolicy(3 * WAD // 4, WAD // 5, WAD, 101 * WAD // 100, 104 * WAD // 100)
    assert found.fee == WAD // 10


def test_rates_are_read_with_twelve_decimals() -> None:
    found = parsed_lending(MARKET.text.replace('lltv = "86 %"', 'lltv = "86.0000000001 %"')).policy.terms
    assert isinstance(found, PairPolicy)
    assert found.lltv == 860_000_000_001 * WAD // PPT
    assert parsed_lending(MARKET.text.replace("One isolated", "An isolated")).policy.content_hash == (
        MARKET.policy.content_hash
    )
    assert parsed_lending(MARKET.text.replace("86 %", "86.5 %")).policy.content_hash != MARKET.policy.content_hash


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("base_decimals = 18", "base_decimals = 8", "prices of 18 decimals"),
        ("loan_decimals = 6", "loan_decimals = 5", "a loan asset of 6 to 18 decimals"),
        ("collateral_decimals = 18", "collateral_decimals = 19", "a collateral of 0 to 18"),
        ('collateral = "WETH"', 'collateral = "USDC"', "found USDC twice"),
        ('lltv = "86 %"', 'lltv = "100 %"', "an lltv between 0 and 1"),
        ('lltv = "86 %"', 'lltv = "0 %"', "an lltv between 0 and 1"),
        ('lltv = "86 %"', 'lltv = "0.8"', "expected"),
        ('lltv = "86 %"', "lltv = 80", "expected text"),
        ('lltv = "86 %"', 'lltv = "75 %"', "an early line below an lltv"),
        ('lltv = "86 %"', 'lltv = "96.2 %"', "at most 1 / lltv"),
        ('fee = "10 %"', 'fee = "25.1 %"', "a fee of at most 25 %"),
        ('rate_model = "adaptive-curve"', 'rate_model = "fixed"', "'adaptive-curve', the rate model the engine plays"),
        ('line = "75 %"', 'line = "0 %"', "an early line above 0"),
        ('least_share = "20 %"', 'least_share = "101 %"', "a least share of at most 1"),
        ('most_share = "100 %"', 'most_share = "19 %"', "a least share of at most 1 and the most"),
        ('least_incentive = "101 %"', 'least_incentive = "99 %"', "incentives of 1 or more"),
        ('most_incentive = "104 %"', 'most_incentive = "100.9 %"', "incentives of 1 or more that do not fall"),
        ("[market]", "[markt]", "did you mean 'market'"),
        ("most_share", "most_shares", "did you mean 'most_share'"),
        ('fee = "10 %"\n', "", "fee"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, said: str) -> None:
    is_named(parsed_lending, TEACHING.text, old, new, said)


def test_terms_belong_to_their_protocol() -> None:
    with pytest.raises(BadRulebook, match="the terms of MORPHO_BLUE alone"):
        LendingPolicy("mixed", "ab", Protocol.MORPHO_BLUE, 18, {}, terms=comet())
    with pytest.raises(BadRulebook, match="the terms of COMPOUND_V3 alone"):
        LendingPolicy("mixed", "ab", Protocol.COMPOUND_V3, 8, {}, terms=terms())


@pytest.mark.parametrize("policy", [lending(), lending(early=None), MARKET.policy, TEACHING.policy])
def test_a_command_carries_its_terms_there_and_back(policy: LendingPolicy) -> None:
    command = c.AdoptLending(pool="pair", policy=policy)
    assert c.decode(c.encode(command)) == command
