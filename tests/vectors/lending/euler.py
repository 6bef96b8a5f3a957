"""Euler v2: the ramp of an LTV, the most that may be liquidated, liabilities too small to be socialised."""

from solvent.fixed import mul_div_down
from solvent.lending.euler import liquidation as euler
from solvent.lending.euler.liquidation import Account, Collateral, most, socialised
from solvent.lending.scales import WAD
from tests.vectors.cases import Case
from tests.vectors.lending.reading import numbers
from tests.vectors.registry import Found, adapter

SHAPE = ("coll_value_adj", "liab_value", "liab", "coll_balance", "coll_value", "max_discount_bps")


def account_of(case: Case) -> tuple[Account, Collateral, int]:
    """The account, its one collateral and the largest discount."""
    account = Account(*numbers(case, "coll_value_adj", "liab_value", "liab"))
    return account, Collateral(*numbers(case, "coll_balance", "coll_value")), case.whole("max_discount_bps")


@adapter("euler_v2", "health", "initial", "target", "elapsed", "duration")
def ramp(case: Case) -> Found:
    """An LTV on its way down."""
    return {"ltv_bps": euler.ltv(*numbers(case, "initial", "target", "elapsed", "duration"))}


@adapter("euler_v2", "bonus", *SHAPE)
@adapter("euler_v2", "liquidation_amount", *SHAPE)
def liquidation(case: Case) -> Found:
    """The most that may be liquidated."""
    done = most(*account_of(case))
    return {"maxRepay": done.repaid, "maxYield": done.seized}


@adapter("euler_v2", "bad_debt", *SHAPE, "liab_price")
def residual(case: Case) -> Found:
    """What is left of a liability whose collateral is gone."""
    account, collateral, discount = account_of(case)
    done = most(account, collateral, discount)
    left = mul_div_down(account.owed - done.repaid, case.whole("liab_price"), WAD)
    burnt = socialised(account, done.repaid, done.seized == collateral.held)
    return {"maxYield": done.seized, "liability_value_after": left, "socialised": burnt > 0}
