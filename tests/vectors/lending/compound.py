"""Compound III: whether an account may be absorbed, absorption, the storefront, reserves and utilisation."""

from solvent.lending.compound import balances
from solvent.lending.compound.absorb import Absorption, absorb
from solvent.lending.compound.health import Base, Collateral, liquidatable
from solvent.lending.compound.storefront import quote
from tests.vectors.cases import Case
from tests.vectors.lending.reading import numbers, wholes
from tests.vectors.registry import Found, adapter


def account_of(case: Case, factor: str) -> tuple[int, Base, list[Collateral]]:
    """The balance, the base asset and the collaterals of a case, judged by the factor named."""
    held = [Collateral(*wholes(told, "amount", "price", "scale", factor)) for told in case.inputs["collaterals"]]
    return -case.whole("borrow"), Base(*numbers(case, "base_price", "base_scale")), held


@adapter("compound_v3", "health", "borrow", "base_price", "base_scale", "collaterals", "factor")
def health(case: Case) -> Found:
    """Whether the sum ends below 0."""
    return {"liquidatable": liquidatable(*account_of(case, case.inputs["factor"]))}


@adapter("compound_v3", "bad_debt", "borrow", "base_price", "base_scale", "collaterals")
def absorbed(case: Case) -> Found:
    """What is left to the account, and what reserves pay."""
    done = absorb(*account_of(case, "liquidationFactor"))
    if not isinstance(done, Absorption):
        return {"revert": done.name.lower()}
    return {"new_balance": done.balance, "base_paid_out": done.paid_out}


@adapter("compound_v3", "bad_debt", "balance", "supply", "supply_index", "borrow", "borrow_index")
def reserves(case: Case) -> Found:
    """What belongs to the protocol."""
    names = ("balance", "supply", "borrow", "supply_index", "borrow_index")
    return {"reserves": balances.reserves(*numbers(case, *names))}


@adapter("compound_v3", "interest", "supply", "supply_index", "borrow", "borrow_index")
def utilisation(case: Case) -> Found:
    """How much is lent out."""
    return {"utilization": balances.utilisation(*numbers(case, "supply", "borrow", "supply_index", "borrow_index"))}


@adapter("compound_v3", "auction_price", "base_amount", "price", "scale", "liquidation_factor", "store_front_factor")
def storefront(case: Case) -> Found:
    """What an amount of the base asset buys."""
    base = Base(*numbers(case, "base_price", "base_scale"))
    terms = numbers(case, "price", "scale", "liquidation_factor", "store_front_factor")
    return {"collateral": quote(case.whole("base_amount"), base, *terms)}
