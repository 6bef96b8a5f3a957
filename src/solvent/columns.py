"""Struct-of-arrays tables that grow by doubling and keep their own digest.

A table is a set of int64 columns of one length. Growth copies nothing per event: capacity doubles. Whoever writes to a
row says so with `touch`; `digest` then re-hashes the touched rows only, so its cost follows what changed since it was
last asked, not the size of the table.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from solvent.units import INT64_MAX

Int64Array = NDArray[np.int64]
Cells = int | Int64Array  # one row, or a column of them

_MULTIPLIERS = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))
_SHIFTS = (np.uint64(30), np.uint64(27), np.uint64(31))
_GOLDEN = 0x9E3779B97F4A7C15
_MASK = 2**64 - 1


def _mix(words: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The finaliser of splitmix64 (Steele, Lea, Flood 2014), column-wise; wraps on purpose."""
    words = (words ^ (words >> _SHIFTS[0])) * _MULTIPLIERS[0]
    words = (words ^ (words >> _SHIFTS[1])) * _MULTIPLIERS[1]
    return words ^ (words >> _SHIFTS[2])


class Columns:
    """A table of int64 columns; a subclass declares each as an attribute.

    n       count of rows in use; every attribute is a view of exactly n cells
    HINTS   columns that only make things faster and are not part of the state: neither hashed nor compared
    LATER   columns that came later, declared last: 0 is what held before, hashes as nothing and may lack in a dump
    """

    COLUMNS: tuple[str, ...] = ()
    HINTS: tuple[str, ...] = ()
    LATER: tuple[str, ...] = ()

    def __init_subclass__(cls) -> None:
        cls.COLUMNS = tuple(name for name, kind in cls.__annotations__.items() if kind == Int64Array)

    def __init__(self) -> None:
        self.n = 0
        self._store: dict[str, Int64Array] = {name: np.zeros(16, np.int64) for name in self.COLUMNS}
        self._hashed = [name for name in self.COLUMNS if name not in self.HINTS]
        self._hashes = np.zeros((2, 16), np.uint64)
        self._total = [0, 0]
        self._touched = np.zeros(16, np.bool_)
        self._refresh()

    def _refresh(self) -> None:
        for name, column in self._store.items():
            setattr(self, name, column[: self.n])

    def append(self, count: int = 1, **cells: Cells) -> int:
        """Adds rows, zero where a column is not given; returns the index of the first."""
        first, self.n = self.n, self.n + count
        capacity = len(self._hashes[0])
        if self.n > capacity:
            capacity = max(self.n, 2 * capacity)
            for name, column in self._store.items():
                grown = np.zeros(capacity, np.int64)
                grown[:first] = column[:first]
                self._store[name] = grown
            hashes = np.zeros((2, capacity), np.uint64)
            hashes[:, :first] = self._hashes[:, :first]
            self._hashes = hashes
            self._touched = np.concatenate([self._touched, np.zeros(capacity - len(self._touched), np.bool_)])
        for name, value in cells.items():
            self._store[name][first : self.n] = value
        self._refresh()
        self.touch(first if count == 1 else np.arange(first, self.n))
        return first

    def touch(self, rows: Cells) -> None:
        """Says that rows were written and must be hashed again."""
        self._touched[rows] = True

    def fold(self) -> tuple[int, int]:
        """Two 64-bit sums over the hashes of all rows, brought up to date."""
        rows = np.flatnonzero(self._touched)
        if len(rows):
            self._touched[rows] = False
            fresh = self._row_hashes(rows)
            for lane in (0, 1):
                change = int(fresh[lane].sum(dtype=np.uint64)) - int(self._hashes[lane, rows].sum(dtype=np.uint64))
                self._total[lane] = (self._total[lane] + change) & _MASK
            self._hashes[:, rows] = fresh
        return self._total[0], self._total[1]

    def _row_hashes(self, rows: Int64Array) -> NDArray[np.uint64]:
        lanes = np.empty((2, len(rows)), np.uint64)
        index = rows.astype(np.uint64)
        for lane in (0, 1):
            words = _mix(index + np.uint64(_GOLDEN >> lane))
            for position, name in enumerate(self._hashed):
                salt, cells = np.uint64(((position + 1) * _GOLDEN + lane) & _MASK), self._store[name][rows]
                mixed = _mix(words ^ (cells.view(np.uint64) + salt))
                words = np.where(cells == 0, words, mixed) if name in self.LATER else mixed
            lanes[lane] = words
        return lanes

    def dump(self) -> dict[str, bytes]:
        """Every column as little-endian bytes."""
        return {name: column[: self.n].astype("<i8").tobytes() for name, column in self._store.items()}

    def load(self, columns: dict[str, bytes]) -> None:
        """Replaces the rows by dumped ones."""
        arrays = {name: np.frombuffer(column, "<i8").astype(np.int64) for name, column in columns.items()}
        lengths = {len(column) for column in arrays.values()}
        if len(lengths) != 1 or not set(self.COLUMNS) - set(self.LATER) <= columns.keys() <= set(self.COLUMNS):
            raise ValueError(f"the columns {sorted(columns)} are no table of {type(self).__name__}")
        self.__init__()  # type: ignore[misc]  # an empty table of the same kind
        self.append(lengths.pop(), **arrays)


def add_at(column: Int64Array, rows: Cells, change: Cells) -> None:
    """column[rows] += change, also where a row stands several times; a sum beyond int64 raises."""
    if isinstance(rows, int):
        column[rows] = int(column[rows]) + int(change)
        return
    changes, before = as_column(change), column[rows]
    up, down = total(changes[changes > 0]), total(changes[changes < 0])
    if int(before.max(initial=0)) + up <= INT64_MAX and int(before.min(initial=0)) + down >= -INT64_MAX:
        np.add.at(column, rows, change)
        return
    for row, by in zip(rows.tolist(), np.broadcast_to(changes, rows.shape).tolist(), strict=True):
        column[row] = int(column[row]) + by


def total(column: Int64Array) -> int:
    """The exact sum of a column, however large: NumPy's own wraps."""
    return (int((column >> 32).sum()) << 32) + int((column & 0xFFFFFFFF).sum())


def rows_of(cells: Cells) -> int:
    """How many rows an event field stands for."""
    return len(cells) if isinstance(cells, np.ndarray) else 1


def distinct(indices: Int64Array) -> Int64Array:
    """The indices (0 or more) that stand in a column, each once, ascending."""
    if len(indices) == 0 or int(indices.max()) > 64 * len(indices):  # flags would be more than the column
        return np.unique(indices)
    present = np.zeros(int(indices.max()) + 1, bool)
    present[indices] = True
    return np.flatnonzero(present)


def numbered(indices: Int64Array) -> tuple[Int64Array, Int64Array]:
    """The distinct indices of a column, ascending, and the place of each of its cells among them."""
    found = distinct(indices)
    return found, np.searchsorted(found, indices)


def without(indices: Int64Array, others: Int64Array) -> Int64Array:
    """The indices that do not stand in another column, in their order."""
    return indices[~np.isin(indices, others)]


def side_by_side(*fields: Cells) -> Iterator[tuple[int, ...]]:
    """The rows of event fields of one length, as tuples of plain integers."""
    return zip(*(as_column(cells).tolist() for cells in fields), strict=True)


def as_column(cells: Cells | Iterable[int]) -> Int64Array:
    """Cells as a column, whatever their shape."""
    return np.atleast_1d(np.asarray(cells, np.int64))


def as_cells(column: Any) -> Cells:
    """A column as it is written into an event: a plain integer where it has one row."""
    return int(column[0]) if len(column) == 1 else np.ascontiguousarray(column, np.int64)
