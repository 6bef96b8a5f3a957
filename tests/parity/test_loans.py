"""The sweep of loans, interpreted and compiled, on edges."""

from itertools import product

import numpy as np

from solvent.revalue.loans import ENDLESS, LARGEST, MANTISSA, loan_bounds
from solvent.units import INT64_MAX
from tests.parity.agree import kernel_agrees

QUANTITIES = (0, 1, 2, 10**9, LARGEST, INT64_MAX)
# a unit is a third, one, a millionth of 10^-6, more than fits, nothing
LOW = np.array([MANTISSA // 3, 1, MANTISSA, MANTISSA, 0], np.int64)
LOW_DEN = np.array([MANTISSA, 1, MANTISSA, 1, MANTISSA], np.int64)
LOW_MOST = np.array([3 * LARGEST, LARGEST, LARGEST, 0, MANTISSA], np.int64)
HIGH, HIGH_DEN, HIGH_MOST = LOW + (LOW == 0), LOW_DEN, LOW_MOST


def test_the_bounds_of_loans() -> None:
    rows = [
        (reserve, pledged, held, due)
        for reserve, pledged, held, due in product(range(5), (0, 1), QUANTITIES, QUANTITIES)
    ]
    reserve, pledged, held, due = (np.array(column, np.int64) for column in zip(*rows, strict=True))
    loan = np.arange(len(rows), dtype=np.int64) % 60
    counted, owed = np.zeros(60, np.int64), np.zeros(60, np.int64)
    _, columns = kernel_agrees(
        loan_bounds, loan, reserve, pledged, held, due, LOW, LOW_DEN, LOW_MOST, HIGH, HIGH_DEN, HIGH_MOST, counted, owed
    )
    assert max(columns[-1]) >= ENDLESS, "a debt that does not fit is endless"
    assert max(columns[-2]) > 0
