"""Accounts of Aave as they can be: three reserves, some collateral, some debt."""

from hypothesis import strategies as st

from solvent.lending.aave.pool import Category, Holding, Reserve
from solvent.lending.scales import BPS, RAY

INDICES = st.integers(RAY, 3 * RAY)


@st.composite
def reserves(draw: st.DrawFn) -> Reserve:
    """A reserve whose threshold and bonus a pool would accept: threshold x bonus at most 1."""
    bonus = draw(st.integers(BPS, 12_000))
    threshold = draw(st.integers(1, BPS * BPS // bonus))
    return Reserve(
        decimals=draw(st.sampled_from([6, 8, 18])),
        price=draw(st.integers(1, 10**13)),
        supply_index=draw(INDICES),
        borrow_index=draw(INDICES),
        ltv=draw(st.integers(0, threshold)),
        threshold=threshold,
        bonus=bonus,
        fee=draw(st.sampled_from([0, 1_000, 2_333])),
    )


AMOUNTS = st.one_of(st.just(0), st.integers(1, 10**9), st.integers(1, 10**24))
HOLDINGS = st.builds(Holding, AMOUNTS, AMOUNTS)
BOOKS = st.tuples(
    st.fixed_dictionaries({asset: reserves() for asset in range(3)}),
    st.fixed_dictionaries(dict.fromkeys(range(3), HOLDINGS)),
    st.one_of(st.none(), st.just(Category(frozenset({0}), 9_300, 9_500, 10_100))),
)
