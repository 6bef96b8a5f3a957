"""The rulebook of Liquity v2: read exactly, refused with line and reason."""

import pytest

from solvent import commands as c
from solvent.commands import coding
from solvent.errors import BadRulebook
from solvent.policy import LendingPolicy, Protocol, RatedBranchPolicy
from solvent.rulebooks.lending import load_lending, parsed_lending
from tests.pairs import terms as pair
from tests.rulebooks.wrong import is_named

WETH = load_lending("liquity-v2-weth")
PERCENT = 10**16


def test_the_branch_is_that_of_the_constants_it_cites() -> None:
    assert (WETH.policy.protocol, WETH.policy.base_decimals) == (Protocol.LIQUITY_V2, 18)
    assert WETH.policy.terms == RatedBranchPolicy(
        "WETH", "BOLD", 110 * PERCENT, 150 * PERCENT, 110 * PERCENT, 5 * PERCENT, 10 * PERCENT, 375 * 10**14
    )
    assert WETH.policy.decimals == {"WETH": 18, "BOLD": 18}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("base_decimals = 18", "base_decimals = 8", "prices of 18 decimals"),
        ('coin = "BOLD"', 'coin = "WETH"', "found WETH twice"),
        ('minimum = "110 %"', 'minimum = "100 %"', "1 < minimum"),
        ('critical = "150 %"', 'critical = "109 %"', "shutdown <= critical"),
        ('shutdown = "110 %"', 'shutdown = "99 %"', "1 < minimum, shutdown"),
        ('pool_penalty = "5 %"', 'pool_penalty = "4 %"', "5 % <= pool_penalty"),
        ('\npenalty = "10 %"', '\npenalty = "21 %"', "penalty <= 20 %"),
        ('gas = "3.75 %"', 'gas = "101 %"', "a gas of at most 1"),
        ('gas = "3.75 %"', "gas = 1", "expected"),
        ("shutdown = ", "shut_down = ", "did you mean 'shutdown'"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, said: str) -> None:
    is_named(parsed_lending, WETH.text, old, new, said)


def test_terms_belong_to_their_protocol() -> None:
    with pytest.raises(BadRulebook, match="the terms of LIQUITY_V2 alone"):
        LendingPolicy("mixed", "ab", Protocol.LIQUITY_V2, 18, {}, terms=pair())
    command = c.AdoptLending(pool="branch", policy=WETH.policy)
    assert coding.decode(coding.encode(command)) == command
