"""Rulebooks of LLAMMA: read exactly, refused with line and reason."""

import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent.commands import coding
from solvent.errors import BadRulebook
from solvent.policy import BandPolicy, LendingPolicy, Protocol
from solvent.rulebooks.lending import load_lending, parsed_lending
from tests.bands import lending
from tests.rulebooks.wrong import is_named

MINTED, LENT = load_lending("crvusd-weth"), load_lending("teaching-llamma")
YEAR = 31_536_000
PERCENT = 10**16


def test_a_market_is_read_whole() -> None:
    rates = PERCENT // YEAR, 50 * PERCENT // YEAR
    assert LENT.policy.terms == BandPolicy(
        "crvUSD", "WETH", False, 100, 6 * 10**15, 3_000, 9 * PERCENT, 6 * PERCENT, *rates
    )  # fmt: skip
    assert (LENT.policy.protocol, LENT.policy.base_decimals) == (Protocol.CURVE_LEND, 18)
    found = MINTED.policy.terms
    assert isinstance(found, BandPolicy)
    assert (found.mints, found.least_rate, found.most_rate) == (True, 6 * PERCENT // YEAR, 6 * PERCENT // YEAR)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("base_decimals = 18", "base_decimals = 8", "prices of 18 decimals"),
        ('collateral = "WETH"', 'collateral = "crvUSD"', "found crvUSD twice"),
        ("a = 100", "a = 1", "a of 2 to 10,000"),
        ('fee = "0.6 %"', 'fee = "5 %"', "a fee of at most 4 / a"),
        ("base_price = 3000", "base_price = 0", "a base price of 1 to"),
        ('liquidation_discount = "6 %"', 'liquidation_discount = "9 %"', "liquidation discount < loan discount"),
        ('loan_discount = "9 %"', 'loan_discount = "51 %"', "loan discount <= 50 %"),
        ('most_rate = "50 %"', 'most_rate = "301 %"', "rates of at most 300 % a year"),
        ('least_rate = "1 %"', 'least_rate = "0 %"', "a least rate above 0"),
        ("least_rate", "rate", "expected"),
        ("[market]", "[markets]", "did you mean 'market'"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, said: str) -> None:
    is_named(parsed_lending, LENT.text, old, new, said)


def test_terms_belong_to_their_protocol() -> None:
    assert MINTED.policy.terms is not None
    with pytest.raises(BadRulebook, match="minted in CURVE_MINT alone"):
        LendingPolicy("mixed", "ab", Protocol.CURVE_LEND, 18, {}, terms=MINTED.policy.terms)
    with pytest.raises(BadRulebook, match="one where coins are minted"):
        replace(MINTED.policy.terms, most_rate=2 * PERCENT).__post_init__()


@pytest.mark.parametrize("policy", [lending(), lending(mints=True), MINTED.policy, LENT.policy])
def test_a_command_carries_its_terms_there_and_back(policy: LendingPolicy) -> None:
    command = c.AdoptLending(pool="bands", policy=policy)
    assert coding.decode(coding.encode(command)) == command
