"""At equality an account is liquidated, and the discount is how far its health is below 1.

Values are in a vault's unit of account at mid prices. The liquidator takes the debt over, and must be healthy with it;
that is for whoever books it. A revert of an oracle adapter blocks liquidation too: there is then nothing to ask here.

Source    euler-xyz/euler-vault-kit 5b98b42 Liquidation.sol, LiquidityUtils.sol, LTVConfig.sol (read 2026-11-26)
"""

from collections.abc import Iterable
from typing import NamedTuple

from solvent.fixed import mul_div_down
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS, WAD

LEAST_SOCIALISED = 10**6  # of value: a smaller liability stays for ever


class Account(NamedTuple):
    """An account as a liquidator meets it.

    adjusted     units of account: collateral at its liquidation LTVs
    owed_value   units of account of the liability
    owed         units of the debt asset, rounded up
    """

    adjusted: int
    owed_value: int
    owed: int


class Collateral(NamedTuple):
    """The collateral chosen: units held, and units of account they are worth."""

    held: int
    value: int


class Liquidation(NamedTuple):
    """What changes hands: units of the debt taken over, units of collateral seized."""

    repaid: int
    seized: int


def ltv(initial: int, target: int, elapsed: int, duration: int) -> int:
    """The liquidation LTV while it is lowered; only lowering takes time.

    initial, target   parts in 10^4
    elapsed           seconds since it was set
    duration          seconds it takes
    returns           parts in 10^4, the rest of the way rounded down
    """
    if elapsed >= duration or target >= initial:
        return target
    return target + mul_div_down(initial - target, duration - elapsed, duration)


def adjusted(collaterals: Iterable[tuple[int, int]]) -> int:
    """Collateral at its LTV: pairs of units of account and parts in 10^4, each product rounded down."""
    return sum(mul_div_down(value, limit, BPS) for value, limit in collaterals)


def liquidatable(account: Account) -> bool:
    """Whether an account is in violation: at equality it is; without a liability of value it is not."""
    return 0 < account.owed_value >= account.adjusted


def cooling_off(checked: int, now: int, wait: int) -> Refusal | None:
    """COOLING_OFF while less than `wait` seconds have passed since the account was last checked; times in seconds."""
    return Refusal.COOLING_OFF if now < checked + wait else None


def discount_factor(account: Account, max_discount: int) -> int:
    """What a liquidator pays for one unit of collateral value: health, but no less than 1 - max_discount.

    max_discount   parts in 10^4
    returns        wad, each part rounded down
    """
    return max(mul_div_down(account.adjusted, WAD, account.owed_value), WAD - mul_div_down(WAD, max_discount, BPS))


def most(account: Account, collateral: Collateral, max_discount: int) -> Liquidation:
    """The most that may be liquidated of one collateral: nothing of a healthy account.

    max_discount   parts in 10^4
    returns        units, rounded down at each step: either can be 0. Collateral without value is taken for nothing
    """
    if not liquidatable(account):
        return Liquidation(0, 0)
    if not collateral.value:
        return Liquidation(0, collateral.held)
    factor = discount_factor(account, max_discount)
    if not factor:  # health 0 at a discount of all: the contract divides by 0 and reverts
        return Liquidation(0, 0)
    repaid, seized = account.owed_value, mul_div_down(account.owed_value, WAD, factor)
    if collateral.value < seized:
        repaid, seized = mul_div_down(collateral.value, factor, WAD), collateral.value
    return Liquidation(
        mul_div_down(repaid, account.owed, account.owed_value),
        mul_div_down(seized, collateral.held, collateral.value),
    )


def part(whole: Liquidation, wanted: int) -> Liquidation | Refusal:
    """A smaller liquidation, collateral in proportion; wanted in units of debt, TOO_MUCH above the most."""
    if wanted > whole.repaid:
        return Refusal.TOO_MUCH
    return Liquidation(wanted, mul_div_down(wanted, whole.seized, whole.repaid)) if whole.repaid else whole


def socialised(account: Account, repaid: int, bare: bool, disabled: bool = False) -> int:
    """What of a liability all of the vault's shares bear after a liquidation.

    account    as it was before
    repaid     units of debt taken over
    bare       whether no unit of any recognised collateral is left
    disabled   whether the vault has it switched off
    returns    units of debt; 0 for a liability that was worth less than 10^6
    """
    if disabled or not bare or account.owed_value < LEAST_SOCIALISED:
        return 0
    return max(account.owed - repaid, 0)
