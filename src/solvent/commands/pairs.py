"""Isolated markets of Morpho Blue: what a borrower may agree to, and what a liquidator names."""

from solvent.commands.base import Command


class AllowPreLiquidation(Command, frozen=True):
    """A borrower agrees to be liquidated from the market's early line on, or no longer."""

    pool: str
    account: str
    allowed: bool


class LiquidateExactly(Command, frozen=True, omit_defaults=True):
    """A stranger liquidates a loan by exactly what is named, one of two: nothing is cut to fit; `actor` is who.

    seized   units of the collateral it receives, as digits; what it repays follows
    shares   shares of the debt it repays, as digits; what it receives follows
    early    by the early line that the borrower agreed to, instead of the market's
    """

    pool: str
    account: str
    seized: str = "0"
    shares: str = "0"
    early: bool = False
