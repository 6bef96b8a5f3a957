"""What is beyond the highest line of a vault of Fluid: debt and collateral onto the vault's own books.

Nobody would liquidate it any more, and it would be in the way of everybody below. Its owners have nothing afterwards;
whoever liquidates may take it from the vault, at the collateral it came with, and the rest is the protocol's.

Source    Instadapp/fluid-contracts-public a9949b4 vaultT1/coreModule/main2.sol absorb (read 2026-11-27)
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.fluid.ticks import ONE, ratio_between, ratio_of_tick
from solvent.lending.fluid.vault import At, Branch, Mark, Vault


class Absorbed(NamedTuple):
    """Raw units taken over."""

    debt: int
    collateral: int


def absorbed(vault: Vault, most: int) -> Absorbed:
    """All debt above a tick, with its collateral: its debt over its ratio, rounded down.

    most      tick
    """
    debt = collateral = 0
    for tick in vault.open_ticks():
        if tick > most:
            owed = vault.now(tick).debt
            debt += owed
            collateral += mul_div_down(owed, ONE, ratio_of_tick(tick))
            vault.put(tick, Mark(At.CLOSED))
    spare, at, floor = _from(vault)
    while floor is not None and floor > most:
        branch = vault.at(at)
        debt += branch.debt
        collateral += mul_div_down(branch.debt, ONE, ratio_between(floor, branch.parts))
        vault.tree[at] = branch._replace(at=At.CLOSED)
        at, floor = branch.base, branch.floor
    _topped(vault, spare, at, floor)
    vault.absorbed = vault.absorbed[0] + debt, vault.absorbed[1] + collateral
    return Absorbed(debt, collateral)


def _from(vault: Vault) -> tuple[int, int, int | None]:
    """The branch at the top where nothing was liquidated in it, 0 without; and the first liquidated one, and where."""
    here = vault.at(vault.branch)
    if vault.liquidated:
        return 0, vault.branch, here.tick
    return vault.branch, here.base, here.floor


def _topped(vault: Vault, spare: int, at: int, floor: int | None) -> None:
    """The highest of what is left: an open tick, over a branch of its own, or where a liquidated branch stands."""
    ticks = vault.open_ticks()
    below = ticks[0] if ticks else None
    if floor is None or (below is not None and below >= floor):
        if not spare:
            spare = vault.branches = vault.branches + 1
            vault.branch = spare
        vault.top, vault.liquidated = below, False
        vault.tree[spare] = Branch() if floor is None else Branch(base=at, base_tick=floor)
        return
    if spare:
        vault.branches = spare - 1
        vault.tree[spare] = Branch()
    vault.top, vault.liquidated, vault.branch = floor, True, at
