"""The book is a value: the same commands give the same bytes, and every cell of it counts."""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from solvent.book import Book
from tests.simulation.house import House
from tests.simulation.policies import random_policy

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def lived_in() -> House:
    """A house in which everything has happened."""
    house = House(random_policy(7), 7, calm=60, crowd=20)
    for command in house.steps(200):
        house.take(command)
    return house


def test_the_digest_changes_when_any_cell_changes(lived_in: House) -> None:
    book = lived_in.book
    whole = book.digest()
    assert book.holdings.n > 5
    for table in (*Book.TABLES, *Book.LATER_TABLES):
        columns = getattr(book, table)
        for name in columns.COLUMNS:
            if name in columns.HINTS:
                continue
            for row in range(columns.n):
                cell = getattr(columns, name)
                for change in (1, -1, 2**62):
                    with np.errstate(over="ignore"):
                        cell[row] += np.int64(change)
                        columns.touch(row)
                        assert book.digest() != whole, (table, name, row, change)
                        cell[row] -= np.int64(change)
                        columns.touch(row)
                if row > 20:
                    break
    assert book.digest() == whole


def test_two_rows_that_change_places_are_another_book(lived_in: House) -> None:
    book = Book.restore(lived_in.book.dump())
    whole = book.digest()
    a, b = next((a, a + 1) for a in range(book.ledger.n - 1) if book.ledger.balance[a] != book.ledger.balance[a + 1])
    book.ledger.balance[[a, b]] = book.ledger.balance[[b, a]]
    book.ledger.touch(np.array([a, b]))
    assert book.digest() != whole


def test_a_row_more_is_another_book_even_if_all_its_cells_are_0(lived_in: House) -> None:
    for table in Book.TABLES:
        book = Book.restore(lived_in.book.dump())
        whole = book.digest()
        getattr(book, table).append()
        assert book.digest() != whole


def test_folding_as_it_goes_equals_folding_from_scratch() -> None:
    house = House(random_policy(11), 11, calm=60, crowd=10)
    for number, command in enumerate(house.steps(150)):
        house.take(command)
        if number % 7 == 0:
            house.book.digest()
        if number % 10 == 0:
            assert Book.restore(house.book.dump()).digest() == house.book.digest()


def test_whether_it_is_asked_for_its_digest_changes_nothing() -> None:
    asked, silent = (House(random_policy(5), 5, crowd=5) for _ in range(2))
    for one, other in zip(asked.steps(150), silent.steps(150), strict=True):
        asked.take(one)
        asked.book.digest()
        silent.take(other)
    assert asked.journal == silent.journal
    assert asked.book.digest() == silent.book.digest()


def whole_run(seed: int) -> str:
    """The hash of every byte of a run's journal, and of its book."""
    house = House(random_policy(seed), seed, calm=60, crowd=20)
    for command in house.steps(120):
        house.take(command)
    whole = hashlib.blake2b(b"".join(command + effect for command, effect in house.journal))
    whole.update(house.book.digest())
    return whole.hexdigest()


SEEDS = range(30, 36)


def test_interpreted_and_compiled_kernels_give_the_same_run_to_the_byte() -> None:
    """Six policies, each in its own random whole-house run."""
    script = f"from tests.laws.test_state import whole_run; print([whole_run(seed) for seed in {list(SEEDS)}])"
    runs = []
    for mode in ("interpreted", "compiled"):
        environment = os.environ | {"SOLVENT_KERNELS": mode, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        done = subprocess.run(
            [sys.executable, "-c", script], env=environment, cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        runs.append(done.stdout)
    assert runs[0] == runs[1]
    assert len(set(eval(runs[0]))) == len(SEEDS)  # our own output
