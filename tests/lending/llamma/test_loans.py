"""Where a loan's bands are, what leaves them, and what a vault's shares are worth."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.llamma.bands import Bands, Market, price_up
from solvent.lending.llamma.loans import (
    DEEPEST,
    Oracle,
    effective,
    ends_after,
    first_band,
    grown,
    may_skip,
    owed,
    placed,
    rate_at,
    root_ratio,
    to_assets,
    to_shares,
    withdrawn,
)
from solvent.lending.llamma.value import x_down
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD

ROOT = root_ratio(100)
MARKET = Market(100, 3_000 * WAD, 6 * 10**15, ROOT)
EMPTY = Bands(0, {}, {}, {})


def test_the_root_of_a_band_is_that_of_the_contracts() -> None:
    """controller.vy: isqrt(10^36 x 100 / 99)."""
    assert ROOT * ROOT <= 10**36 * 100 // 99 < (ROOT + 1) ** 2


@given(st.integers(10**18, 10**23), st.integers(10**18, 10**26), st.integers(4, 50))
def test_a_loan_begins_where_what_it_becomes_covers_its_debt_with_the_discount(
    ether: int, debt: int, count: int
) -> None:
    found = first_band(MARKET, EMPTY, ether, debt, count, 9 * 10**16, 0)
    if not isinstance(found, int) or not -DEEPEST < found < DEEPEST - count:
        return
    done = placed(EMPTY, ether, found, count)
    assert not isinstance(done, Refusal)
    becomes = x_down(MARKET, *done, oracle=price_up(MARKET, found) + 1)
    assert becomes * 91 // 100 >= debt * 999 // 1_000, "the discount is left"
    higher = placed(EMPTY, ether, found - 1, count)
    assert not isinstance(higher, Refusal)


def test_a_debt_above_what_the_price_allows_is_refused() -> None:
    assert first_band(MARKET, EMPTY, WAD, 2_800 * WAD, 10, 9 * 10**16, 3_000 * WAD) is Refusal.POWER
    assert isinstance(first_band(MARKET, EMPTY, WAD, 2_500 * WAD, 10, 9 * 10**16, 3_000 * WAD), int)
    assert first_band(MARKET, EMPTY, 1, WAD, 10, 9 * 10**16, 0) is Refusal.NOTHING


def test_bands_with_borrowed_coin_are_not_entered_or_passed() -> None:
    full = Bands(5, {3: 10, 5: 1}, {}, {})
    assert not may_skip(full, 2)
    assert may_skip(full._replace(borrowed={3: 10}), 3)
    assert not may_skip(EMPTY, -DEEPEST - 1)
    assert placed(full, 10**6, 2, 4) is Refusal.NOT_BORROWABLE
    assert placed(full, 10**6, 5, 4) is Refusal.NOT_BORROWABLE
    assert placed(EMPTY, 400, 1, 4) is Refusal.DUST
    moved = placed(EMPTY, 10**6, -3, 4)
    assert not isinstance(moved, Refusal)
    assert moved[0].active == -4, "the active band stays above"


@given(st.integers(10**6, 10**24), st.integers(4, 50), st.integers(1, WAD))
def test_what_leaves_is_never_more_than_was_there_and_leaves_nothing_owned(ether: int, count: int, part: int) -> None:
    done = placed(EMPTY, ether, 1, count)
    if isinstance(done, Refusal):
        return
    some = withdrawn(*done, part)
    rest = withdrawn(some.bands, some.position, WAD)
    assert some.collateral + rest.collateral <= ether
    assert not any(rest.bands.shares.values())
    assert not any(rest.bands.collateral.values()), "what nobody owns is nobody's"
    assert ends_after((1, count), rest.bands, done[1]) == (count + 1, 0)


def test_the_price_moves_a_quarter_at_most_and_its_move_is_charged_for_two_minutes() -> None:
    last = Oracle(1_000 * WAD, 0, 1_000)
    assert last.limited(2_000 * WAD, 1_120) == Oracle(2_000 * WAD, 0, 1_120)
    up = last.limited(2_000 * WAD, 1_060)
    assert up.price == 1_250 * WAD
    assert up.fee == (WAD - Fraction(4, 5) ** 3 * WAD) / 2
    down = last.limited(500 * WAD, 1_000)
    assert down.price == 800 * WAD
    assert down.fee == WAD - Fraction(4, 5) ** 3 * WAD
    assert up.limited(1_250 * WAD, 1_060).fee == up.fee, "the fee that is left"
    assert Oracle(0).limited(5, 7) == Oracle(5, 0, 7)


def test_interest_is_simple_between_two_writes_and_follows_usage_by_logarithms() -> None:
    assert grown(WAD, 10**9, 10**6) == WAD + 10**15
    assert owed(3, WAD, WAD + 1) == 4
    assert rate_at(5, 5, 10, 0) == 5
    assert rate_at(10**8, 10**10, 0, 10) == 10**8
    assert rate_at(10**8, 10**10, 10, 0) == pytest.approx(10**10, rel=1e-9)
    assert rate_at(10**8, 10**10, 10, 10) == pytest.approx(10**9, rel=1e-9), "the middle of their logarithms"


def test_collateral_counts_for_less_the_more_bands_it_is_in() -> None:
    found = [effective(10 * WAD, count, 9 * 10**16, MARKET) for count in (4, 10, 50)]
    assert found == sorted(found, reverse=True)
    assert effective(100, 10, 0, MARKET) == 0, "dead shares take what is too little"


@given(st.integers(1, 10**24), st.integers(0, 10**24), st.integers(0, 10**24))
def test_nobody_gains_by_lending_and_leaving(units: int, total: int, supply: int) -> None:
    shares = to_shares(units, total, supply)
    assert to_assets(shares, total + units, supply + shares) <= units
    assert to_shares(units, total, supply, up=True) - shares in (0, 1)
