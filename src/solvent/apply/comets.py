"""Pools of Compound III: their terms, and whether suppliers were last told that they bear a hole."""

import numpy as np

from solvent import events as e
from solvent.apply.register import writes
from solvent.book import Book, put_wide
from solvent.reasons import Bearer

NUMBERS = (
    "storefront",
    *(f"{side}_{part}" for side in ("supply", "borrow") for part in ("kink", "base", "slope", "steep")),
)


@writes(e.CometTermsSet)
def _terms(book: Book, event: e.CometTermsSet) -> None:
    t, found = book.comets, np.flatnonzero(book.comets.pool == event.pool)
    row = int(found[0]) if len(found) else t.append(pool=event.pool, base=event.base)
    put_wide(t, row, "borrow_min", int(event.borrow_min))
    put_wide(t, row, "target", int(event.target))
    for name in NUMBERS:
        getattr(t, name)[row] = getattr(event, name)
    t.touch(row)
    book.reserves.active[event.base] = book.reserves.borrowing[event.base] = 1
    book.reserves.touch(event.base)


@writes(e.CollateralTermsSet)
def _collateral(book: Book, event: e.CollateralTermsSet) -> None:
    t, reserve = book.reserves, event.reserve
    t.ltv[reserve], t.threshold[reserve] = event.borrow_factor, event.liquidate_factor
    t.liquidation_factor[reserve] = event.liquidation_factor
    t.supply_cap[reserve], t.active[reserve] = event.supply_cap, 1
    t.touch(reserve)


@writes(e.ReservesNamed)
def _named(book: Book, event: e.ReservesNamed) -> None:
    row = int(np.flatnonzero(book.comets.base == event.reserve)[0])
    book.comets.hole[row] = int(event.bearer == Bearer.SUPPLIERS_SHARE)
    book.comets.touch(row)
