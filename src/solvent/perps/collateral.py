"""What assets other than the settlement asset are good for: borrowing against them, selling them to cover a debt."""

from solvent.fixed import mul_div_down, mul_div_up, rule
from solvent.tiers import tier_of
from solvent.units import PPB, PPM


def _haircut(worth: int, first: int, last: int, floors: list[int], rates: list[int], deductions: list[int]) -> int:
    """What a holding of a coin loses of its value before it counts as margin; a debt in it counts in full.

    worth        atoms, signed, at the valuation
    first        index of the coin's first tier
    last         index of its last tier
    floors       atoms, shape (tiers,)
    rates        ppm, shape (tiers,): cut from the part of the value that lies in the tier
    deductions   atoms, shape (tiers,): make the whole continuous, on a whole atom (policy.CoinPolicy)
    returns      atoms, 0 to worth, rounded up: the account counts with less
    Source       Binance multi-assets mode, OKX discount rates, Bybit tiered ratios: marginal by size of the holding
    Law          worth - haircut never falls as worth rises, and never rises by more: more collateral never triggers
    """
    if worth <= 0:
        return 0
    tier = tier_of(worth, first, last, floors, first)
    return min(mul_div_up(worth, rates[tier], 1000000) - deductions[tier], worth)


haircut = rule(_haircut)


def _debt_requirement(owed: int, rate: int) -> int:
    """What debts require: equity below rate x debts is a margin level, assets / debts, below 1 + rate.

    owed      atoms, 0 or more: borrowed coins at their valuation, and what is owed in the settlement asset
    rate      ppm of it, level - 1
    returns   atoms, rounded up
    Source    Binance cross margin, margin level = assets / (borrowed + interest); written as a requirement: ours
    """
    return mul_div_up(owed, rate, 1000000)


debt_requirement = rule(_debt_requirement)


def _borrowable(worth: int, ltv: int) -> int:
    """What may be borrowed against a collateral.

    worth     atoms, the collateral at its oracle price (grid.value)
    ltv       ppm, loan to value
    returns   atoms, rounded down
    Source    Hyperliquid docs, support/faq/portfolio-margin: balance x oracle price x LTV
    """
    return mul_div_down(worth, ltv, PPM)


borrowable = rule(_borrowable)


def _auto_exchange(debt: int, rate: int) -> int:
    """The value of collateral that is sold to cover a debt in the settlement asset.

    debt      atoms, 0 or more
    rate      ppm of its value that a sale brings
    returns   atoms, rounded up: what is sold covers the debt
    Source    Binance multi-assets mode, auto-exchange: debt / 97.5 %
    """
    return mul_div_up(debt, PPM, rate)


auto_exchange = rule(_auto_exchange)


def _interest(owed: int, rate: int) -> int:
    """Interest of one period on a debt.

    owed      lots of a coin, or atoms, 0 or more
    rate      ppb of it
    returns   lots or atoms, as owed; rounded up
    Source    Binance, Bybit, OKX: margin interest is charged by the hour on what is borrowed; the rounding is ours
    """
    return mul_div_up(owed, rate, PPB)


interest = rule(_interest)
