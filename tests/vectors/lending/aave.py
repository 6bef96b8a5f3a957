"""Aave: accounts and liquidations of v3.7 as its library computes them, rounding primitives, two rules of v4."""

from collections.abc import Callable
from fractions import Fraction

from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.aave import v4
from solvent.lending.aave.account import account
from solvent.lending.aave.liquidation import health_falls, liquidate
from solvent.lending.aave.pool import Category, Holding, Reserve
from solvent.lending.aave.seizure import Side, seizure
from solvent.lending.aave.versions import V3_7
from solvent.lending.interest import compounded, linear
from solvent.lending.refusal import Refusal
from solvent.lending.scales import BPS, RAY, WAD, mul_div_half_up
from tests.vectors.cases import Case, whole
from tests.vectors.lending.reading import numbers, wholes
from tests.vectors.registry import Found, adapter

REVERTS = {Refusal.HEALTHY: "HealthFactorNotBelowThreshold", Refusal.DUST: "MustNotLeaveDust"}

PRIMITIVES: dict[str, Callable[..., int]] = {
    "mulDivCeil": mul_div_up,
    "percentMul": lambda a, b: mul_div_half_up(a, b, BPS),
    "percentMulFloor": lambda a, b: mul_div_down(a, b, BPS),
    "percentMulCeil": lambda a, b: mul_div_up(a, b, BPS),
    "percentDiv": lambda a, b: mul_div_half_up(a, BPS, b),
    "percentDivFloor": lambda a, b: mul_div_down(a, BPS, b),
    "percentDivCeil": lambda a, b: mul_div_up(a, BPS, b),
    "rayMul": lambda a, b: mul_div_half_up(a, b, RAY),
    "rayMulFloor": lambda a, b: mul_div_down(a, b, RAY),
    "rayMulCeil": lambda a, b: mul_div_up(a, b, RAY),
    "rayDiv": lambda a, b: mul_div_half_up(a, RAY, b),
    "rayDivFloor": lambda a, b: mul_div_down(a, RAY, b),
    "rayDivCeil": lambda a, b: mul_div_up(a, RAY, b),
}


@adapter("aave_v3", "interest", "fn", "args")
@adapter("aave_v3", "liquidation_amount", "fn", "args")
def primitive(case: Case) -> Found:
    """One rounding primitive."""
    return {"result": PRIMITIVES[case.inputs["fn"]](*map(whole, case.inputs["args"]))}


@adapter("aave_v3", "interest", "rate", "dt", check="aave_linear")
def supplier(case: Case) -> Found:
    """The growth of a supplier's index."""
    return {"result": linear(*numbers(case, "rate", "dt"))}


@adapter("aave_v3", "interest", "rate", "dt", check="aave_compound")
def borrower(case: Case) -> Found:
    """The growth of a borrower's index."""
    return {"result": compounded(*numbers(case, "rate", "dt"))}


def reserves_of(case: Case) -> dict[int, Reserve]:
    """The reserves of a case, by their place in the list."""
    names = ("dec", "price", "li", "bi", "ltv", "lt", "lb", "fee")
    return {asset: Reserve(*wholes(told, *names)) for asset, told in enumerate(case.inputs["reserves"])}


def holdings_of(case: Case) -> dict[int, Holding]:
    """What the account has in each reserve, scaled."""
    return {int(asset): Holding(*map(whole, pair)) for asset, pair in sorted(case.inputs["positions"].items())}


def category_of(case: Case) -> Category | None:
    """The e-mode of the account."""
    told = case.inputs.get("emode")
    return told and Category(frozenset(map(whole, told["collateral"])), *wholes(told, "ltv", "lt", "lb"))


@adapter("aave_v3", "health", "reserves", "positions")
def values(case: Case) -> Found:
    """An account's values and health."""
    found = account(V3_7, reserves_of(case), holdings_of(case), category_of(case))
    return {
        "collateral_base": found.collateral,
        "debt_base": found.debt,
        "avg_ltv": found.ltv,
        "avg_lt": found.threshold,
        "health_factor": found.health,
    }


def liquidated(case: Case) -> Found:
    """A liquidation call, or the error the contract reverts with."""
    reserves, holdings, category = reserves_of(case), holdings_of(case), category_of(case)
    collateral, owing, wanted = numbers(case, "collateral", "debt", "debt_to_cover")
    found = {"hf": account(V3_7, reserves, holdings, category).health}
    done = liquidate(V3_7, reserves, holdings, collateral, owing, wanted, category)
    if isinstance(done, Refusal):
        return found | {"revert": REVERTS[done]}
    return found | {
        "collateral_to_liquidator": done.to_liquidator,
        "protocol_fee": done.fee,
        "debt_repaid": done.repaid,
        "scaled_collateral_left": done.holdings[collateral].supplied,
        "scaled_debt_left": done.holdings[owing].owed,
        "deficits": {str(asset): amount for asset, amount in done.deficits.items()},
    }


for kind in ("health", "liquidation_amount", "bad_debt"):
    adapter("aave_v3", kind, "reserves", "positions", "collateral", "debt", "debt_to_cover")(liquidated)


@adapter("aave_v3", "bonus", "fee_bps", "coll_price", "debt_to_cover", "coll_balance", "liq_bonus_bps")
def exchanged(case: Case) -> Found:
    """Collateral and fee for an amount of debt."""
    collateral, debt = (Side(*numbers(case, f"{name}_price", f"{name}_unit")) for name in ("coll", "debt"))
    paid = numbers(case, "liq_bonus_bps", "fee_bps", "debt_to_cover", "coll_balance")
    taken = seizure(V3_7, collateral, debt, *paid)
    return {
        "collateral_to_liquidator": taken.to_liquidator,
        "debt_repaid": taken.repaid,
        "protocol_fee": taken.fee,
    }


@adapter("aave_v3", "health", "hf", "lt", "bonus", "debt", "repay")
def spiral(case: Case) -> Found:
    """Which way the health factor goes after a small repayment."""
    health, threshold = (Fraction(case.inputs[name]) for name in ("hf", "lt"))
    paid = 1 + Fraction(case.inputs["bonus"])
    falls = health_falls(int(health * WAD), int(threshold * BPS), int(paid * BPS))
    return {"delta_sign": -1 if falls else 1}


@adapter("aave_v4", "bonus", "hf_for_max_bonus", "bonus_factor_bps", "hf", "max_bonus_bps")
def bonus(case: Case) -> Found:
    """The bonus at a health factor."""
    return {"bonus_bps": v4.bonus(*numbers(case, "hf", "hf_for_max_bonus", "bonus_factor_bps", "max_bonus_bps"))}


@adapter("aave_v4", "liquidation_amount", "total_debt_value", "hf", "target_hf", "bonus_bps", "collateral_factor_bps")
def restoring(case: Case) -> Found:
    """The debt that restores the target."""
    terms = numbers(case, "total_debt_value", "hf", "target_hf", "bonus_bps", "collateral_factor_bps")
    return {"debt_to_target": v4.to_target(*terms, Side(*numbers(case, "debt_price", "debt_unit")))}
