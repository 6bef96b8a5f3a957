"""Health of loans: the sweep's kernel over a million of them, NumPy in floats, the exact rule one by one,
and zelos-demeter where there is an interpreter that has it.

Each loan holds one collateral and owes one asset. The kernel must miss nobody the exact rule finds before it is timed.
"""

import os
import statistics
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from solvent.apply.loans import bounds
from solvent.lending.aave.account import account
from solvent.lending.aave.pool import Holding, Reserve
from solvent.lending.aave.versions import V2
from solvent.revalue.loans import fraction, loan_bounds

RAY, WAD, GWEI = 10**27, 10**18, 10**9
FEW = 20_000  # loans the exact rule is timed on
FEW_OF_PEER = 5_000
PEER = os.environ.get("DEMETER_PYTHON", "")
PRICE, INDEX = WAD // 2_000, 1_050_000_000_000_000_000_000_000_000
RESERVES = {0: Reserve(18, WAD, RAY, RAY, 8_000, 8_250, 10_500), 1: Reserve(6, PRICE, RAY, INDEX, 8_000, 8_500, 10_500)}


def run(loans: int, rounds: int) -> None:
    """Prints nanoseconds a loan and ratios, medians over rounds."""
    draw = np.random.default_rng(1)
    gwei = draw.integers(10**6, 100 * 10**9, loans)  # of ether supplied
    owed = gwei * 2 // 1_000 * draw.integers(1, 1_000, loans) + 1  # units of a dollar, up to what the ether is worth
    print(f"loans: {loans:,} of one collateral and one debt, {rounds} rounds, one thread")
    assert bounds(int(gwei[0]) * GWEI, 0, 18) == (gwei[0] - 1, 0)
    held, due = np.concatenate([gwei - 1, 0 * gwei]), np.concatenate([0 * owed, owed + 1])
    loan, reserve = np.tile(np.arange(loans), 2), np.repeat([0, 1], loans)
    columns = _reserves()
    counted, needed = np.zeros(loans, np.int64), np.zeros(loans, np.int64)

    def swept() -> int:
        counted[:] = needed[:] = 0
        loan_bounds.compiled(loan, reserve, 1 - reserve, held, due, *columns, counted, needed)
        return int((needed > counted).sum())

    def floats() -> int:
        return int((owed * (INDEX / RAY) / 1e6 * (PRICE / WAD) > gwei / GWEI * 0.825).sum())

    def exact(count: int) -> list[bool]:
        return [account(V2, RESERVES, {0: Holding(int(a) * GWEI), 1: Holding(owed=int(b))}).liquidatable
                for a, b in zip(gwei[:count], owed[:count], strict=True)]  # fmt: skip

    swept()
    missed = np.array(exact(FEW)) & ~(needed > counted)[:FEW]
    assert not missed.any(), "the sweep has missed somebody"
    ours, theirs = _timed(swept, loans, rounds), _timed(floats, loans, rounds)
    slow = _timed(lambda: exact(FEW), FEW, 1)
    figures = {"the sweep's kernel": ours, "NumPy float64": theirs, "the exact rule": slow}
    if PEER:
        figures["zelos-demeter"], below = _peer(gwei[:FEW_OF_PEER], owed[:FEW_OF_PEER])
        assert below == sum(exact(FEW_OF_PEER)), "the peer finds others liquidatable"
    else:
        print("  zelos-demeter: left out, DEMETER_PYTHON names no interpreter that has it (peer_demeter.py)")
    for name, figure in figures.items():
        print(f"  {name:38s} {figure:9.2f} ns a loan   {figure / ours:8.2f} x the kernel")


def _peer(gwei: np.ndarray, owed: np.ndarray) -> tuple[float, int]:
    """Nanoseconds a loan, and how many are below the line, of the same loans."""
    lines = "".join(f"{a} {b}\n" for a, b in zip(gwei, owed, strict=True))
    script = Path(__file__).parent / "peer_demeter.py"
    done = subprocess.run([PEER, script], input=lines, capture_output=True, text=True, check=True)
    figure, below = done.stdout.split()
    return float(figure), int(below)


def _reserves() -> list[np.ndarray]:
    """What `revalue.loans.suspects` makes of the two reserves."""
    low, high = [], []
    for one in RESERVES.values():
        over = RAY * 10 ** (12 + min(one.decimals, 9))
        low.append(fraction(one.price * one.supply_index * (one.threshold - 1), over * 10**4, True))
        high.append(fraction(one.price * one.borrow_index, over, False))
    return [np.array(column, np.int64) for column in (*zip(*low, strict=True), *zip(*high, strict=True))]


def _timed(work: Callable[[], object], count: int, rounds: int) -> float:
    """Nanoseconds a loan, the median of rounds after one that does not count."""
    figures = []
    for turn in range(rounds + 1):
        start = time.perf_counter()
        work()
        if turn or rounds == 1:
            figures.append((time.perf_counter() - start) / count * 1e9)
    return statistics.median(figures)
