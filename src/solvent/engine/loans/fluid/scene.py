"""A vault and the layer below it as the rules want them, and the events that write what has changed of them."""

from dataclasses import replace

import numpy as np

from solvent import events as e
from solvent.book import MAX_WIDE, Book, wide
from solvent.engine.loans.reading import REASONS
from solvent.engine.refusal import Refusal as Refused
from solvent.engine.refusal import require
from solvent.fixed import mul_div_down
from solvent.lending.fluid.lines import Lines, borrowable, lines
from solvent.lending.fluid.liquidity import PAR, Curve, Layer, Rates, ended, vault_price
from solvent.lending.fluid.operating import Prices
from solvent.lending.fluid.vault import At, Branch, Mark, Vault
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS
from solvent.reasons import Reason
from solvent.units import INT64_MAX

NO_TOP, OPEN, LIQUIDATED = range(3)
ANSWERS = REASONS | {
    Refusal.NOT_OWED: Reason.NOTHING_OWED,
    Refusal.LENT_OUT: Reason.NO_LIQUIDITY,
    Refusal.NO_ROOM: Reason.NO_LIQUIDITY,
    Refusal.OUT_OF_RANGE: Reason.OUT_OF_RANGE,
}


def row_of(book: Book, pool: int) -> int:
    """The row of a pool's vault."""
    return int(np.flatnonzero(book.tick_vaults.pool == pool)[0])


class Scene:
    """A vault at a time; what a step has done to it is seen by what follows, and written once at the end.

    row                    of the book's vaults
    borrowed, collateral   reserves
    vault                  as the rules change it
    layer                  with its interest up to now
    stored                 units of the vault's collateral in the layer
    prices                 of raw units, now
    told                   27 decimals: units of the borrowed asset for one of the collateral; 0: none was told
    """

    def __init__(self, book: Book, pool: int, now_s: int) -> None:
        t, row = book.tick_vaults, row_of(book, pool)
        self.book, self.pool, self.row, self.now_s = book, pool, row, now_s
        self.borrowed, self.collateral = int(t.borrowed[row]), int(t.collateral[row])
        self.vault = _vault(book, row)
        self._before = replace(self.vault, marks=dict(self.vault.marks), tree=dict(self.vault.tree))
        self._written = _layer(book, row)
        self.layer, self.stored = self._written.at(now_s), wide(t, row, "stored")
        rates = Rates(int(t.at_layer[row]), int(t.at_vault[row]))
        price = vault_price(rates, self.layer.borrow, int(t.magnifier[row]))
        assert not isinstance(price, Refusal), "prices of the layer never fall"
        self.prices = Prices(PAR, price)
        decimals = (10 ** int(book.reserves.decimals[at]) for at in (self.borrowed, self.collateral))
        self.told = mul_div_down(wide(book.reserves, self.collateral, "price"), *decimals)

    @property
    def lines(self) -> Lines | Refusal:
        """Where the vault liquidates now."""
        cells = [int(getattr(self.book.tick_vaults, name)[self.row]) for name in ("threshold", "limit", "penalty")]
        return lines(self.told, *self.prices, *cells)

    @property
    def borrowable(self) -> int | Refusal:
        """The tick up to which may be borrowed."""
        return borrowable(self.told, *self.prices, int(self.book.tick_vaults.factor[self.row]))

    @property
    def missing(self) -> int:
        """Units by which what was absorbed is worth less than it owes, rounded up; 0 while no price was told."""
        debt, held = self.vault.absorbed
        worth = mul_div_down(mul_div_down(held, self.prices.supply, PAR), self.told, 10**27)
        return max(mul_div_down(debt, self.prices.borrow, PAR) + (debt > 0) - worth, 0) if self.told else 0

    def ended(self, curve: Curve | None = None, threshold: int | None = None) -> list[e.Event]:
        """The events that write all that has changed; with a curve the rate is set anew whatever usage did."""
        t, row = self.book.tick_vaults, self.row
        update = int(t.update[row]) if threshold is None else threshold
        after = ended(
            self._written, self.layer, curve or curve_of(self.book, row), update, self.now_s, always=curve is not None
        )
        found = [*_ticks(row, self._before, self.vault), *_branches(row, self._before, self.vault)]
        told = _told(row, self.vault)
        if vars(told) != vars(_told(row, self._before)):
            found.append(told)
        layer = _layer_told(row, after, self.stored)
        if vars(layer) != vars(_layer_told(row, self._written, wide(t, row, "stored"))):
            found.append(layer)
        return found


def refuse(refused: Refusal, what: str, too_much: Reason = Reason.MORE_THAN_HELD) -> None:
    """Refuses what the contract would revert; too_much: what it is where there is less than is asked for."""
    raise Refused((ANSWERS | {Refusal.TOO_MUCH: too_much})[refused], f"{what}: {refused.value}")


def curve_of(book: Book, row: int) -> Curve:
    """How the layer's rate follows its usage."""
    base, kink, kinked, second, seconded, most = (
        int(getattr(book.tick_vaults, name)[row]) for name in ("base", "kink", "kinked", "second", "seconded", "most")
    )
    middle = ((second, seconded),) if second else ()
    return Curve(((0, base), (kink, kinked), *middle, (BPS, most)))


def _vault(book: Book, row: int) -> Vault:
    """A vault with everything in it, as it was written."""
    t, marks, tree = book.tick_vaults, book.ticks, book.tick_branches
    numbers = (wide(t, row, name) for name in ("supplied", "owed", "absorbed_debt", "absorbed_collateral", "dust"))
    supplied, owed, absorbed_debt, absorbed_collateral, dust = numbers
    found = Vault(
        None if t.state[row] == NO_TOP else int(t.top[row]), bool(t.state[row] == LIQUIDATED), int(t.branch[row]),
        int(t.branches[row]), supplied, owed, (absorbed_debt, absorbed_collateral), dust,
    )  # fmt: skip
    for at in np.flatnonzero(marks.vault == row).tolist():
        tick, mark = int(marks.number[at]), int(marks.mark[at])
        debt = wide(marks, at, "debt")
        found.marks[tick, mark] = Mark(At(marks.at[at]), debt, int(marks.branch[at]), int(marks.factor[at]))
        found.ids[tick] = max(found.ids.get(tick, 0), mark)
    for at in np.flatnonzero(tree.vault == row).tolist():
        found.tree[int(tree.number[at])] = Branch(
            At(tree.at[at]), int(tree.tick[at]), int(tree.parts[at]), wide(tree, at, "debt"), int(tree.factor[at]),
            int(tree.base[at]), int(tree.base_tick[at]),
        )  # fmt: skip
    return found


def _layer(book: Book, row: int) -> Layer:
    t = book.tick_vaults
    prices = int(t.supply[row]), int(t.borrow[row]), int(t.rate[row]), int(t.used[row]), int(t.written_s[row])
    return Layer(*prices, int(t.revenue[row]), wide(t, row, "lent"), wide(t, row, "lent_out"))


def _told(row: int, x: Vault) -> e.TickVaultUpdated:
    largest = max(x.supplied, x.owed, *x.absorbed, x.dust)
    require(largest <= MAX_WIDE, Reason.TOO_LARGE, f"expected raw amounts within 2^126, found {largest}")
    state = NO_TOP if x.top is None else LIQUIDATED if x.liquidated else OPEN
    amounts = (str(one) for one in (x.supplied, x.owed, *x.absorbed, x.dust))
    return e.TickVaultUpdated(row, x.top or 0, state, x.branch, x.branches, *amounts)


def _layer_told(row: int, x: Layer, stored: int) -> e.LayerUpdated:
    require(max(x.supply, x.borrow) <= INT64_MAX, Reason.TOO_LARGE, f"expected prices of the layer within int64: {x}")
    largest = max(x.lent, x.borrowed, stored)
    require(largest <= MAX_WIDE, Reason.TOO_LARGE, f"expected raw amounts within 2^126, found {largest}")
    amounts = str(x.lent), str(x.borrowed), str(stored)
    return e.LayerUpdated(row, x.supply, x.borrow, x.rate, x.used, x.updated, *amounts)


def _ticks(row: int, before: Vault, now: Vault) -> list[e.Event]:
    changed = [place for place, mark in now.marks.items() if before.marks.get(place) != mark]
    largest = max((now.marks[place].debt for place in changed), default=0)
    require(largest <= MAX_WIDE, Reason.TOO_LARGE, f"expected a tick within 2^126, found {largest}")
    return [e.TickSet(row, tick, mark, x.at, str(x.debt), x.branch, x.factor)
            for tick, mark in sorted(changed) for x in (now.marks[tick, mark],)]  # fmt: skip


def _branches(row: int, before: Vault, now: Vault) -> list[e.Event]:
    changed = sorted(number for number, branch in now.tree.items() if before.tree.get(number) != branch)
    largest = max((now.tree[number].debt for number in changed), default=0)
    require(largest <= MAX_WIDE, Reason.TOO_LARGE, f"expected a branch within 2^126, found {largest}")
    return [e.TickBranchSet(row, number, x.at, x.tick, x.parts, str(x.debt), x.factor, x.base, x.base_tick)
            for number in changed for x in (now.tree[number],)]  # fmt: skip
