"""A loan of Euler v2 as a liquidator meets it, and what a liquidation leaves of it.

Source    euler-xyz/euler-vault-kit 5b98b42 modules/Liquidation.sol (read 2026-11-27)
"""

from collections.abc import Iterator
from typing import NamedTuple

from solvent import events as e
from solvent.book import Book
from solvent.engine.loans import reading
from solvent.engine.loans.euler.accounts import (
    Holdings,
    account_of,
    checked_of,
    debt_of,
    debtor,
    is_bare,
    scaled,
)
from solvent.engine.loans.euler.vaults import Cluster, refuse, row_of
from solvent.engine.loans.places import changed, holding_in
from solvent.fixed import mul_div_down
from solvent.lending.euler import liquidation as rules
from solvent.lending.euler import vault as vaults
from solvent.lending.euler.liquidation import Account, Collateral, Liquidation
from solvent.lending.euler.vault import Debt, Drawn
from solvent.lending.refusal import Refusal
from solvent.lending.scales import INFINITE, WAD
from solvent.reasons import Bearer, Reason


class Sides(NamedTuple):
    """The loan that is liquidated, and the reserves of the collateral and of the debt."""

    loan: int
    collateral: int
    owing: int


class Scene(NamedTuple):
    """A loan as a liquidator meets it: what it has, what it owes, and the collateral that was chosen."""

    cluster: Cluster
    sides: Sides
    before: Holdings
    debt: Debt
    account: Account
    chosen: Collateral


def scene_of(book: Book, sides: Sides, now_s: int) -> Scene:
    """A loan that owes the one and holds the other; the prices it needs were told."""
    cluster, before = Cluster(book, now_s), reading.holdings_of(book, sides.loan)
    debt, held = debt_of(book, sides.loan), before[sides.collateral].supplied
    chosen = Collateral(held, cluster.share_worth(sides.collateral, held))
    return Scene(cluster, sides, before, debt, account_of(cluster, before, debt, True), chosen)


def health_of(account: Account) -> int:
    """What counts over what is owed, wad; INFINITE where nothing is owed."""
    return mul_div_down(account.adjusted, WAD, account.owed_value) if account.owed_value else INFINITE


def sized(scene: Scene, wanted: int) -> Liquidation | Refusal:
    """What a liquidation of as many units would do; EVERYTHING: the most. Where that is nothing, it is refused."""
    if not rules.liquidatable(scene.account):
        return Refusal.HEALTHY
    book, owing = scene.cluster.book, scene.sides.owing
    whole = rules.most(scene.account, scene.chosen, int(book.evaults.discount[row_of(book, owing)]))
    found = whole if wanted == reading.EVERYTHING else rules.part(whole, wanted)
    return Refusal.NOTHING if not isinstance(found, Refusal) and not max(found) else found


def passed(scene: Scene, by: Debt, units: int) -> tuple[Debt, Debt] | Refusal:
    """What is left of a debt, and what a liquidator owes with the part it took over."""
    return vaults.taken_over(scene.cluster[scene.sides.owing], scene.debt, by, units) if units else (scene.debt, by)


class Lost(NamedTuple):
    """What is left of a debt after all lenders bore what nothing is behind, and what tells of that."""

    debt: Debt
    told: list[e.Event]


def borne(scene: Scene, done: Liquidation, left: Debt, who: str) -> Lost:
    """What all lenders bear at once, which the share of their vault is worth less by."""
    cluster, (loan, collateral, owing) = scene.cluster, scene.sides
    here = scene.before[collateral]
    after = {**scene.before, collateral: here._replace(supplied=here.supplied - done.seized)}
    disabled = not cluster.book.evaults.socialises[row_of(cluster.book, owing)]
    units = rules.socialised(scene.account, done.repaid, is_bare(cluster, after, owing), disabled)
    if not units:
        return Lost(left, [])
    vault = cluster[owing]
    gone = vaults.forgiven(vault, left, units)
    if isinstance(gone, Refusal):
        refuse(gone, who, Reason.MORE_THAN_OWED)
    assert isinstance(gone, Drawn)
    cluster[owing] = gone.vault
    return Lost(gone.debt, [e.LendersLost(loan, owing, str(units), str(vault.assets), Bearer.LENDERS_AT_ONCE)])


def left_of(scene: Scene, seized: int, debt: Debt) -> Iterator[e.Event]:
    """Writes what the loan has and owes afterwards, and the vaults that were moved."""
    book, (loan, collateral, owing), before = scene.cluster.book, scene.sides, scene.before
    here = before[collateral]
    yield changed(holding_in(book, loan, collateral), here._replace(supplied=here.supplied - seized))
    yield changed(holding_in(book, loan, owing), before[owing]._replace(owed=scaled(debt)))
    yield debtor(loan, debt, checked_of(book, loan))
    yield scene.cluster.ended(owing)
    if seized:
        yield scene.cluster.ended(collateral)
