"""Steps to write, and the ways to open a journal that the tests share."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from solvent.journal import Journal, MemoryJournal, MemoryStore, SqliteJournal, Step


def step(seq: int, size: int = 8) -> Step:
    """A step like no other; `size` bytes of command and twice that of effect."""
    chance = Random(seq)  # seeded: the same step in every process
    return Step(seq, f"venue:trade:{seq:06}", 10**18 + seq, chance.randbytes(size), chance.randbytes(2 * size))


def steps(first: int, last: int, size: int = 8) -> list[Step]:
    return [step(seq, size) for seq in range(first, last + 1)]


def groups(items: Sequence[Step], sizes: Iterable[int]) -> list[Sequence[Step]]:
    """The items cut into groups of these sizes, what remains in one more."""
    cut, at = [], 0
    for size in sizes:
        cut.append(items[at : at + size])
        at += size
    return [group for group in [*cut, items[at:]] if group]


@dataclass
class House:
    """One place for a journal: `open` opens what lies there, `new` an empty one elsewhere."""

    open: Callable[..., Journal]
    new: Callable[[], "House"]


def in_memory() -> House:
    store = MemoryStore()
    return House(lambda **how: MemoryJournal(store, **how), in_memory)


def in_file(folder: Path) -> House:
    def house() -> House:
        path = folder / f"{len(list(folder.glob('*.db')))}.db"
        SqliteJournal(path, create=True).close()
        return House(lambda **how: SqliteJournal(path, **how), house)

    return house()
