"""Liquity: who may be liquidated, in which mode, and where everything of a trove goes."""

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.liquity import split
from solvent.lending.liquity.modes import System, Trove, batch, liquidate
from solvent.lending.liquity.ratio import ratio
from solvent.lending.liquity.redistribution import Shared, pending, share, stake
from solvent.lending.liquity.split import Split
from solvent.lending.refusal import Refusal
from solvent.lending.scales import INFINITE, WAD

ONE = WAD  # price
AMOUNTS = st.integers(1, 10**26)


def system(collateral: int, debt: int = 1_000, pool: int = 0, troves: int = 10) -> System:
    return System(collateral * WAD, debt * WAD, pool * WAD, troves)


def test_a_ratio_is_without_end_where_nothing_is_owed() -> None:
    assert ratio(1, 0, ONE) == INFINITE
    assert ratio(3, 2, ONE) == WAD * 3 // 2


def test_a_trove_on_its_line_is_healthy() -> None:
    assert liquidate(Trove(110 * WAD, 100 * WAD), system(2_000), ONE) is Refusal.HEALTHY
    assert isinstance(liquidate(Trove(110 * WAD - 1, 100 * WAD), system(2_000), ONE), Split)
    assert liquidate(Trove(100 * WAD, 100 * WAD), system(2_000, troves=1), ONE) is Refusal.LAST


def test_the_pool_takes_what_it_can_and_the_others_the_rest() -> None:
    """A hundred owed and 105 held; the caller gets a two-hundredth, and the pool of 40 two fifths of what is left."""
    done = liquidate(Trove(105 * WAD, 100 * WAD), system(2_000, pool=40), ONE)
    assert done == Split(
        offset=40 * WAD,
        to_pool=41_790 * WAD // 1_000,
        to_caller=525 * WAD // 1_000,
        debt=60 * WAD,
        collateral=62_685 * WAD // 1_000,
        surplus=0,
    )


def test_in_recovery_a_trove_below_one_is_redistributed_whole() -> None:
    done = liquidate(Trove(100 * WAD, 100 * WAD), system(1_400, pool=500), ONE)
    assert isinstance(done, Split)
    assert (done.offset, done.debt) == (0, 100 * WAD)


def test_in_recovery_a_trove_above_its_line_needs_the_pool_to_cover_it_all_and_keeps_the_rest() -> None:
    trove = Trove(130 * WAD, 100 * WAD)
    assert liquidate(trove, system(1_500, pool=500), ONE) is Refusal.HEALTHY  # exactly 150 %: no recovery
    done = liquidate(trove, system(1_400, pool=100), ONE)
    assert done == Split(100 * WAD, 10_945 * WAD // 100, 55 * WAD // 100, 0, 0, 20 * WAD)
    assert liquidate(trove, system(1_400, pool=99), ONE) is Refusal.HEALTHY
    assert liquidate(Trove(140 * WAD, 100 * WAD), system(1_400, pool=100), ONE) is Refusal.HEALTHY  # as good as all


def test_a_batch_asks_for_recovery_again_after_each_and_never_goes_back() -> None:
    """Closing the first lifts the system to 150 %; the second, above its own line, is then safe."""
    whole = System(1_490 * WAD, 1_000 * WAD, 500 * WAD, 10)
    first, second = batch([Trove(104 * WAD, 100 * WAD), Trove(130 * WAD, 100 * WAD)], whole, ONE)
    assert isinstance(first, Split)
    assert second is Refusal.HEALTHY
    assert isinstance(batch([Trove(130 * WAD, 100 * WAD)], whole, ONE)[0], Split)


@given(AMOUNTS, AMOUNTS, st.integers(0, 10**26))
def test_all_of_a_trove_goes_somewhere_in_v1(debt: int, collateral: int, pool: int) -> None:
    done = split.v1(debt, collateral, pool)
    assert min(done) >= 0
    assert done.to_pool + done.to_caller + done.collateral + done.surplus == collateral
    assert done.offset + done.debt == debt


@given(AMOUNTS, AMOUNTS, st.integers(0, 10**26), st.integers(1, 10**24), st.integers(5, 10), st.integers(10, 20))
def test_all_of_a_trove_goes_somewhere_in_v2(
    debt: int, collateral: int, pool: int, price: int, pool_penalty: int, penalty: int
) -> None:
    done = split.v2(debt, collateral, pool, price, pool_penalty * WAD // 100, penalty * WAD // 100)
    assert min(done) >= 0
    assert done.to_pool + done.to_caller + done.collateral + done.surplus == collateral
    assert done.offset + done.debt == debt
    assert done.to_pool * price <= done.offset * (100 + pool_penalty) * WAD // 100
    assert done.collateral * price <= done.debt * (100 + penalty) * WAD // 100


def test_a_pool_keeps_one_of_the_coin() -> None:
    assert [split.offsettable(amount) for amount in (0, WAD, WAD + 1)] == [0, 0, 1]


@given(st.lists(st.tuples(AMOUNTS, AMOUNTS), min_size=1, max_size=5), st.lists(AMOUNTS, min_size=1, max_size=5))
def test_no_more_is_redistributed_than_was_there_and_what_is_cut_off_is_carried(
    parts: list[tuple[int, int]], stakes: list[int]
) -> None:
    shared, total = Shared(), sum(stakes)
    for collateral, debt in parts:
        shared = share(shared, collateral, debt, total)
    given_out = [pending(shared, Shared(), one) for one in stakes]
    for index, error in enumerate((shared.collateral_error, shared.debt_error)):
        whole = sum(part[index] for part in parts)
        running = (shared.collateral, shared.debt)[index]
        assert running * total + error == whole * WAD  # to the unit: nothing is lost, it waits
        assert 0 <= whole * WAD - sum(one[index] for one in given_out) * WAD - error < len(stakes) * WAD


def test_a_stake_is_what_the_collateral_would_have_been() -> None:
    assert stake(10, 0, 0) == 10
    assert stake(10, 80, 100) == 8
