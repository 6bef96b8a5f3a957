"""Who falls by a change of terms alone."""

import pytest
from msgspec.structs import replace

from solvent.errors import BadInput
from solvent.lab.loanbook.preflight import preflight, under
from solvent.policy import LendingPolicy, Protocol
from tests.lab.loanbook.books import E6, book
from tests.loans import DOLLAR, ETHER, RESERVES, WAD, lending

LINE = {ETHER: (10 * WAD, 0), DOLLAR: (0, 16_500 * E6)}  # 8.25 against 8.25
BELOW = {ETHER: (10 * WAD, 0), DOLLAR: (0, 16_600 * E6)}
FAR = {ETHER: (10 * WAD, 0), DOLLAR: (0, 10_000 * E6)}


def with_threshold(threshold: int) -> LendingPolicy:
    return lending(**{**RESERVES, ETHER: replace(RESERVES[ETHER], threshold=threshold)})


def test_one_part_in_ten_thousand_less_takes_who_stands_at_the_line() -> None:
    found = preflight(book(LINE, BELOW, FAR), with_threshold(8_249))
    assert [one.account for one in found.fallen] == ["l0"]
    (one,) = found.fallen
    assert (one.before.health, one.after.health) == (WAD, 999_878_787_878_787_879)  # 8.249 / 8.25, nearest
    assert one.held == {ETHER: 10 * WAD}
    assert (found.below, found.owing, found.cured) == ((1, 2), 3, [])


def test_the_same_terms_take_nobody_and_milder_ones_cure() -> None:
    loans = book(LINE, BELOW, FAR)
    assert preflight(loans, lending()).fallen == []
    milder = preflight(loans, with_threshold(8_300))
    assert ([one.account for one in milder.cured], milder.below) == (["l1"], (1, 0))


def test_a_newer_version_is_a_change_too() -> None:
    """v2 takes the nearest integer of 8.25 over 8.25 and one wei, v3.7 the one below."""
    loans = book({ETHER: (10 * WAD, 8_250_000_000_000_000_001)})
    assert loans.account(loans.loans[0]).health == WAD
    found = preflight(loans, lending(protocol=Protocol.AAVE_V3_7))
    assert [one.after.health for one in found.fallen] == [WAD - 1]


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (lending(base_decimals=8), "8"),
        (lending(**{ETHER: RESERVES[ETHER]}), "expected USDC with 6 decimals"),
        (lending(**{**RESERVES, DOLLAR: replace(RESERVES[DOLLAR], decimals=18)}), "found 18 decimals"),
    ],
)
def test_a_rulebook_for_another_pool_is_refused(policy: LendingPolicy, said: str) -> None:
    with pytest.raises(BadInput, match=said):
        under(book(LINE), policy)
