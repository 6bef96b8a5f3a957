"""Every command and every event has words, on one line, with names in place of numbers."""

import dataclasses
from typing import Any

import msgspec
import numpy as np
import pytest

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.journal import MemoryJournal
from solvent.lab.liquidity import TapeLiquidity
from solvent.reports.command_words import command_line
from solvent.reports.naming import Names, plain
from solvent.reports.wording import event_line, rows_in, split, step_line
from solvent.runtime import Runtime
from tests.reports import closing

TEXTS = {
    "name": "made",
    "asset": "USDC",
    "account": "borrower",
    "owner": "owner",
    "unit": "ATOM/USD",
    "detail": "why",
    "content_hash": "ab",
    "rulebook": "lends",
    "reason": "why",
    "person": "officer",
    "total": "5",
}
FIRST_OF = {
    "reason": 1,
    "exclusion": 1,
    "posting": 1,
    "cause": 1,
    "close": 1,
    "policy": b"",
    "contribution": -1,
    "outcome": 1,
}


@pytest.fixture(scope="module")
def book() -> Book:
    runtime = Runtime(MemoryJournal(), TapeLiquidity(50_000))
    runtime.submit(closing.commands())
    return runtime.book


def made(kind: type[e.Event]) -> e.Event:
    """An event of one kind about the first of everything."""
    cells: dict[str, Any] = {}
    for field in dataclasses.fields(kind):  # type: ignore[arg-type]
        cells[field.name] = (
            TEXTS.get(field.name, 0) if field.type is str or field.type == "str" else FIRST_OF.get(field.name, 0)
        )
    return kind(**cells)


@pytest.mark.parametrize("kind", e.ALL.values(), ids=lambda kind: kind.__name__)
def test_every_event_has_words(book: Book, kind: type[e.Event]) -> None:
    line = event_line(Names(book), made(kind))
    assert line
    assert line.isprintable()


@pytest.mark.parametrize("kind", c.ALL, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("market", ["ATOM", "NEVER-LISTED"])
def test_every_command_has_words(book: Book, kind: type[c.Command], market: str) -> None:
    given = {"policy": closing.policy(), "market": market, "orders": [0], "lots": 1, "ticks": 1,
             "assets": ["x"], "prices": ["1"], "actions": ["x"], "accounts": ["x"]}  # fmt: skip
    if kind in (c.ReportFill, c.ObservePrices):
        given |= {"lots": [1], "ticks": [1], "sources": [0], "venue_ns": [1]}
    if kind is c.ObserveCollateral:
        given |= {"prices": [1]}
    cells: dict[str, Any] = {}
    for field in msgspec.structs.fields(kind):
        if field.required or field.name in given:
            cells[field.name] = given.get(field.name, "x" if field.type is str else False if field.type is bool else 1)
    line = command_line(Names(book), kind(**cells))
    assert line
    assert line.isprintable()


def test_a_table_is_told_by_its_first_rows_and_counted(book: Book) -> None:
    table = e.InsuranceFundDrawn(np.array([6, 7, 8, 6, 7]), np.array([1_000_000, 2_000_000, 3_000_000, 4, 5]))
    assert rows_in(table) == 5
    assert [row.amount for row in split(table)] == [1_000_000, 2_000_000, 3_000_000, 4, 5]
    pays = "the insurance fund pays"
    assert event_line(Names(book), table) == (
        f"5 times: {pays} 1.00 USDC for borrower; {pays} 2.00 USDC for counterparty; "
        f"{pays} 3.00 USDC for bystander; 2 more"
    )


def test_a_step_is_one_command_and_its_events(book: Book) -> None:
    line = step_line(book, 7, 9, c.PauseMarket(market="ATOM"), [[e.MarketPaused(0, 1)], [e.MarketPaused(0, 0)]])
    assert (line.seq, line.time_ns, line.command) == (7, 9, "pause ATOM")
    assert line.events == ["ATOM is paused", "ATOM is open again"]


def test_control_characters_become_question_marks() -> None:
    assert plain("a\x1b[31mb\nc") == "a?[31mb?c"
