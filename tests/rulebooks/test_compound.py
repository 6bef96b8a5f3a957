"""Rulebooks of Compound III: read exactly, refused with line and reason; the order of collaterals is a rule."""

import msgspec
import pytest

from solvent import commands as c
from solvent.errors import BadRulebook
from solvent.policy import CometCollateral, CometPolicy, LendingPolicy, Protocol
from solvent.rulebooks.lending import load_lending, parsed_lending
from tests.comets import BORROW, COLLATERALS, SUPPLY, lending, terms
from tests.loans import RESERVES
from tests.rulebooks.wrong import is_named

USDC = load_lending("compound-v3-usdc")
PPT = 10**12


def test_the_market_of_usdc_is_that_of_the_repository() -> None:
    """deployments/mainnet/usdc/configuration.json; 0.0325 of a year are 3.25 % and so on."""
    found = USDC.policy.terms
    assert isinstance(found, CometPolicy)
    assert (USDC.policy.protocol, USDC.policy.base_decimals) == (Protocol.COMPOUND_V3, 8)
    assert (found.base, found.decimals, found.borrow_min, found.target) == ("USDC", 6, "100000000", "5000000000000")
    assert found.storefront == 500_000
    assert msgspec.structs.astuple(found.supply) == (PPT * 8 // 10, 0, PPT * 325 // 10_000, PPT * 4 // 10)
    assert msgspec.structs.astuple(found.borrow) == (
        PPT * 8 // 10, PPT * 15 // 1_000, PPT * 35 // 1_000, PPT // 4
    )  # fmt: skip
    assert list(found.collaterals) == ["COMP", "WBTC", "WETH", "UNI", "LINK"]
    assert found.collaterals["WETH"] == CometCollateral(18, 8_250, 8_950, 9_500, 150_000)
    assert USDC.policy.decimals == {"USDC": 6, "COMP": 18, "WBTC": 8, "WETH": 18, "UNI": 18, "LINK": 18}


def test_rates_are_read_with_all_the_digits_a_contract_keeps() -> None:
    """The market of ether has a borrow base of 0.009945209674 a year."""
    found = parsed_lending(USDC.text.replace('base = "1.5 %"', 'base = "0.9945209674 %"')).policy.terms
    assert found is not None
    assert found.borrow.base == 9_945_209_674


def test_the_order_of_collaterals_is_a_rule() -> None:
    """Health looks at them one after the other, so another order is another rulebook."""
    head, comp, *rest = USDC.text.split("[collaterals.")
    sources = rest[-1].index("[sources")
    last, tail = rest[-1][:sources], rest[-1][sources:]
    other = "[collaterals.".join([head, *rest[:-1], last, comp]) + tail
    assert list(parsed_lending(other).policy.decimals)[-1] == "COMP"
    assert parsed_lending(other).policy.content_hash != USDC.policy.content_hash
    assert parsed_lending(USDC.text.replace("end of 2022", "then")).policy.content_hash == USDC.policy.content_hash


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("base_decimals = 8", "base_decimals = 18", "prices of 8 decimals"),
        ('base_borrow_min = "100"', 'base_borrow_min = "0.0000001"', "at most 6 decimals"),
        ('base_borrow_min = "100"', "base_borrow_min = 100", "expected text"),
        ('target_reserves = "5_000_000"', 'target_reserves = "-1"', "0 or more"),
        ('target_reserves = "5_000_000"', 'target_reserves = "1e39"', "0 or more"),
        ('price_factor = "50 %"', 'price_factor = "101 %"', "storefront price factor of at most 1"),
        ("\ndecimals = 6", "\ndecimals = 5", "6 to 18 decimals"),
        ('kink = "80 %"', 'kink = "101 %"', "a kink of at most 1"),
        ('kink = "80 %"', 'kink = "0.8"', "expected"),
        ('borrow_collateral_factor = "65 %"', 'borrow_collateral_factor = "70 %"', "below the liquidate factor"),
        ('liquidation_factor = "93 %"', 'liquidation_factor = "0 %"', "above 0 and at most 1"),
        ('liquidation_factor = "93 %"', 'liquidation_factor = "93.001 %"', "whole hundredths of a percent"),
        ('asset = "USDC"', 'asset = "WETH"', "beside WETH"),
        ("supply_cap = 600_000", "supply_cap = -1", "a cap of 0"),
        ("[supply]", "[suply]", "did you mean 'supply'"),
        ("slope_low", "slope_lo", "did you mean 'slope_low'"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, said: str) -> None:
    is_named(parsed_lending, USDC.text, old, new, said)


@pytest.mark.parametrize(
    ("protocol", "reserves", "said"),
    [
        (Protocol.AAVE_V2, RESERVES, "reserves and nothing else"),
        (Protocol.COMPOUND_V3, RESERVES, "the terms of COMPOUND_V3 alone"),
    ],
)
def test_terms_belong_to_their_protocol(protocol: Protocol, reserves: dict[str, object], said: str) -> None:
    with pytest.raises(BadRulebook, match=said):
        LendingPolicy("mixed", "ab", protocol, 8, reserves, terms=terms())  # type: ignore[arg-type]
    with pytest.raises(BadRulebook, match="the terms of COMPOUND_V3 alone"):
        LendingPolicy("none", "ab", Protocol.COMPOUND_V3, 8, {})


def test_digits_of_a_policy_are_digits() -> None:
    for wrong in ("", "1.5", "-1", "９", str(2**126)):
        with pytest.raises(BadRulebook, match="digits of units"):
            CometPolicy("USDC", 6, wrong, "0", 0, SUPPLY, BORROW, COLLATERALS)


def test_a_command_carries_its_terms_there_and_back() -> None:
    for policy in (lending(), USDC.policy):
        command = c.AdoptLending(pool="comet", policy=policy)
        assert c.decode(c.encode(command)) == command
