"""Morpho Blue: the line, the incentive, any amount, and who bears what is missing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.morpho.liquidation import (
    PRICE,
    Liquidation,
    Market,
    Position,
    accrued,
    healthy,
    incentive,
    liquidate,
    owed,
)
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD

MARKET = Market(8 * 10**17, 1_000, 10**9, 80, 80 * 10**6)
POSITION = Position(100, 80 * 10**6)


def test_a_debt_on_the_line_is_healthy_and_one_unit_more_is_not() -> None:
    assert owed(MARKET, POSITION) == 80
    assert healthy(MARKET, POSITION, PRICE)
    assert not healthy(MARKET, POSITION._replace(collateral=99), PRICE)
    assert liquidate(MARKET, POSITION, PRICE, seized=1) is Refusal.HEALTHY
    assert not healthy(MARKET, POSITION, PRICE - 1)


@pytest.mark.parametrize(("lltv", "factor"), [(0, 115), (50, 115), (98, 100)])
def test_the_incentive_is_bounded(lltv: int, factor: int) -> None:
    assert incentive(lltv * 10**16) // 10**16 == factor


def test_exactly_one_amount_is_given() -> None:
    assert liquidate(MARKET, POSITION, PRICE // 2) is Refusal.AMBIGUOUS
    assert liquidate(MARKET, POSITION, PRICE // 2, seized=1, shares=1) is Refusal.AMBIGUOUS


def test_to_seize_everything_fails_where_it_is_worth_more_than_the_debt_buys() -> None:
    assert liquidate(MARKET, POSITION, PRICE * 95 // 100, seized=100) is Refusal.TOO_MUCH


def test_one_share_can_cost_a_unit_and_buy_nothing() -> None:
    found = liquidate(MARKET, POSITION, PRICE // 2, shares=1)
    assert isinstance(found, Liquidation)
    assert (found.seized, found.repaid) == (0, 1)


def test_lenders_lose_at_once_when_the_last_collateral_goes_and_not_before() -> None:
    """A hundred units at a half are worth 50 and pay, rounded up, for 48 at an incentive of 1.064; 32 are missing."""
    found = liquidate(MARKET, POSITION, PRICE // 2, seized=100)
    assert isinstance(found, Liquidation)
    assert (found.repaid, found.bad_debt) == (48, 32)
    assert (found.market.supplied, found.market.borrowed, found.market.borrow_shares) == (968, 0, 0)
    left = liquidate(MARKET, POSITION, PRICE // 2, seized=99)
    assert isinstance(left, Liquidation)
    assert (left.bad_debt, left.position.collateral, left.market.supplied) == (0, 1, 1_000)


MARKETS = st.builds(
    lambda lltv, borrowed, per, spare: Market(
        lltv, borrowed + spare, (borrowed + spare) * 10**6, borrowed, borrowed * per
    ),
    st.sampled_from([77 * 10**16, 86 * 10**16, 945 * 10**15]),
    st.integers(1, 10**24),
    st.sampled_from([10**6, 987_654]),
    st.integers(0, 10**24),
)


@given(
    MARKETS, st.integers(1, 100), st.integers(1, 10**24), st.integers(1, 10**38), st.integers(0, 10**30), st.booleans()
)
def test_what_a_liquidation_may_not_do(
    market: Market, share: int, collateral: int, price: int, amount: int, by_shares: bool
) -> None:
    position = Position(collateral, market.borrow_shares * share // 100)
    asked = {"shares": min(amount, position.borrow_shares)} if by_shares else {"seized": min(amount, collateral)}
    found = liquidate(market, position, price, **asked)
    if isinstance(found, Refusal):
        return
    assert 0 <= found.seized <= collateral
    assert found.repaid * incentive(market.lltv) * PRICE >= found.seized * price * WAD  # never more than it pays for
    assert found.market.supplied == market.supplied - found.bad_debt
    assert 0 <= found.bad_debt <= market.borrowed
    assert found.market.borrowed + found.repaid + found.bad_debt in (market.borrowed, market.borrowed + 1)
    if found.bad_debt:
        assert found.position == Position(0, 0)


def test_interest_reaches_lenders_at_once_and_a_fee_is_taken_in_shares() -> None:
    grown, minted = accrued(Market(8 * 10**17, 2_000_000, 2 * 10**12, 1_000_000, 10**12), WAD // 10, 1, WAD // 10)
    assert grown.borrowed - 1_000_000 == grown.supplied - 2_000_000 == 105_166  # 0.1 + 0.1^2/2 + 0.1^3/6
    assert minted == 10_516 * (2 * 10**12 + 10**6) // (2_105_166 - 10_516 + 1)
    assert grown.supply_shares == 2 * 10**12 + minted
