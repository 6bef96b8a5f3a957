"""Rulebooks of Euler v2: read exactly, refused with line and reason."""

from math import log

import pytest

from solvent import commands as c
from solvent.commands import coding
from solvent.errors import BadRulebook
from solvent.policy import ClusterPolicy, LendingPolicy, LtvPolicy, Protocol
from solvent.rulebooks.lending import load_lending, parsed_lending
from tests.clusters import lending, terms
from tests.pairs import terms as pair
from tests.rulebooks.wrong import is_named

PRIME, TEACHING = load_lending("euler-prime-weth"), load_lending("teaching-euler")


def test_the_vault_is_that_of_the_page_it_cites() -> None:
    """WETH: 0 %, a kink at 90 %, 2.7 % there, 80 % at most; wstETH at 93 and 95 %; caps of 50,000 and 45,000."""
    found = PRIME.policy.terms
    assert isinstance(found, ClusterPolicy)
    ether = found.vaults["WETH"]
    assert ether.collaterals["wstETH"] == LtvPolicy(9_300, 9_500)
    assert ether.collaterals["weETH"] == LtvPolicy(9_100, 9_300)
    assert (ether.supply_cap, ether.borrow_cap, ether.kink) == (50_000, 45_000, 2**32 * 9 // 10)
    assert (PRIME.policy.protocol, PRIME.policy.base_decimals) == (Protocol.EULER_V2, 18)


def test_a_yield_of_a_year_becomes_the_rate_of_a_second() -> None:
    """The curve of the public test, 0 %, 10 % at a half, 300 %: its integers to eight digits."""
    text = TEACHING.text.replace('kink = "90 %"\nbase = "0 %"\nat_kink = "5 %"\nat_full = "80 %"',
                                 'kink = "50 %"\nbase = "0 %"\nat_kink = "10 %"\nat_full = "300 %"')  # fmt: skip
    found = parsed_lending(text).policy.terms
    assert isinstance(found, ClusterPolicy)
    dollar = found.vaults["USDC"]
    assert dollar.kink == 2**31
    assert dollar.slope * 2**31 == pytest.approx(log(1.1) / 31_556_952 * 1e27, rel=1e-8)
    assert abs(dollar.slope - 1_406_417_851) <= 1_406_417_851 // 10**7
    assert abs(dollar.steep - 19_050_045_013) <= 19_050_045_013 // 10**8


def test_the_order_of_vaults_is_no_choice() -> None:
    at = TEACHING.text.index("[vaults.wstETH]")
    end = TEACHING.text.index("[sources.contract]")
    first = TEACHING.text.index("[vaults.USDC]")
    moved = TEACHING.text[:first] + TEACHING.text[at:end] + TEACHING.text[first:at] + TEACHING.text[end:]
    assert parsed_lending(moved).policy.content_hash == TEACHING.policy.content_hash


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("base_decimals = 18", "base_decimals = 8", "prices of 18 decimals"),
        ("decimals = 6", "decimals = 19", "decimals from 0 to 18"),
        ('borrow_ltv = "80 %"', 'borrow_ltv = "86 %"', "a borrow LTV of at most the liquidation LTV"),
        ('borrow_ltv = "80 %"', 'borrow_ltv = "80.001 %"', "whole hundredths of a percent"),
        ('max_liquidation_discount = "20 %"', 'max_liquidation_discount = "100 %"', "a largest discount below 1"),
        ('interest_fee = "10 %"', 'interest_fee = "101 %"', "a fee of at most 1"),
        ('cool_off = "1 s"', 'cool_off = "1 d"', "a cool-off of 0 to 65535 seconds"),
        ('cool_off = "1 s"', 'cool_off = "1 ms"', "whole seconds"),
        ('kink = "90 %"', 'kink = "100 %"', "a kink between 0 and 1"),
        ('at_full = "80 %"', 'at_full = "4 %"', "yields of 0 or more that do not fall"),
        ("supply_cap = 0", "supply_cap = -1", "caps from 0"),
        ("[vaults.USDC.collaterals.WETH]", "[vaults.USDC.collaterals.WBTC]", "found WBTC"),
        ("[vaults.USDC.collaterals.WETH]", "[vaults.USDC.collaterals.USDC]", "found USDC"),
        ("socialise_debt = true", 'socialise_debt = "yes"', "true or false"),
        ("socialise_debt", "socialize_debt", "did you mean 'socialise_debt'"),
        ('interest_fee = "10 %"\n', "", "interest_fee"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, said: str) -> None:
    is_named(parsed_lending, TEACHING.text, old, new, said)


def test_terms_belong_to_their_protocol() -> None:
    with pytest.raises(BadRulebook, match="the terms of EULER_V2 alone"):
        LendingPolicy("mixed", "ab", Protocol.EULER_V2, 18, {}, terms=pair())
    with pytest.raises(BadRulebook, match="the terms of MORPHO_BLUE alone"):
        LendingPolicy("mixed", "ab", Protocol.MORPHO_BLUE, 18, {}, terms=terms())
    with pytest.raises(BadRulebook, match="a vault or more"):
        ClusterPolicy({})


@pytest.mark.parametrize("policy", [lending(), PRIME.policy, TEACHING.policy])
def test_a_command_carries_its_terms_there_and_back(policy: LendingPolicy) -> None:
    command = c.AdoptLending(pool="cluster", policy=policy)
    assert coding.decode(coding.encode(command)) == command
