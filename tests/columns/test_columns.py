"""Tables grow without losing a cell, and their digest follows every cell that counts and nothing else."""

from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.columns import (
    Columns,
    Int64Array,
    add_at,
    as_cells,
    as_column,
    distinct,
    numbered,
    rows_of,
    total,
    without,
)
from solvent.units import INT64_MAX

INT64_MIN = -INT64_MAX - 1
CELLS = st.integers(INT64_MIN, INT64_MAX)
ROWS = st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=40)


class Table(Columns):
    """Two columns that count and one that does not."""

    left: Int64Array
    right: Int64Array
    hint: Int64Array
    HINTS = ("hint",)


def table(rows: list[tuple[int, int, int]]) -> Table:
    """All rows at once."""
    made = Table()
    if rows:
        left, right, hint = (np.array(column, np.int64) for column in zip(*rows, strict=True))
        made.append(len(rows), left=left, right=right, hint=hint)
    return made


def from_scratch(of: Table) -> tuple[int, int]:
    """The digest of the same rows in a table that never saw another."""
    fresh = Table()
    fresh.load(of.dump())
    return fresh.fold()


def content(of: Table) -> list[list[int]]:
    return [getattr(of, name).tolist() for name in of.COLUMNS]


@pytest.mark.parametrize("count", [0, 1, 15, 16, 17, 32, 33, 1000])
def test_rows_added_one_by_one_and_all_at_once_are_the_same_table(count: int) -> None:
    rows = [(n, -n, n * n) for n in range(count)]
    singly = Table()
    for n, (left, right, hint) in enumerate(rows):
        assert singly.append(left=left, right=right, hint=hint) == n
    together = table(rows)
    assert singly.n == together.n == count
    assert content(singly) == content(together) == [list(column) for column in zip(*rows, strict=True)] or count == 0
    assert singly.fold() == together.fold()


def test_a_column_that_is_not_given_is_zero_also_where_capacity_is_used_again() -> None:
    made = table([(1, 2, 3)] * 16)
    assert made.append(3, right=7) == 16
    assert made.left.tolist() == [1] * 16 + [0] * 3
    assert made.right.tolist() == [2] * 16 + [7] * 3


def test_every_attribute_is_a_view_of_exactly_the_rows_in_use() -> None:
    made = table([(1, 2, 3)] * 5)
    for count in (5, 6, 16, 17, 40):
        made.append(count - made.n) if count > made.n else None
        assert {len(getattr(made, name)) for name in made.COLUMNS} == {count}
        made.left[count - 1] = count
        assert made.left[count - 1] == count


def test_a_table_declares_its_columns_in_order() -> None:
    assert Table.COLUMNS == ("left", "right", "hint")


@given(rows=ROWS, chance=st.randoms(use_true_random=False))
def test_the_digest_kept_up_to_date_is_the_digest_from_scratch(
    rows: list[tuple[int, int, int]], chance: Random
) -> None:
    made = table(rows)
    for _ in range(6):
        for _ in range(chance.randrange(4)):
            if made.n == 0 or chance.random() < 0.2:
                made.append(chance.randrange(3), left=chance.randrange(9))
            else:
                places = np.array([chance.randrange(made.n) for _ in range(chance.randrange(5))], np.int64)
                made.right[places] = chance.randrange(INT64_MIN, INT64_MAX)
                made.touch(places)
        if chance.random() < 0.5:
            assert made.fold() == from_scratch(made)
    assert made.fold() == from_scratch(made) == made.fold()


@given(
    rows=ROWS, writes=st.lists(st.tuples(st.integers(0, 39), CELLS), min_size=1, max_size=10, unique_by=lambda w: w[0])
)
def test_the_order_and_the_repetition_of_touches_do_not_matter(
    rows: list[tuple[int, int, int]], writes: list[tuple[int, int]]
) -> None:
    digests = set()
    for order in (writes, writes[::-1], [*writes, *writes]):
        made = table([*rows, *[(0, 0, 0)] * 40])
        made.fold()
        for row, value in order:
            made.left[row] = value
            made.touch(row)
        digests.add(made.fold())
    made = table([*rows, *[(0, 0, 0)] * 40])
    made.fold()
    made.touch(as_column([row for row, _ in writes]))  # said before it was written, and for all at once
    for row, value in writes:
        made.left[row] = value
    assert digests == {made.fold()}


@given(rows=ROWS.filter(bool), place=st.integers(0, 39), column=st.sampled_from(["left", "right"]), value=CELLS)
def test_a_changed_cell_changes_the_digest_and_changing_it_back_brings_it_back(
    rows: list[tuple[int, int, int]], place: int, column: str, value: int
) -> None:
    made, row = table(rows), place % len(rows)
    before, cell = made.fold(), int(getattr(made, column)[row])
    getattr(made, column)[row] = value
    made.touch(row)
    after = made.fold()
    assert (after == before) == (value == cell)
    assert after[0] != before[0] or value == cell  # each lane alone already tells
    assert after[1] != before[1] or value == cell
    getattr(made, column)[row] = cell
    made.touch(row)
    assert made.fold() == before


def test_cells_that_changed_places_change_the_digest() -> None:
    tables = [[(1, 2, 0), (3, 4, 0)], [(3, 4, 0), (1, 2, 0)], [(2, 1, 0), (3, 4, 0)], [(1, 4, 0), (3, 2, 0)]]
    tables += [[(1, 2, 0), (3, 4, 0), (0, 0, 0)], [], [(0, 0, 0)]]
    assert len({table(rows).fold() for rows in tables}) == len(tables)


def test_a_hint_is_kept_and_not_part_of_the_digest() -> None:
    made = table([(1, 2, 3), (4, 5, 6)])
    before = made.fold()
    made.hint[:] = (70, 80)
    made.touch(as_column([0, 1]))
    assert made.fold() == before
    again = Table()
    again.load(made.dump())
    assert again.hint.tolist() == [70, 80]


def mixed(word: int) -> int:
    """The finaliser of splitmix64 on Python integers."""
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9 % 2**64
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB % 2**64
    return word ^ (word >> 31)


def reference(rows: list[tuple[int, int, int]]) -> tuple[int, ...]:
    """The digest as its definition says it, without NumPy."""
    golden, sums = 0x9E3779B97F4A7C15, [0, 0]
    for index, row in enumerate(rows):
        for lane in (0, 1):
            word = mixed((index + (golden >> lane)) % 2**64)
            for position, cell in enumerate(row[:2], 1):
                word = mixed(word ^ ((cell + position * golden + lane) % 2**64))
            sums[lane] = (sums[lane] + word) % 2**64
    return tuple(sums)


@given(rows=ROWS)
def test_the_digest_is_what_its_definition_says(rows: list[tuple[int, int, int]]) -> None:
    assert table(rows).fold() == reference(rows)


def test_the_digest_is_the_same_on_every_machine_and_in_every_version() -> None:
    """Golden: snapshots carry it."""
    assert table([(1, -2, 9), (INT64_MAX, INT64_MIN, 9), (0, 0, 9)]).fold() == GOLDEN
    assert Table().fold() == (0, 0)


GOLDEN = (453440854780294998, 1296376736455611956)


def test_what_was_touched_does_not_pile_up_while_nobody_asks_for_a_digest() -> None:
    made = table([(0, 0, 0)] * 100)
    many = np.arange(100)
    for turn in range(3000):
        made.left[turn % 100] = turn
        made.touch(turn % 100)
        made.touch(many[: turn % 7])
    assert len(made._touched) <= 2 * made.n
    assert made.fold() == from_scratch(made)


@given(rows=ROWS)
def test_a_dump_loads_into_the_same_table(rows: list[tuple[int, int, int]]) -> None:
    made, again = table(rows), table([(9, 9, 9)] * 50)
    again.fold()
    again.load(made.dump())
    assert (again.n, content(again), again.fold()) == (made.n, content(made), made.fold())
    again.append(left=1)
    assert again.fold() == from_scratch(again)


@pytest.mark.parametrize(
    "change",
    [
        {"left": b"\0" * 8},
        {"left": b""},
        {"left": b"\0" * 17},
        {"other": b"\0" * 16},
        {"left": None},
        {"left": "x" * 16},
    ],
)
def test_columns_that_are_no_table_are_refused(change: dict[str, Any]) -> None:
    with pytest.raises((ValueError, TypeError)):
        Table().load(table([(1, 2, 3), (4, 5, 6)]).dump() | change)
    with pytest.raises(ValueError, match="no table of Table"):
        Table().load({"left": b"", "right": b""})


class Older(Columns):
    """A table as it was first written."""

    left: Int64Array
    right: Int64Array


class Newer(Columns):
    """The same with a column that came later."""

    left: Int64Array
    right: Int64Array
    extra: Int64Array
    LATER = ("extra",)


def test_a_column_that_came_later_leaves_old_digests_and_old_dumps_as_they_were() -> None:
    older, newer = Older(), Newer()
    for made in (older, newer):
        made.append(3, left=np.array([1, 2, 3]), right=np.array([0, -5, 7]))
    assert newer.fold() == older.fold()
    again = Newer()
    again.load(older.dump())
    assert (again.extra.tolist(), again.fold()) == ([0, 0, 0], older.fold())
    newer.extra[1] = 1
    newer.touch(1)
    assert newer.fold() != older.fold()
    with pytest.raises(ValueError, match="no table of Older"):
        Older().load(newer.dump())


def test_a_sum_into_cells_counts_a_row_as_often_as_it_stands_there() -> None:
    column = np.array([10, 20, 30])
    add_at(column, 1, 5)
    add_at(column, np.array([0, 2, 0]), np.array([1, -30, 2]))
    add_at(column, np.array([2, 2]), 4)
    add_at(column, np.zeros(0, np.int64), np.zeros(0, np.int64))
    assert column.tolist() == [13, 25, 8]


@pytest.mark.parametrize(
    ("rows", "change"),
    [
        (0, 1),
        (1, -1),
        (np.array([0]), np.array([1])),
        (np.array([2, 2, 2]), np.array([2**62, 2**62 - 1, 1])),
        (np.array([2, 2, 2, 2]), np.array([2**62] * 4)),  # 2^64 in all, which would wrap to where it began
        (np.array([1, 0]), np.array([-1, -1])),
    ],
)
def test_a_sum_into_cells_never_wraps(rows: Any, change: Any) -> None:
    with pytest.raises(OverflowError):
        add_at(np.array([INT64_MAX, INT64_MIN, 0]), rows, change)


def test_a_sum_into_cells_is_exact_to_the_border() -> None:
    column = np.array([INT64_MAX - 5, INT64_MIN + 5, 0])
    add_at(column, np.array([0, 1, 2, 2]), np.array([5, -5, INT64_MAX, -1]))
    assert column.tolist() == [INT64_MAX, INT64_MIN, INT64_MAX - 1]


@given(cells=st.lists(CELLS, max_size=20))
def test_a_total_is_exact_where_numpy_wraps(cells: list[int]) -> None:
    assert total(as_column(cells)) == sum(cells)


@pytest.mark.parametrize(
    ("cells", "count", "column", "written"),
    [
        (5, 1, [5], 5),
        (np.array([5]), 1, [5], 5),
        (np.array([5, 6]), 2, [5, 6], [5, 6]),
        (np.zeros(0, np.int64), 0, [], []),
        (np.int64(7), 1, [7], 7),
    ],
)
def test_one_row_and_many(cells: Any, count: int, column: list[int], written: Any) -> None:
    assert rows_of(cells) == count
    assert as_column(cells).tolist() == column
    back = as_cells(as_column(cells))
    assert (back.tolist() if isinstance(back, np.ndarray) else back) == written
    assert type(back) is (np.ndarray if count != 1 else int)


@given(st.lists(st.integers(0, 30) | st.integers(0, INT64_MAX)), st.lists(st.integers(0, 30)))
def test_sets_of_indices_are_those_of_numpy(cells: list[int], others: list[int]) -> None:
    column, less = np.array(cells, np.int64), np.array(others, np.int64)
    expected, place = np.unique(column, return_inverse=True)
    assert distinct(column).tolist() == expected.tolist()
    assert [found.tolist() for found in numbered(column)] == [expected.tolist(), place.tolist()]
    assert without(column, less).tolist() == [cell for cell in cells if cell not in others]
