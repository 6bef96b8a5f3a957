"""A vault of Euler v2: shares of what is lent, debts exact to 2^-31 of a unit, and what is done with either.

A million units and as many shares that nobody has count in every conversion, so that a first lender cannot move the
price of a share. The contract compares with 2^112; whoever keeps these numbers compares with what he can keep.

Source    euler-xyz/euler-vault-kit 5b98b42 shared/Cache.sol, shared/BorrowUtils.sol, shared/BalanceUtils.sol,
          shared/lib/ConversionHelpers.sol, shared/types/Owed.sol, modules/Vault.sol, modules/Borrowing.sol,
          modules/RiskManager.sol checkVaultStatus (read 2026-11-27)
"""

from typing import NamedTuple

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS, RAY, power_half_up

SHIFT = 31
DEBT = 1 << SHIFT  # of a debt in a unit of the asset
VIRTUAL = 10**6  # units, and shares, that nobody has


class Vault(NamedTuple):
    """A vault as it was last written.

    cash      units not lent out
    shares    of all, those of the fee among them
    fees      shares that the fee was paid in
    owed      2^-31 units: by all borrowers
    index     ray: what a debt of 1 at the beginning has grown to
    rate      ray of a second
    fee       parts in 10^4 of the interest
    updated   seconds
    """

    cash: int
    shares: int
    fees: int
    owed: int
    accumulator: int
    rate: int
    fee: int
    updated: int

    @property
    def borrows(self) -> int:
        """Units owed by all, rounded up."""
        return units_up(self.owed)

    @property
    def assets(self) -> int:
        """Units that lenders and the fee have: what is there and what is owed."""
        return self.cash + self.borrows


class Debt(NamedTuple):
    """A borrower's debt as it was last written: 2^-31 units, and the vault's accumulator then."""

    owed: int = 0
    accumulator: int = RAY


class Moved(NamedTuple):
    """What a lender's step does: units and shares, both positive."""

    vault: Vault
    units: int
    shares: int


class Drawn(NamedTuple):
    """What a borrower's step does."""

    vault: Vault
    debt: Debt


def units_up(owed: int) -> int:
    """A debt in units, rounded up."""
    return (owed + DEBT - 1) >> SHIFT


def accrued(vault: Vault, now_s: int) -> Vault:
    """A vault with its interest, and the fee for it, which is paid in new shares."""
    seconds = now_s - vault.updated
    if seconds <= 0:
        return vault
    index = mul_div_down(vault.accumulator, power_half_up(RAY + vault.rate, seconds, RAY), RAY)
    owed = mul_div_down(vault.owed, index, vault.accumulator)
    earned = mul_div_down(owed - vault.owed, vault.fee, BPS * DEBT)
    minted = 0
    if earned:
        total = vault.cash + units_up(owed)
        minted = mul_div_down(total, vault.shares, total - earned) - vault.shares
    return vault._replace(
        shares=vault.shares + minted, fees=vault.fees + minted, owed=owed, accumulator=index, updated=now_s
    )  # fmt: skip


def assets_down(vault: Vault, shares: int) -> int:
    """Units that shares are worth, rounded down."""
    return mul_div_down(shares, vault.assets + VIRTUAL, vault.shares + VIRTUAL)


def due(vault: Vault, debt: Debt) -> int:
    """A debt with its interest, 2^-31 units rounded down."""
    return mul_div_down(debt.owed, vault.accumulator, debt.accumulator)


def deposit(vault: Vault, units: int) -> Moved | Refusal:
    """Units in for shares, rounded down; NOTHING where that is none (E_ZeroShares)."""
    shares = mul_div_down(units, vault.shares + VIRTUAL, vault.assets + VIRTUAL)
    if not shares:
        return Refusal.NOTHING
    return Moved(vault._replace(cash=vault.cash + units, shares=vault.shares + shares), units, shares)


def withdraw(vault: Vault, held: int, units: int) -> Moved | Refusal:
    """Units out for shares, rounded up.

    held      shares of whoever asks
    returns   LENT_OUT (E_InsufficientCash), TOO_MUCH (E_InsufficientBalance)
    """
    shares = mul_div_up(units, vault.shares + VIRTUAL, vault.assets + VIRTUAL)
    return _left(vault, held, units, shares)


def redeem(vault: Vault, held: int, shares: int) -> Moved | Refusal:
    """Shares for units, rounded down; NOTHING where that is none (E_ZeroAssets); otherwise as `withdraw`."""
    units = assets_down(vault, shares)
    return _left(vault, held, units, shares) if units else Refusal.NOTHING


def borrow(vault: Vault, debt: Debt, units: int) -> Drawn | Refusal:
    """Units out, owed from now on; LENT_OUT where they are not there (E_InsufficientCash)."""
    if units > vault.cash:
        return Refusal.LENT_OUT
    return drawn(vault._replace(cash=vault.cash - units), debt, units)


def drawn(vault: Vault, debt: Debt, units: int) -> Drawn:
    """As many units more that are owed."""
    more = units << SHIFT
    return Drawn(vault._replace(owed=vault.owed + more), Debt(due(vault, debt) + more, vault.accumulator))


def repay(vault: Vault, debt: Debt, units: int) -> Drawn | Refusal:
    """Units in for a debt, which is rounded up to units with that; TOO_MUCH above it (E_RepayTooMuch)."""
    less = forgiven(vault, debt, units)
    if isinstance(less, Refusal):
        return less
    return less._replace(vault=less.vault._replace(cash=vault.cash + units))


def forgiven(vault: Vault, debt: Debt, units: int) -> Drawn | Refusal:
    """A debt that is less by as many units, whoever bears them; TOO_MUCH above it."""
    exact = due(vault, debt)
    owed = units_up(exact)
    if units > owed:
        return Refusal.TOO_MUCH
    left = (owed - units) << SHIFT
    total = vault.owed - exact + left if vault.owed > exact else left
    return Drawn(vault._replace(owed=total), Debt(left, vault.accumulator))


def taken_over(vault: Vault, of: Debt, by: Debt, units: int) -> tuple[Debt, Debt] | Refusal:
    """A debt that passes from one account to another; what differs by less than a unit passes whole.

    units     of it
    returns   what is left, and what the other owes then; TOO_MUCH above the debt (E_InsufficientDebt)
    """
    amount, exact = units << SHIFT, due(vault, of)
    if abs(amount - exact) < DEBT:
        amount = exact
    if amount > exact:
        return Refusal.TOO_MUCH
    return Debt(exact - amount, vault.accumulator), Debt(due(vault, by) + amount, vault.accumulator)


def over_cap(before: Vault, after: Vault, supply_cap: int, borrow_cap: int) -> bool:
    """Whether a step leaves more than a cap of what is supplied or owed, and more than before.

    supply_cap, borrow_cap   units; 0: none
    """
    supplied = after.cash + (after.owed >> SHIFT)
    too_supplied = bool(supply_cap) and supplied > supply_cap and supplied > before.assets
    return too_supplied or (bool(borrow_cap) and after.borrows > borrow_cap and after.borrows > before.borrows)


def _left(vault: Vault, held: int, units: int, shares: int) -> Moved | Refusal:
    if vault.cash < units:
        return Refusal.LENT_OUT
    if held < shares:
        return Refusal.TOO_MUCH
    return Moved(vault._replace(cash=vault.cash - units, shares=vault.shares - shares), units, shares)
