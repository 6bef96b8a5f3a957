"""Markets of LLAMMA: a loan over bands, trades with them, and what a liquidator closes of a loan.

Supply, Redeem, Borrow and Repay act here too: with the collateral on a loan; with the borrowed asset, supplied or
redeemed, on what is lent, and borrowed or repaid on the debt.
"""

from solvent.commands.base import Command
from solvent.policy import Int64


class OpenBandLoan(Command, frozen=True):
    """Puts units of collateral into so many bands, 4 to 50, and takes units of the borrowed asset out."""

    pool: str
    account: str
    collateral: str
    amount: str
    bands: Int64


class TradeBands(Command, frozen=True, omit_defaults=True):
    """Anybody pays up to so many units of an asset into the bands and receives the other; `actor` is who.

    least   units of the other below which it is refused
    """

    pool: str
    asset: str
    amount: str
    least: str = "0"


class LiquidateBands(Command, frozen=True, omit_defaults=True):
    """A share of a loan is closed: its debt is paid, first out of its own bands, and the rest of these is received.

    share   wad of the debt, above 0 and at most 1
    own     whether its owner does, at any health and without a discount
    least   units of borrowed asset out of the bands below which it is refused
    """

    pool: str
    account: str
    share: Int64
    own: bool = False
    least: str = "0"
