"""The stability pools: what is left of deposits and what they have gained, never more than there is."""

from types import ModuleType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.liquity import product, product_v2
from solvent.lending.refusal import Refusal
from solvent.lending.scales import WAD

DEPOSITS = st.lists(st.integers(WAD, 10**25), min_size=1, max_size=5)
LOSSES = st.lists(st.tuples(st.integers(0, 10**18 - 1), st.integers(0, 10**24)), max_size=6)


@pytest.mark.parametrize("rules", [product, product_v2], ids=["v1", "v2"])
@given(amounts=DEPOSITS, losses=LOSSES)
def test_deposits_never_add_up_to_more_than_the_pool_nor_gains_to_more_than_it_got(
    rules: ModuleType, amounts: list[int], losses: list[tuple[int, int]]
) -> None:
    pool = rules.Pool(deposits=sum(amounts))
    held = [rules.deposit(pool, amount) for amount in amounts]
    received = 0
    for share, collateral in losses:
        debt = max(pool.deposits - WAD, 0) * share // 10**18
        after = rules.offset(pool, debt, collateral)
        assert not isinstance(after, Refusal)
        assert after.deposits == pool.deposits - debt
        received += collateral if debt or rules is product_v2 else 0
        pool = after
    left = [rules.compounded(pool, one) for one in held]
    carried = sum(amounts) // WAD + 1 if rules is product else 0  # v1 gives back what an earlier rounding took
    assert sum(left) <= pool.deposits + carried
    assert all(one <= two.amount for one, two in zip(left, held, strict=True))
    assert sum(rules.gained(pool, one) for one in held) <= received


@pytest.mark.parametrize("rules", [product, product_v2], ids=["v1", "v2"])
def test_three_equal_deposits_lose_and_gain_the_same(rules: ModuleType) -> None:
    pool = rules.Pool(deposits=30_000 * WAD)
    held = rules.deposit(pool, 10_000 * WAD)
    pool = rules.offset(pool, 15_000 * WAD, 90 * WAD)
    assert abs(rules.compounded(pool, held) - 5_000 * WAD) <= 10_000
    assert abs(rules.gained(pool, held) - 30 * WAD) <= 10_000


@pytest.mark.parametrize("rules", [product, product_v2], ids=["v1", "v2"])
def test_a_pool_is_never_emptied(rules: ModuleType) -> None:
    assert rules.offset(rules.Pool(deposits=WAD), WAD, 0) is Refusal.TOO_MUCH


@pytest.mark.parametrize(("rules", "gone"), [(product, True), (product_v2, False)], ids=["v1", "v2"])
def test_a_deposit_lives_through_one_change_of_scale_in_v1_and_through_more_in_v2(
    rules: ModuleType, gone: bool
) -> None:
    pool = rules.Pool(deposits=10**9 * WAD)
    held = rules.deposit(pool, 10**9 * WAD)
    scale = pool.scale
    for _ in range(3):
        pool = rules.offset(pool, pool.deposits - pool.deposits // 10**9 - 1, 10**18)
        pool = pool._replace(deposits=10**9 * WAD)  # others come in
    assert pool.scale - scale >= 2
    assert (rules.compounded(pool, held) == 0) is gone


def test_who_comes_later_has_no_part_in_what_was_before() -> None:
    for rules in (product, product_v2):
        pool = rules.offset(rules.Pool(deposits=100 * WAD), 50 * WAD, 7 * WAD)
        late = rules.deposit(pool, 10 * WAD)
        assert rules.compounded(pool, late) == 10 * WAD
        assert rules.gained(pool, late) == 0
