"""When a kernel is interpreted and when compiled, and that nobody can tell from what it wrote."""

import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from solvent import fixed
from solvent.columns import Int64Array
from solvent.fixed import Kernel, kernel, rule
from solvent.grid import value
from solvent.units import INT64_MAX


def _doubled(a: int) -> int:
    return a * 2


doubled = rule(_doubled)


def _worth(lots, ticks, den, worth, seen):  # type: ignore[no-untyped-def]
    """Calls a rule of another module and one of its own."""
    total = 0
    for i in range(len(lots)):
        worth[i] = doubled(value(lots[i], ticks, den))
        seen[i] += 1
        total += worth[i]
    return total


worth = kernel(_worth, out=("worth", "seen"))
LOTS = np.array([-3, 0, 10, 2**40], np.int64)
WORTH = [-10, 0, 28, 2 * (2**40 * 7 // 5)]


@pytest.fixture
def ran(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which way each call of a kernel went; nothing is rented yet."""
    ways: list[str] = []
    monkeypatch.setattr(Kernel, "rented", 0)
    monkeypatch.setattr(Kernel, "interpreted", lambda *_: ways.append("interpreted"))
    monkeypatch.setattr(Kernel, "compiled", lambda *_: ways.append("compiled"))
    return ways


def rows(count: int) -> tuple[Int64Array, int, int, Int64Array, Int64Array]:
    return np.zeros(count, np.int64), 7, 5, np.zeros(count, np.int64), np.zeros(count, np.int64)


@pytest.mark.parametrize("mode", ["interpreted", "compiled"])
def test_a_mode_that_was_chosen_holds_from_the_first_row_to_the_last(
    mode: str, ran: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOLVENT_KERNELS", mode)
    for count in (0, 1, Kernel.RENT_ROWS + 1, 1):
        worth(*rows(count))
    assert ran == [mode] * 4


@pytest.mark.parametrize("mode", [None, "auto"])
def test_it_is_rented_until_the_rent_equals_the_price_and_then_bought(
    mode: str | None, ran: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if mode:
        monkeypatch.setenv("SOLVENT_KERNELS", mode)
    else:
        monkeypatch.delenv("SOLVENT_KERNELS", raising=False)
    for count in (Kernel.RENT_ROWS - 1, 1, 1, 1, 5):
        worth(*rows(count))
    assert ran == ["interpreted"] * 3 + ["compiled"] * 2
    fixed.kernel(_worth)(*rows(1))  # the rent is counted over all kernels
    assert ran[-1] == "compiled"


def test_rent_is_counted_in_rows_of_the_longest_column(ran: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOLVENT_KERNELS", "auto")
    worth(np.zeros(3, np.int64), 7, 5, np.zeros(11, np.int64), np.zeros(2, np.int64))
    assert Kernel.rented == 11
    worth(np.int64(3), 7, 5, 0, 0)
    assert Kernel.rented == 12


def test_a_kernel_writes_its_out_columns_in_place_and_nothing_else() -> None:
    for run in (worth.interpreted, worth.compiled):
        table = np.zeros((2, 9), np.int64)
        worths, seen, lots = table[0, 2:6], np.full(4, 5), LOTS.copy()
        assert run(lots, 7, 5, worths, seen) == sum(WORTH)
        assert table.tolist() == [[0, 0, *WORTH, 0, 0, 0], [0] * 9]  # through a view into another array
        assert seen.tolist() == [6] * 4
        assert lots.tolist() == LOTS.tolist()


def test_no_rows_are_no_rows_at_both_speeds() -> None:
    assert worth.interpreted(*rows(0)) == worth.compiled(*rows(0)) == 0


def test_a_result_beyond_int64_raises_at_both_speeds() -> None:
    for run in (worth.interpreted, worth.compiled):
        with pytest.raises(OverflowError):
            run(np.array([2**40]), 2**22, 1, np.zeros(1, np.int64), np.zeros(1, np.int64))
        with pytest.raises(OverflowError):
            run(np.array([1]), 1, 1, np.zeros(1, np.int64), np.full(1, INT64_MAX))


def test_an_out_that_is_no_parameter_is_refused() -> None:
    with pytest.raises(AssertionError, match="out names no parameter: \\['worths'\\]"):
        kernel(_worth, out=("worth", "worths"))


def test_a_rule_and_a_kernel_keep_their_public_names_and_words() -> None:
    assert (worth.__name__, worth.__doc__) == ("worth", _worth.__doc__)
    assert (doubled.__name__, doubled.__module__) == ("doubled", __name__)
    assert doubled(21) == fixed.compiled_rule(doubled)(21) == 42


def test_a_rule_of_another_file_is_compiled_into_a_kernel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Through two files: the kernel's, the rule's, and the rule that one calls."""
    monkeypatch.syspath_prepend(tmp_path)
    (tmp_path / "far_rules.py").write_text(
        "from solvent.fixed import rule\nfrom solvent.grid import notional\nSTEP = 3\n"
        "def _stepped(lots, ticks):\n    return notional(lots, ticks, 1) + STEP\nstepped = rule(_stepped)\n"
    )
    (tmp_path / "near_kernel.py").write_text(
        "from far_rules import stepped\nfrom solvent.fixed import kernel\n"
        "def _steps(lots, out):\n    for i in range(len(lots)):\n        out[i] = stepped(lots[i], 10)\n"
        "steps = kernel(_steps, out=('out',))\n"
    )
    near = __import__("near_kernel")
    try:
        assert isinstance(near, ModuleType)
        for run in (near.steps.interpreted, near.steps.compiled):
            out = np.zeros(3, np.int64)
            run(np.array([-2, 0, 5]), out)
            assert out.tolist() == [23, 3, 53]
    finally:
        for name in ("near_kernel", "far_rules"):
            sys.modules.pop(name)
