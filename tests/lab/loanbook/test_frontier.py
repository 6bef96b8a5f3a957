"""The frontier of a book: thresholds at which the engine's own calls leave nothing, and a part in 10^4 more at which
they leave bad debt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from solvent.lab.loanbook.book import LoanBook
from solvent.lab.loanbook.closing import Costs
from solvent.lab.loanbook.depth import UNLIMITED, Tranche
from solvent.lab.loanbook.frontier import asset_lines, stands, surplus
from solvent.lab.loanbook.projection import project
from solvent.policy import Protocol
from tests.lab.loanbook.books import E6, book, books
from tests.loans import DOLLAR, ETHER, OTHER, RESERVES, VERSIONS, WAD, lending

LINE = {ETHER: (10 * WAD, 0), DOLLAR: (0, 16_500 * E6)}  # 8.25 against 8.25
BIG = 10_000


def at_threshold(threshold: int, protocol: Protocol, loans: int = 1) -> LoanBook:
    """Loans of 10,000 ether that owe exactly their threshold, in dollars of which one is an ether."""
    terms = {ETHER: replace(RESERVES[ETHER], threshold=threshold, ltv=0), DOLLAR: RESERVES[DOLLAR]}
    one = {ETHER: (BIG * WAD, 0), DOLLAR: (0, BIG * threshold * E6 // 10_000)}
    policy = lending(protocol=protocol, **terms)
    return book(*[one] * loans, policy=policy, prices={ETHER: WAD, DOLLAR: WAD})


@pytest.mark.parametrize("protocol", VERSIONS)
@pytest.mark.parametrize("fall", [10_000, 50_000, 200_000, 400_000])
def test_the_largest_safe_threshold_is_the_largest(protocol: Protocol, fall: int) -> None:
    """The calls of each version close a loan at it without a rest, and leave bad debt one part in 10^4 above."""
    (line, *_) = asset_lines(at_threshold(8_000, protocol), {ETHER: UNLIMITED}, fall, 0)
    safe = line.safe_all
    assert safe == line.safe_small == line.safe_largest
    bad = []
    for threshold in (safe, safe + 1):
        (row,) = project(at_threshold(threshold, protocol), [ETHER], [fall], {ETHER: UNLIMITED}, [10**6], Costs())
        bad.append(row.cells[0].bad)
    assert bad[0] == 0 < bad[1]


@pytest.mark.parametrize("protocol", VERSIONS)
def test_depth_bounds_what_is_safe_for_all(protocol: Protocol) -> None:
    """Four loans of 10,000 and 16,000 that can be sold: 0.8 / 1.05 x 0.4 for all, all of it for one."""
    depth = {ETHER: (Tranche(16_000 * WAD, 40_000), Tranche(90_000 * WAD, 90_000))}
    (line, *_) = asset_lines(at_threshold(8_000, protocol, 4), depth, 200_000, 0)
    assert (line.sellable, line.held, line.largest) == (16_000 * WAD, 40_000 * WAD, 10_000 * WAD)
    assert (line.safe_small, line.safe_largest, line.safe_all) == (7_619, 7_619, 3_047)
    assert [line._replace(threshold=one).safe_for for one in (3_047, 3_048, 7_619, 7_620)] == [
        "all", "the largest", "the largest", "none",
    ]  # fmt: skip
    (row,) = project(at_threshold(3_047, protocol, 4), [ETHER], [200_000], depth, [10**6], Costs())
    assert (row.loans, row.cells[0].open_loans, row.cells[0].bad) == (4, 0, 0)
    (row,) = project(at_threshold(7_619, protocol, 4), [ETHER], [200_000], depth, [10**6], Costs())
    assert row.cells[0].open_loans > 0


def test_health_falls_while_the_surplus_rises_past_the_line() -> None:
    """10.3125 is owed against 10: a hundredth repaid takes 0.1083, and surplus moves by 0.1031 x (1 - 0.86625)."""
    found = book(LINE)
    at = found.fallen([ETHER], 200_000)
    (one,) = stands(found, at)
    assert one.toxic
    assert one.payable == 9_523_809_523_809_523_809
    assert one.short == 10_312_500_000_000_000_000 - one.payable
    assert one.surplus == (-2_062_500_000_000_000_000, -2_048_707_031_250_000_000)
    assert one.surplus[0] == surplus(found, at, found.loans[0])
    assert one.health == (WAD * 8 // 10, 799_330_808_080_808_081)


def test_before_the_line_both_rise() -> None:
    found = book(LINE)
    (one,) = stands(found, found.fallen([ETHER], 50_000))
    assert (one.toxic, one.short) == (False, 0)
    assert one.health is not None
    assert one.health[1] > one.health[0]


def test_two_collaterals_have_two_lines() -> None:
    """More is owed than either line by itself would say; all collateral together pays for it."""
    two = {ETHER: (4 * WAD, 0), OTHER: (12 * 10**8 // 10, 0), DOLLAR: (0, 40_000 * E6)}  # 3.3 + 13.5 against 20
    (one,) = stands(book(two), book(two).reserves)
    assert one.short == 0 < one.payable - one.whole.debt  # 4 / 1.05 + 18 / 1.1 = 20.17
    assert one.health is not None


@given(books(), st.integers(0, 600_000))
def test_strangers_never_leave_more_bad_debt_than_is_told(found: LoanBook, fall: int) -> None:
    """What is owed beyond what all collateral pays for is the most that is left, but for rounding of a call: units."""
    at = found.fallen([ETHER], fall)
    told = stands(found, at)
    (row,) = project(found, [ETHER], [fall], dict.fromkeys((ETHER, DOLLAR, OTHER), UNLIMITED), [10**6], Costs())
    cell = row.cells[0]
    assert row.loans == len(told)
    assert cell.bad <= sum(one.short for one in told) + (cell.calls + row.loans) * 10**12
    assert cell.bad >= row.static - (cell.calls + row.loans) * 10**12, "a bonus is paid of what others would have had"
