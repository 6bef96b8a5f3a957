"""The kernels of the engine, interpreted and compiled, on edges; and no kernel anywhere without such a test."""

import ast
import importlib
import pkgutil
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import solvent
from solvent.columns import Int64Array
from solvent.engine.holdings import reductions
from solvent.engine.session import session_of
from solvent.engine.settlement import settle_fills
from solvent.engine.takers import share_equity, split_quotes
from solvent.engine.vaults import bear
from solvent.fixed import Kernel
from solvent.ledger import Holder
from solvent.liquidation.trigger import ask, judge, warn
from solvent.revalue.coins import coin_values, owed_in_all
from solvent.revalue.sweep import row_margins, sweep
from solvent.units import INT64_MAX, MAX_AMOUNT, MAX_NOTIONAL, MAX_PRICE, MAX_PRODUCT, PPM
from tests.house.sources import Function, Module, made_by, modules
from tests.parity.agree import kernel_agrees, rule_agrees

FINEST = 10**12
BALANCES = (-MAX_AMOUNT, -1, 0, 1, 10**6, MAX_AMOUNT)
OWED = (0, 1, 999_999, 10**6, MAX_AMOUNT)


def cells(*numbers: int) -> Int64Array:
    return np.array(numbers, np.int64)


def columns(rows: list[tuple[int, ...]]) -> list[Int64Array]:
    """Rows of numbers as columns."""
    return [np.array(column, np.int64) for column in zip(*rows, strict=True)]


def zeros(count: int, *, of: int = 1) -> list[Int64Array]:
    return [np.zeros(count, np.int64) for _ in range(of)]


# Three markets: on the grid with one tier; on the finest with three (a jump, dYdX's double rounding); without a price.
PRICE, DEN, FIRST, LAST = cells(500, MAX_PRICE, 0), cells(1, FINEST, 1), cells(0, 1, 0), cells(0, 3, 0)
TABLES = [cells(0, 0, 1000, 2000), cells(5, 1, 1, 1), cells(100, 100, 20, 10), cells(PPM, PPM, PPM, 600_000),
          cells(0, 0, 7, 100)]  # fmt: skip
CEILINGS = cells(MAX_PRODUCT, 1000, 2000, MAX_PRODUCT)
BORDERS = [edge * FINEST // MAX_PRICE + step for edge in (1000, 2000) for step in (-1, 0, 1)]
LOTS = (-(2**43), -1001, -1, 0, 1, 999, 2**43, *BORDERS, *(-lots for lots in BORDERS))
HELD = [(market, lots, tier) for market in range(3) for lots in LOTS for tier in range(FIRST[market], LAST[market] + 1)
        if abs(lots) * int(PRICE[market]) <= MAX_PRODUCT]  # fmt: skip


def test_the_sweep() -> None:
    """Every row under every tier it may remember, several rows to a bucket."""
    market, lots, tier = columns(HELD)
    bucket = np.arange(len(HELD)) % 7
    for balance in BALANCES:
        kernel_agrees(sweep, bucket, market, lots, tier, PRICE, DEN, FIRST, LAST, *TABLES, CEILINGS,
                      np.full(7, balance), *zeros(7))  # fmt: skip
    _, kept = kernel_agrees(sweep, bucket, market, lots, tier, PRICE, DEN, FIRST, LAST, *TABLES, CEILINGS,
                            *zeros(7, of=2))  # fmt: skip
    found = dict(zip(zip(market.tolist(), lots.tolist(), strict=True), kept[3], strict=True))
    assert all(found[m, x] == t for m, x, t in zip(market.tolist(), lots.tolist(), kept[3], strict=True)), (
        "the tier that is found does not depend on the one remembered"
    )
    kernel_agrees(sweep, *zeros(0, of=4), PRICE, DEN, FIRST, LAST, *TABLES, CEILINGS, np.full(7, 5), *zeros(7))


def test_single_rows() -> None:
    market, lots, _ = columns(HELD)
    kernel_agrees(row_margins, market, lots, PRICE, DEN, FIRST, LAST, *TABLES, *zeros(len(HELD), of=2))


def test_what_a_taker_bears() -> None:
    """Four buckets of one or two rows, two receivers, of which one is in debt at the start and one is full."""
    place, home, slot = cells(0, 0, 1, 2, 2, 3), cells(0, 1, 0, 1, 1, 0), cells(0, 1, 0, 1, 2, 0)
    ticks, den = cells(500, 7, 500, 7, MAX_PRICE, 500), cells(1, -(10**9), 1, -(10**9), FINEST, 1)
    for lots, gain, capacity in product((-(2**20), -1, 1, 999), (-(10**6), 0, 5), (-1, 0, 10**6, MAX_AMOUNT)):
        kernel_agrees(bear, place, home, np.full(6, lots), np.full(6, gain), ticks, den, slot, capacity, cells(5, -5),
                      cells(3, 0, -3), cells(10**6, 0), cells(10**6, 0), *zeros(4))  # fmt: skip


def test_coins_and_what_is_owed() -> None:
    market, lots, _ = columns(HELD)
    place, floors, rates, deductions = np.arange(len(HELD)) % 7, TABLES[0], cells(0, PPM, 100_000, 7), TABLES[4]
    tables = floors, rates, deductions
    kernel_agrees(coin_values, place, market, lots, PRICE, DEN, FIRST, LAST, *tables, *zeros(7, of=3))
    for rate in (0, 1, 100_000, PPM):
        rows = list(product((-MAX_NOTIONAL, -1, 0, 1, MAX_NOTIONAL), (-5, 0, MAX_NOTIONAL), (0, 1), (0, 9)))
        equity, worth, present, owed = columns(rows)
        kernel_agrees(owed_in_all, equity, worth, rate, present, owed, *zeros(len(rows)))


@pytest.mark.parametrize("comparator", [1, 2])
def test_verdicts(comparator: int) -> None:
    rows = list(product(Holder, (0, 1), (0, 2), (0, 1), (-1, 0, 99, 100, 101), (0, 100)))
    kernel_agrees(judge, *columns(rows), comparator, *zeros(len(rows)))


def test_warnings() -> None:
    rows = list(product((1, 3), (0, 1), (0, 1), (0, 1), BALANCES, OWED))
    for ladder in ((), (PPM,), (0, 500_000, 999_999), (1, PPM, 10**9)):
        kernel_agrees(warn, *columns(rows), cells(*ladder), np.full(len(rows), 9))


def test_takers_are_asked() -> None:
    rows = list(product(BALANCES, OWED, (0, 1, 2, 7)))
    for below in ((PPM,), (PPM, 500_000, PPM), (0, 1, 999_999), (PPM, PPM, 0)):
        kernel_agrees(ask, *columns(rows), cells(*below), np.full(len(rows), -1))


@pytest.mark.parametrize("per_fill", [0, 1])
@pytest.mark.parametrize("fund", [-1, 0, 50, MAX_AMOUNT])
def test_fills_are_settled(per_fill: int, fund: int) -> None:
    rows = [
        (number % 5, number % 2, held, -held // part, ticks, valuation, den, taker, fee, first, last)
        for number, (held, part, (ticks, valuation, den), (taker, fee), (first, last)) in enumerate(
            product(
                (-3000, -1, 1, 10, 2**31),
                (1, 2),
                ((1, 1, 1), (90, 100, 1), (110, 100, 1), (2**31, 2**31 - 5, FINEST)),
                ((0, 0), (500, 15_000), (PPM, PPM)),
                ((0, 0), (1, 3)),
            )
        )
    ]
    place, asset, held, lots, ticks, valuation, den, taker, fee, first, last = columns(rows)
    each = np.full(len(rows), per_fill)
    for equity, maintained in ((-500, 0), (0, 1), (10**6, 10**5), (MAX_AMOUNT >> 2, MAX_NOTIONAL)):
        kernel_agrees(
            settle_fills, place, asset, held, lots, ticks, valuation, den, taker, fee, each, first, last, *TABLES,
            np.full(5, maintained), np.full(5, equity), np.full(2, fund), *zeros(len(rows), of=6),
        )  # fmt: skip


def test_equity_is_shared() -> None:
    place = cells(0, 1, 0, 1, 0, 2)
    for margins in ((1, 1, 1, 1, 1, 1), (1, MAX_NOTIONAL, 7, MAX_NOTIONAL, MAX_NOTIONAL, 3)):
        totals = zeros(3)[0]
        np.add.at(totals, place, cells(*margins))
        for equity in product((-MAX_AMOUNT, -1, 0), (1, 10**9), (MAX_AMOUNT,)):
            _, kept = kernel_agrees(share_equity, place, cells(*margins), cells(*equity), totals, *zeros(3, of=2),
                                    *zeros(6))  # fmt: skip
            assert kept[5] == list(equity), "the shares of a bucket add up to its equity"


def test_quotes_are_split() -> None:
    loser, lots = cells(0, 0, 1, 0, 2), cells(1, 5, MAX_NOTIONAL, 1, 3)
    need = cells(7, MAX_NOTIONAL, 9)
    for quotes in ((-7, -MAX_AMOUNT, 0), (8, MAX_AMOUNT, -1)):
        for side, ticks, den in product((1, -1), (1, 100), (1, FINEST)):
            _, kept = kernel_agrees(split_quotes, loser, lots, need, cells(*quotes), *zeros(3), side, ticks, den,
                                    *zeros(5, of=2))  # fmt: skip
            assert sum(kept[5][i] for i in (0, 1, 3)) == quotes[0], "a loser who is matched whole is paid whole"


def test_positions_are_reduced() -> None:
    row = cells(0, 0, 1, 2, 1, 0, 3)
    lots = cells(-3, -3, 1, MAX_NOTIONAL, 2**40, -1, -5)
    for cost in ((1000, -7, -MAX_AMOUNT, 0), (-1, MAX_NOTIONAL, MAX_AMOUNT, 5)):
        held = cells(7, -(2**41), -MAX_NOTIONAL, 10)
        _, kept = kernel_agrees(reductions, row, lots, held, cells(*cost), *zeros(7))
        assert kept[2:4] == [[0, -(2**41) + 1 + 2**40, 0, 5], [0, *kept[3][1:2], 0, *kept[3][3:]]]


def kernels() -> dict[Kernel, str]:
    """Every kernel of the package with the place it can be found at."""
    found: dict[Kernel, str] = {}
    for module in pkgutil.walk_packages(solvent.__path__, "solvent."):
        if module.name.rpartition(".")[2] != "__main__":
            for name, value in vars(importlib.import_module(module.name)).items():
                if isinstance(value, Kernel):
                    found.setdefault(value, f"{module.name}.{name}")
    return found


def covered() -> set[Kernel]:
    """Every kernel that is handed to `kernel_agrees` by a test in this folder."""
    found: set[Kernel] = set()
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        scope = vars(importlib.import_module(f"tests.parity.{path.stem}"))
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id="kernel_agrees"), args=[ast.Name(id=name), *_]):
                    found.add(scope[name])
    return found


def test_no_kernel_is_without_a_parity_test() -> None:
    with_a_test = covered()
    missing = [place for kernel, place in kernels().items() if kernel not in with_a_test]
    assert missing == []
    assert len(kernels()) >= 16


def stored(function: Function) -> set[str]:
    """The names whose cells a function writes itself."""
    nodes = (node for node in ast.walk(function) if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store))
    return {node.value.id for node in nodes if isinstance(node.value, ast.Name)}


def written_by_rules(module: Module) -> Iterator[tuple[str, set[int]]]:
    """Rules of a module that write cells they are given, with the places of those arguments."""
    for name, function in made_by(module.tree, "rule"):
        written = stored(function)
        yield name, {place for place, argument in enumerate(function.args.args) if argument.arg in written}


def test_a_kernel_writes_exactly_the_columns_it_declares() -> None:
    """A column that is written and not declared keeps its old cells where the kernel is interpreted."""
    checked = 0
    by_rules = {name: places for module in modules() for name, places in written_by_rules(module)}
    for module in modules():
        declared = {
            node.args[0].id: {name.value for name in ast.walk(node) if isinstance(name, ast.Constant)}
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "kernel"
            and isinstance(node.args[0], ast.Name)
        }  # fmt: skip
        for name, function in made_by(module.tree, "kernel"):
            parameters = {argument.arg for argument in function.args.args}
            written = stored(function) | {
                argument.id
                for node in ast.walk(function)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
                for place, argument in enumerate(node.args)
                if isinstance(argument, ast.Name) and place in by_rules.get(node.func.id, ())
            }
            assert written & parameters == declared[function.name], f"{module.name}: {name}"
            checked += 1
    assert checked == len(kernels())


def test_the_sweep_says_when_a_bucket_does_not_fit() -> None:
    for run in (sweep.interpreted, sweep.compiled):
        with pytest.raises(OverflowError):
            run(cells(0), cells(0), cells(1), cells(0), PRICE, DEN, FIRST, LAST, *TABLES, CEILINGS,
                cells(INT64_MAX), cells(0))  # fmt: skip


def test_the_day_a_time_falls_in() -> None:
    day = 86_400 * 10**9
    rule_agrees(session_of, product((0, 1, day - 1, day, 1_760_130_300 * 10**9), (0, 1, day - 1)))
