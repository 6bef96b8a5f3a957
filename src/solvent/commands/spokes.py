"""Spokes of Aave v4: a loan's premium is looked at again, and the terms it counts by."""

from solvent.commands.base import Command


class RefreshLoan(Command, frozen=True, omit_defaults=True):
    """A loan is charged by what its collateral is worth now; `actor` is who asks for it.

    terms   whether it counts by the newest terms from here on, which it must be healthy by
    """

    pool: str
    account: str
    terms: bool = True
