"""Spokes of Aave v4: terms, interest, premiums."""

import numpy as np

from solvent import events as e
from solvent.apply.register import writes
from solvent.book import Book, put_rad, put_wide, wide

TERMS = ("factor", "bonus", "charge")
RESERVE = ("optimal", "base", "slope", "steep", "supply_cap", "borrow_cap", "frozen", "borrowing")


@writes(e.SpokeTermsSet)
def _spoke(book: Book, event: e.SpokeTermsSet) -> None:
    t, found = book.spokes, np.flatnonzero(book.spokes.pool == event.pool)
    row = int(found[0]) if len(found) else t.append(pool=event.pool)
    t.target[row], t.most_at[row], t.least[row] = event.target, event.most_at, event.least
    t.touch(row)


@writes(e.HubTermsSet)
def _terms(book: Book, event: e.HubTermsSet) -> None:
    t, r, found = book.hub_assets, book.reserves, np.flatnonzero(book.hub_assets.reserve == event.reserve)
    row = int(found[0]) if len(found) else t.append(reserve=event.reserve)
    t.key[row], t.risk[row] = event.key, event.risk
    t.touch(row)
    if not ((book.hub_terms.reserve == event.reserve) & (book.hub_terms.key == event.key)).any():
        book.hub_terms.append(
            reserve=event.reserve, key=event.key, **{name: int(getattr(event, name)) for name in TERMS}
        )
    for name in RESERVE:
        getattr(r, name)[event.reserve] = getattr(event, name)
    r.threshold[event.reserve], r.bonus[event.reserve], r.fee[event.reserve] = event.factor, event.bonus, event.charge
    r.factor[event.reserve], r.active[event.reserve] = event.fee, 1
    r.touch(event.reserve)


@writes(e.HubUpdated)
def _updated(book: Book, event: e.HubUpdated) -> None:
    t, r, row = book.hub_assets, book.reserves, int(np.flatnonzero(book.hub_assets.reserve == event.reserve)[0])
    for name in ("premium", "realised"):
        put_wide(t, row, name, int(getattr(event, name)))
    for name in ("accrued", "deficit"):
        put_rad(t, row, name, int(getattr(event, name)))
    t.touch(row)
    put_wide(r, event.reserve, "borrow_index", int(event.index))
    put_wide(r, event.reserve, "borrow_rate", int(event.rate))
    for name in ("treasury", "supplied"):
        put_wide(r, event.reserve, name, wide(r, event.reserve, name) + int(event.minted))
    r.updated_s[event.reserve] = event.now_s
    r.touch(event.reserve)


@writes(e.PremiumChanged)
def _premium(book: Book, event: e.PremiumChanged) -> None:
    t = book.premiums
    if event.holding not in book.premium_of:
        book.premium_of[event.holding] = t.append(holding=event.holding)
    row = book.premium_of[event.holding]
    for name in ("shares", "index"):
        put_wide(t, row, name, int(getattr(event, name)))
    put_rad(t, row, "accrued", int(event.accrued))
    t.key[row] = event.key
    t.touch(row)
