"""Who bears a loss: Drift's charge by open interest, Vega's insurance pool and haircut of what winners are due."""

from fractions import Fraction

import numpy as np

from solvent.grid import value
from solvent.liquidation.waterfall import charge, pay
from solvent.units import ATOMS
from tests.vectors.cases import Case, whole
from tests.vectors.registry import Found, adapter

BASE = 10**9  # Drift's base units of one contract
LIKE_CASE_4 = (("party2", 7200), ("party4", 800))  # case 5 is case 4 with a larger pool and does not list its winners
INDEX = 1000  # its cumulative funding rate is finer than a unit's charge by this much


def charged(total: int, weights: list[int]) -> list[int]:
    """What each bears of a loss in proportion, without a limit of his own."""
    shares = np.zeros(len(weights), np.int64)
    charge(total, np.array(weights, np.int64), np.full(len(weights), total), shares)
    found: list[int] = shares.tolist()
    return found


@adapter("drift_v2", "insurance", "loss_1e6", "base_long_1e9", "base_short_1e9")
def charged_per_unit(case: Case) -> Found:
    """What a whole contract is charged, as the funding index moves by it on both sides."""
    loss, open_lots = -case.whole("loss_1e6"), case.whole("base_long_1e9") - case.whole("base_short_1e9")
    return {"cumulative_funding_delta": charged(loss, [BASE, open_lots - BASE])[0] * INDEX}


@adapter("drift_v2", "insurance", "loss_1e6", "base_long", "base_short", "insurance_available", "fee_pool_1e6")
def charged_on_both_sides(case: Case) -> Found:
    """The fund and the fee pool have nothing: a long and a short of five contracts share the loss."""
    assert case.inputs["insurance_available"] == case.inputs["fee_pool_1e6"] == 0
    loss, long, short = (case.whole(name) for name in ("loss_1e6", "base_long", "base_short"))
    shares = charged(loss, [long, -short])
    unit = charged(loss, [1, long - short - 1])[0] // ATOMS
    return {
        "social_loss_1e6": sum(shares),
        "cum_funding_long": case.whole("cum_funding_long") + unit,
        "cum_funding_short": case.whole("cum_funding_short") - unit,
        "long5_pays_usd": Fraction(shares[0], ATOMS),
        "short5_pays_usd": Fraction(shares[1], ATOMS),
    }


@adapter("vega", "insurance", "losers_owe_have", "insurance")
def settled(case: Case) -> Found:
    """Losers pay what they have, the pool tops them up in order, and winners share what is then missing."""
    losers = {name: (whole(owe), whole(have)) for name, (owe, have) in case.inputs["losers_owe_have"].items()}
    due = [(name, whole(amount)) for name, amount in case.inputs.get("winners_due_in_order", LIKE_CASE_4)]
    short = np.array([max(owe - have, 0) for owe, have in losers.values()], np.int64)
    paid, pool = np.zeros(len(short), np.int64), case.whole("insurance")
    topped = pay(short, pool, paid)
    shares = charged(int(short.sum()) - topped, [amount for _, amount in due])
    found: dict[str, int] = {"insurance_after": pool - topped}
    for (name, (owe, _)), gap, top in zip(losers.items(), short.tolist(), paid.tolist(), strict=True):
        found[f"{name}_loss"] = owe - gap + top
    for (name, amount), share in zip(due, shares, strict=True):
        found |= {f"{name}_shortfall": share, f"{name}_received": amount - share}
    return found


@adapter("vega", "insurance", "takeovers")
def inventory(case: Case) -> Found:
    """What the network took over at the mark, and what it is worth at each later one less what it cost."""
    lots = cost = 0
    results, taken = [], [(whole(size), whole(price)) for size, price in case.inputs["takeovers"]]
    for n, mark in enumerate(case.inputs.get("marks", [price for _, price in taken])):
        if n < len(taken):
            lots, cost = lots + taken[n][0], cost + value(*taken[n], 1)
        results.append(value(lots, whole(mark), 1) - cost)
    return {"unrealised": results, "position_after": lots}
