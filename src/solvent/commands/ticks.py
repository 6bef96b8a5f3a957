"""Vaults of Fluid: one call that liquidates everybody above the line, and the vault's own share of interest.

Supply, Redeem, Borrow and Repay act here too: with the collateral on a position; with the borrowed asset, supplied or
redeemed, on what is lent to the layer below, and borrowed or repaid on the position's debt.
"""

from solvent.commands.base import Command


class LiquidateTicks(Command, frozen=True, omit_defaults=True):
    """Up to so many units of the borrowed asset are repaid for collateral, from the highest tick down.

    amount    units; "0": only what is beyond the highest line is absorbed
    least     wad: raw collateral for a unit of debt below which it is refused
    absorbs   whether debt that was absorbed is repaid first
    """

    pool: str
    amount: str
    least: str = "0"
    absorbs: bool = False


class RebalanceVault(Command, frozen=True):
    """What positions owe beyond what their vault owes the layer is taken out, or what lacks brought; `actor` is who.

    Of collateral the same: what the layer has of the vault beyond its positions.
    """

    pool: str
