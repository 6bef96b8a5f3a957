"""Rulebooks of Fluid: read exactly, refused with line and reason."""

import pytest

from solvent import commands as c
from solvent.commands import coding
from solvent.policy import LendingPolicy, Protocol, TickPolicy
from solvent.rulebooks.lending import load_lending, parsed_lending
from tests.rulebooks.wrong import is_named
from tests.ticks import lending

TAUGHT, DEPLOYED = load_lending("teaching-fluid"), load_lending("fluid-eth-usdc")


def test_a_vault_is_read_whole() -> None:
    points = ((0, 0), (8_000, 1_200), (9_300, 1_800), (10_000, 3_334))
    assert DEPLOYED.policy.terms == TickPolicy(
        "USDC", 6, "WETH", 18, 850, 880, 930, 300, 0, 10_000, points, 1_000, 100
    )  # fmt: skip
    assert (DEPLOYED.policy.protocol, DEPLOYED.policy.base_decimals) == (Protocol.FLUID_T1, 27)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("base_decimals = 27", "base_decimals = 18", "prices of 27 decimals"),
        ('collateral = "WETH"', 'collateral = "USDC"', "found USDC twice"),
        ("collateral_decimals = 18", "collateral_decimals = 19", "units of 0 to 18 decimals"),
        ('collateral_factor = "85 %"', 'collateral_factor = "90 %"', "factor < threshold < limit"),
        ('collateral_factor = "85 %"', 'collateral_factor = "85.05 %"', "whole tenths of a percent"),
        ('liquidation_penalty = "2 %"', 'liquidation_penalty = "4.71 %"', "at most 99.7 % together"),
        ('borrow_fee = "0 %"', 'borrow_fee = "11 %"', "a fee of at most 10.23 %"),
        ('["80 %", "8 %"], ', "", "three or four rates"),
        ('["80 %", "8 %"]', '["80 %"]', "expected a usage and a rate"),
        ('["80 %", "8 %"]', '["80 %", "51 %"]', "that do not fall"),
        ("borrow_fee", "lend_fee", "expected"),
        ("[vault]", "[vaults]", "did you mean 'vault'"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, said: str) -> None:
    is_named(parsed_lending, TAUGHT.text, old, new, said)


@pytest.mark.parametrize("policy", [lending(), TAUGHT.policy, DEPLOYED.policy])
def test_a_command_carries_its_terms_there_and_back(policy: LendingPolicy) -> None:
    command = c.AdoptLending(pool="ticks", policy=policy)
    assert coding.decode(coding.encode(command)) == command
