"""Winners from a file: who may be deleveraged, how much each has won, and what a policy may want to know besides."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from solvent.errors import BadBook
from solvent.feeds import cells
from solvent.feeds.columns import POSITION, Row, recognise, require, rows, unread
from solvent.feeds.files import Document, Table, load
from solvent.lab.allocation.filling import Number

WINNER: dict[str, tuple[str, ...]] = {
    "account": (*POSITION["account"], "acct"),
    "capacity": ("capacity", "profit", "pnl", "unrealized_pnl", "closed_pnl"),
    "score": ("score", "rank_score"),
    "leverage": ("leverage", "lever", "leverage_realtime"),
    "notional": ("notional", "adl_notional"),
    "equity": (*POSITION["equity"], "account_value_realtime"),
    "cap": ("cap", "max_share"),
    "contracts": ("contracts", "size", "quantity"),
    "cost": ("cost", "gap", "loss_per_contract"),
}
T = TypeVar("T")
CEILING = 10**6  # the leverage of a position with no equity behind it: as high as one can stand, as in the engine


@dataclass(frozen=True, slots=True)
class Winners:
    """Winners in the order of the file; what the file does not say of all of them is None.

    capacities   profits, above 0
    leverages    notional / equity
    scores       the higher, the sooner asked by a queue
    caps         the most of its capacity that may be taken from each, 0 to 1
    contracts    held, with `costs`: what closing one costs its holder
    notes        what was left out or read otherwise than written
    """

    names: tuple[str, ...]
    capacities: tuple[Fraction, ...]
    leverages: tuple[Number, ...] | None
    scores: tuple[Number, ...] | None
    caps: tuple[Fraction, ...] | None
    contracts: tuple[int, ...] | None
    costs: tuple[Fraction, ...] | None
    notes: tuple[str, ...]


def read_winners(path: str | Path) -> Winners:
    """The winners in a CSV or Parquet file; accounts without a profit are left out, and a note says how many."""
    table = load(path)
    if isinstance(table, Document):
        raise BadBook("expected a table of winners in CSV or Parquet, found JSON", table.source)
    found, unknown = recognise(table.columns, WINNER, table.source)
    require(found, ("account", "capacity"), table, WINNER)
    kept = _in_profit(table, found)
    if not kept:
        raise BadBook("expected at least one account with a profit above 0, found none", table.source)
    notes = [*table.notes, *unread(unknown, table.source)]
    if len(kept) < len(table.rows):
        notes.append(f"{table.source}: accounts without a profit were left out: {len(table.rows) - len(kept)}")
    contracts, costs = _column(kept, found, "contracts", _count), _column(kept, found, "cost", _positive)
    if (contracts is None) != (costs is None):
        raise BadBook("expected contracts and what closing one costs together, found one of them", table.source)
    return Winners(
        tuple(_name(row) for row in kept),
        tuple(_positive(row, "capacity") for row in kept),
        _leverages(kept, found),
        _column(kept, found, "score", _number),
        _column(kept, found, "cap", _share),
        contracts,
        costs,
        tuple(notes),
    )


def _in_profit(table: Table, found: dict[str, str]) -> list[Row]:
    kept, seen = [], dict[str, str]()
    for row in rows(table, found):
        name = _name(row)
        if name in seen:
            raise BadBook(f"expected each account once, found {cells.cut(name)} there and in {seen[name]}", row.where)
        seen[name] = row.where
        if _number(row, "capacity") > 0:
            kept.append(row)
    return kept


def _name(row: Row) -> str:
    return cells.name(row.get("account"), row.where, row.column("account"))


def _number(row: Row, quantity: str) -> Fraction:
    return Fraction(cells.number(row.get(quantity), row.where, row.column(quantity)))


def _positive(row: Row, quantity: str) -> Fraction:
    return Fraction(cells.positive(row.get(quantity), row.where, row.column(quantity)))


def _not_negative(row: Row, quantity: str) -> Fraction:
    return Fraction(cells.not_negative(row.get(quantity), row.where, row.column(quantity)))


def _share(row: Row, quantity: str) -> Fraction:
    share = cells.not_negative(row.get(quantity), row.where, row.column(quantity), "a share from 0 to 1")
    if share > 1:
        cells.refuse(row.where, row.column(quantity), "a share from 0 to 1", row.get(quantity))
    return Fraction(share)


def _count(row: Row, quantity: str) -> int:
    count: Decimal = cells.not_negative(row.get(quantity), row.where, row.column(quantity), "a whole number")
    if count != int(count):
        cells.refuse(row.where, row.column(quantity), "a whole number of contracts", row.get(quantity))
    return int(count)


def _column(
    kept: list[Row], found: dict[str, str], quantity: str, read: Callable[[Row, str], T]
) -> tuple[T, ...] | None:
    return tuple(read(row, quantity) for row in kept) if quantity in found else None


def _leverages(kept: list[Row], found: dict[str, str]) -> tuple[Number, ...] | None:
    """As the file says it, else notional / equity; the ceiling where there is no equity, or less than none."""
    if "leverage" in found or not {"notional", "equity"} <= found.keys():
        read = _column(kept, found, "leverage", _not_negative)
        return None if read is None else tuple(min(one, Fraction(CEILING)) for one in read)
    notionals, equities = _column(kept, found, "notional", _not_negative), _column(kept, found, "equity", _number)
    pairs = zip(notionals or (), equities or (), strict=True)
    return tuple(min(size / equity, Fraction(CEILING)) if equity > 0 else CEILING for size, equity in pairs)
