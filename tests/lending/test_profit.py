"""A stranger acts only where it pays."""

from hypothesis import given
from hypothesis import strategies as st

from solvent.lending.profit import gas_in_queue, profit

WEI = 10**18
AMOUNT = st.integers(0, 10**24)
PPM = st.integers(0, 10**6)


def test_a_call_by_hand() -> None:
    """105 seized for 100, 1 % lost on selling, 0.09 % for the loan: 103.95 - 100.09 = 3.86 are left for gas."""
    assert profit(105 * WEI, 100 * WEI, 10_000, 0, 0, 900) == 386 * WEI // 100
    assert profit(105 * WEI, 100 * WEI, 10_000, 386 * WEI // 100, 0, 900) == 0
    assert profit(105 * WEI, 100 * WEI, 10_000, 386 * WEI // 100, 1, 900) == -1


def test_gas_rises_with_whoever_waits() -> None:
    assert [gas_in_queue(10, 250_000, queue) for queue in range(4)] == [10, 13, 15, 18]


@given(AMOUNT, AMOUNT, PPM, AMOUNT, AMOUNT, PPM, st.integers(1, 10**6))
def test_whatever_costs_more_leaves_no_more(
    seized: int, repaid: int, slippage: int, gas: int, priority: int, flash: int, more: int
) -> None:
    left = profit(seized, repaid, slippage, gas, priority, flash)
    assert left <= seized - repaid - gas - priority
    assert profit(seized, repaid, min(slippage + more, 10**6), gas, priority, flash) <= left
    assert profit(seized, repaid, slippage, gas + more, priority, flash) == left - more
    assert profit(seized, repaid, slippage, gas, priority, flash + more) <= left
