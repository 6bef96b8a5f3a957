"""Vaults of Euler v2: a debt is taken over by the account of a liquidator."""

from solvent.commands.base import Command


class TakeOverDebt(Command, frozen=True, omit_defaults=True):
    """A liquidator's account takes over a debt and the collateral it buys with that; it must be healthy with both.

    amount   units of the debt, or ALL_OF_IT for the most
    least    shares of the collateral's vault below which it is refused
    """

    pool: str
    account: str
    liquidator: str
    collateral: str
    debt: str
    amount: str
    least: str = "0"
