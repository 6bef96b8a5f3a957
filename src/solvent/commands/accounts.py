"""What is asked for an account and its money."""

from solvent.commands.base import Command
from solvent.policy import Int64


class OpenAccount(Command, frozen=True):
    """Opens a client account; accounts of one `owner` can be grouped."""

    account: str
    owner: str = ""


class FundInsurance(Command, frozen=True):
    """Pays atoms from outside into the insurance fund, or with `to` into another of the house's purses.

    to   @fund, @fund:NAME (a category's), @operator, @backstop, or the vault of one market: @backstop:BTC
    """

    asset: str
    amount: Int64
    to: str = "@fund"


class Contribute(Command, frozen=True):
    """Moves atoms from an account's cross bucket into the default fund, where they stand for its own losses first and
    for those of others after; below 0 back, as far as they are left."""

    account: str
    asset: str
    amount: Int64


class Deposit(Command, frozen=True):
    """Pays atoms into the cross bucket of the asset, or into the isolated bucket of a market (and leg)."""

    account: str
    asset: str
    amount: Int64
    market: str = ""
    leg: Int64 = 0


class Withdraw(Command, frozen=True):
    """Takes atoms out of a bucket; equity must stay at or above the initial margin."""

    account: str
    asset: str
    amount: Int64
    market: str = ""
    leg: Int64 = 0


class Transfer(Command, frozen=True):
    """Moves atoms between the cross bucket and the isolated bucket of a market: above 0 to the isolated one."""

    account: str
    market: str
    amount: Int64
    leg: Int64 = 0


class SetLeverage(Command, frozen=True):
    """Chooses the leverage of a position, in ppm: 10x is 10_000_000; 0 chooses the most its tier allows."""

    account: str
    market: str
    leverage_ppm: Int64
    leg: Int64 = 0


class SetMarginMode(Command, frozen=True):
    """Chooses isolated or cross for a market, while no position or order is open there."""

    account: str
    market: str
    isolated: bool


class DepositCoin(Command, frozen=True):
    """Pays lots of a coin in: into the cross bucket of its settlement asset, or the isolated bucket of its market.

    account   or @operator: what it holds of a coin is what clients may borrow
    """

    account: str
    market: str
    lots: Int64


class WithdrawCoin(Command, frozen=True):
    """Takes lots of a coin out, at most those held; equity must stay at or above the initial margin."""

    account: str
    market: str
    lots: Int64
