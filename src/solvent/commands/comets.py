"""Pools of Compound III: what anybody, a buyer, a guardian and governance do beside what accounts do in every pool."""

from solvent.commands.base import Command


class AbsorbLoan(Command, frozen=True):
    """The protocol takes over a loan that may be liquidated; anybody may ask for it, `actor` is who."""

    pool: str
    account: str


class BuyCollateral(Command, frozen=True):
    """Somebody outside buys seized collateral at its discount.

    paid    units of the base asset, as digits
    least   units of the collateral that the buyer expects at least, as digits
    """

    pool: str
    asset: str
    paid: str
    least: str = "0"


class AddReserves(Command, frozen=True):
    """Units of the base asset that are given to the protocol for nothing."""

    pool: str
    amount: str


class WithdrawReserves(Command, frozen=True):
    """Governance takes units of the base asset out of the protocol's own, at most all of them; `actor` is who."""

    pool: str
    amount: str


class PauseActions(Command, frozen=True):
    """From now on exactly these of a pool's actions are paused; `actor` is who says so.

    actions   names, each once: supply, withdraw, absorb, buy
    """

    pool: str
    actions: list[str]
