"""Lending pools: their terms and prices, and what accounts and strangers do in them.

An amount is text, digits of whole units of the asset (wei of an ether), since units overflow 63 bits; ALL_OF_IT stands
for everything. Whoever pays or receives stands outside, as on a chain.
"""

from solvent.commands.base import Command
from solvent.policy import Int64, LendingPolicy

ALL_OF_IT = "all"


class AdoptLending(Command, frozen=True):
    """Opens a pool under these terms, or changes the terms of one. `text` is the TOML they were compiled from."""

    pool: str
    policy: LendingPolicy
    text: str = ""


class ObserveOracle(Command, frozen=True):
    """A pool's oracle answers: base units of one whole asset, as digits."""

    pool: str
    asset: str
    price: str


class ObserveOracles(Command, frozen=True):
    """Several answers of a pool's oracle at one time, looked at together.

    assets, prices   columns: each asset once, base units of one whole of it as digits
    """

    pool: str
    assets: list[str]
    prices: list[str]


class FollowIndex(Command, frozen=True):
    """From now on the oracle of a pool answers with the index of a listed market; "" for one that is told again.

    market   whose index is quoted in the pool's base: a perpetual, a coin or a reference
    """

    pool: str
    asset: str
    market: str


class LoadLoan(Command, frozen=True, omit_defaults=True):
    """Units that an account supplies and owes already, without a check: how a book in any state is read in.

    pledged   whether what is supplied is collateral
    """

    pool: str
    account: str
    asset: str
    supplied: str = "0"
    owed: str = "0"
    pledged: bool = True


class Supply(Command, frozen=True):
    """Pays units of an asset in; a first supply becomes collateral."""

    pool: str
    account: str
    asset: str
    amount: str


class Redeem(Command, frozen=True):
    """Takes supplied units out, as far as the loan stays healthy and the reserve has them."""

    pool: str
    account: str
    asset: str
    amount: str


class Borrow(Command, frozen=True):
    """Takes units out against collateral, at the variable rate."""

    pool: str
    account: str
    asset: str
    amount: str


class Repay(Command, frozen=True):
    """Pays units of a debt back, at most all of it."""

    pool: str
    account: str
    asset: str
    amount: str


class SetCollateral(Command, frozen=True):
    """Pledges what an account supplies of an asset, or releases it, as far as the loan stays healthy."""

    pool: str
    account: str
    asset: str
    pledged: bool


class SetCategory(Command, frozen=True):
    """A loan enters an e-mode of its pool, or leaves them: ""."""

    pool: str
    account: str
    category: str


class PauseReserve(Command, frozen=True):
    """Everything in a reserve stops at once, or goes on; `actor` is who says so.

    grace_s   seconds after the end in which nobody is liquidated
    """

    pool: str
    asset: str
    paused: bool
    grace_s: Int64 = 0


class CoverDeficit(Command, frozen=True):
    """An account gives what it supplies for a deficit of the reserve, as a module that is staked for it does."""

    pool: str
    account: str
    asset: str
    amount: str


class LiquidateLoan(Command, frozen=True):
    """A stranger repays up to `amount` units of one debt of a loan and receives collateral; `actor` is who."""

    pool: str
    account: str
    collateral: str
    debt: str
    amount: str
