"""The book's cells as the rules of Compound III want them, and the events by which its base asset moves.

An account's signed principal stands in its holding of the base asset: above 0 as supplied, below as owed, never both.
Collateral is not scaled: a holding has its units. What the protocol has seized is what a reserve's cash has beyond what
accounts hold of it.
"""

from collections.abc import Mapping
from enum import IntFlag

import numpy as np

from solvent import events as e
from solvent.book import Book, wide
from solvent.engine.loans.reading import cash_of
from solvent.engine.refusal import require
from solvent.lending.aave.pool import Holding
from solvent.lending.compound import balances
from solvent.lending.compound.accrual import Curve, State, accrued, curve, rates
from solvent.lending.compound.health import Base, Collateral
from solvent.lending.scales import YEAR
from solvent.reasons import Bearer, Reason

WORD = 2**64 - 1  # the contract's indices and rates are uint64,
TOTAL = 2**104 - 1  # its totals of the base asset uint104,
PRINCIPAL = 2**103 - 1  # and an account's principal int104
RAY_IN_WAD = 10**9
WAD_IN_PPM = 10**12
WAD_IN_PPT = 10**6
WAD_IN_BPS = 10**14


class Action(IntFlag):
    """What can be paused: bits as in CometCore.sol. Transfers between accounts (2) are not here."""

    SUPPLY = 1
    WITHDRAW = 4
    ABSORB = 8
    BUY = 16


def comet_of(book: Book, pool: int) -> int:
    """The row of a pool of Compound III."""
    return int(np.flatnonzero(book.comets.pool == pool)[0])


def base_of(book: Book, pool: int) -> int:
    """The reserve that a pool lends."""
    return int(book.comets.base[comet_of(book, pool)])


def running(book: Book, pool: int, action: Action) -> None:
    """Refuses what is paused."""
    paused = int(book.reserves.paused[base_of(book, pool)]) & action
    require(not paused, Reason.RESERVE_CLOSED, f"{action.name.lower()} is paused in {book.pool_names[pool]}")  # type: ignore[union-attr]


def written(book: Book, pool: int) -> State:
    """The base asset's interest as it was last written."""
    base, t = base_of(book, pool), book.reserves
    numbers = {name: wide(t, base, name) for name in State._fields[:-1]}
    return State(**numbers, updated=int(t.updated_s[base]))


def curves(book: Book, pool: int) -> tuple[Curve, Curve]:
    """How a pool's rates follow its usage: of supply, of borrowing."""
    return _curve(book, pool, "supply"), _curve(book, pool, "borrow")


def _curve(book: Book, pool: int, side: str) -> Curve:
    t, row = book.comets, comet_of(book, pool)
    return curve(*(int(getattr(t, f"{side}_{part}")[row]) * WAD_IN_PPT for part in ("kink", "base", "slope", "steep")))


def begun(book: Book, pool: int, now_s: int) -> State:
    """The base asset's interest brought up to now."""
    return accrued(written(book, pool), *curves(book, pool), now_s)


def ended(book: Book, pool: int, state: State) -> e.ReserveUpdated:
    """The event that writes the base asset's interest, with the rates that hold from here on.

    What the contract would revert, or could never accrue again, is refused: it counts in fewer bits than the book.
    """
    paid, charged = rates(state, *curves(book, pool))
    fits = max(state.supply_index, state.borrow_index, paid, charged) <= WORD
    require(fits and max(state.supplied, state.owed) <= TOTAL, Reason.TOO_LARGE,
            "expected indices and rates within 2^64 and totals within 2^104, as the contract keeps them")  # fmt: skip
    return e.ReserveUpdated(
        reserve=base_of(book, pool),
        supply_index=str(state.supply_index),
        borrow_index=str(state.borrow_index),
        supply_rate=str(paid * YEAR * RAY_IN_WAD),
        borrow_rate=str(charged * YEAR * RAY_IN_WAD),
        minted="0",
        now_s=state.updated,
    )


def principal_of(holding: Holding) -> int:
    """An account's principal, signed."""
    return holding.supplied - holding.owed


def balance_of(holding: Holding, state: State) -> int:
    """What an account has of the base asset, or owes below 0, in units."""
    return balances.present(principal_of(holding), state.supply_index, state.borrow_index)


def moved(here: Holding, state: State, change: int) -> tuple[Holding, State]:
    """An account's principal and the totals after units came in (above 0) or went out.

    Source    compound-finance/comet d5a30b0 Comet.sol supplyBase, withdrawBase, repayAndSupplyAmount,
              withdrawAndBorrowAmount (read 2026-11-27)
    """
    return stands(here, state, balance_of(here, state) + change)


def stands(here: Holding, state: State, balance: int) -> tuple[Holding, State]:
    """An account's principal and the totals where its balance is this many units."""
    after = balances.principal(balance, state.supply_index, state.borrow_index)
    require(abs(after) <= PRINCIPAL, Reason.TOO_LARGE, f"expected a principal within 2^103, it would be {after}")
    now = Holding(max(after, 0), max(-after, 0), pledged=False)
    totals = state.supplied + now.supplied - here.supplied, state.owed + now.owed - here.owed
    return now, state._replace(supplied=totals[0], owed=totals[1])


def base_at(book: Book, pool: int) -> Base:
    """The base asset as the rules are told of it."""
    base = base_of(book, pool)
    return Base(wide(book.reserves, base, "price"), 10 ** int(book.reserves.decimals[base]))


def collaterals(book: Book, pool: int, holdings: Mapping[int, Holding], factor: str) -> list[Collateral]:
    """What an account holds, in the market's order, which is that in which reserves were listed.

    factor   the column it counts by: ltv where something is borrowed, threshold before it is absorbed,
             liquidation_factor then
    """
    t, base = book.reserves, base_of(book, pool)
    held = [reserve for reserve in sorted(holdings) if reserve != base and holdings[reserve].supplied]
    return [
        Collateral(
            amount=holdings[reserve].supplied,
            price=wide(t, reserve, "price"),
            scale=10 ** int(t.decimals[reserve]),
            factor=int(getattr(t, factor)[reserve]) * WAD_IN_BPS,
        )
        for reserve in held
    ]


def reserves_of(book: Book, pool: int, now_s: int) -> int:
    """What belongs to the protocol at a time, in units of the base asset, signed."""
    state = begun(book, pool, now_s)
    cash = cash_of(book, base_of(book, pool))
    return balances.reserves(cash, state.supplied, state.owed, state.supply_index, state.borrow_index)


def seized_of(book: Book, reserve: int) -> int:
    """Units of a collateral that belong to the protocol."""
    return cash_of(book, reserve) - wide(book.reserves, reserve, "supplied")


def named(book: Book, pool: int, now_s: int, always: bool = False) -> list[e.Event]:
    """Names who has the reserves, or lacks them below 0: where that has changed, or where something moved them."""
    amount, row = reserves_of(book, pool, now_s), comet_of(book, pool)
    if not always and (amount < 0) == bool(book.comets.hole[row]):
        return []
    bearer = Bearer.SUPPLIERS_SHARE if amount < 0 else Bearer.PROTOCOL
    return [e.ReservesNamed(base_of(book, pool), str(amount), bearer)]
