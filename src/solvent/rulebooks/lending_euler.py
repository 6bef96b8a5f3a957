"""The terms of a cluster of Euler v2 as a rulebook says them: vaults, their rates, and what they take for their loans.

Rates are said as yields of a year that compound each second, as the protocol's own tables have them; a yield becomes
the rate of a second by ln(1 + yield) / 31,556,952, with sixty digits.

Source    euler-xyz/euler-vault-kit 5b98b42 test/unit/irm/InterestRateLinearKink.t.sol, shared/Constants.sol
          SECONDS_PER_YEAR (read 2026-11-27); its own integers are 10^-8 below what this gives
"""

from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

from solvent.errors import BadRulebook
from solvent.policy import ClusterPolicy, EVaultPolicy, LtvPolicy
from solvent.policy.clusters import FULL
from solvent.rulebooks.plain import bps, count, duration, flag, rate
from solvent.rulebooks.reader import no_others, part
from solvent.rulebooks.tree import Node, shown
from solvent.units import NS

KEYS = ("vaults",)
VAULT = ("decimals", "rate", "interest_fee", "max_liquidation_discount", "cool_off", "socialise_debt", "supply_cap",
         "borrow_cap", "collaterals")  # fmt: skip
YIELDS = ("base", "at_kink", "at_full")
PPM = 10**6
RAY = 10**27
YEAR = 31_556_952  # seconds in 365.2425 days
DIGITS = Context(prec=60, rounding=ROUND_HALF_EVEN)


def terms(root: Node) -> dict[str, Any]:
    """The fields of a policy that are Euler's."""
    vaults = part(root, "vaults")
    found = {asset: _vault(node) for asset, node in sorted(vaults.table.items())}
    try:
        return {"reserves": {}, "terms": ClusterPolicy(found)}
    except BadRulebook as error:
        vaults.refuse(str(error))


def _vault(node: Node) -> EVaultPolicy:
    no_others(node, [*VAULT, "note"])
    pairs = sorted(node.table["collaterals"].table.items()) if "collaterals" in node.table else []
    try:
        return EVaultPolicy(
            count(part(node, "decimals")),
            *_curve(part(node, "rate")),
            fee=bps(part(node, "interest_fee")),
            discount=bps(part(node, "max_liquidation_discount")),
            cool_off=_seconds(part(node, "cool_off")),
            socialises=flag(part(node, "socialise_debt")),
            supply_cap=count(part(node, "supply_cap")),
            borrow_cap=count(part(node, "borrow_cap")),
            collaterals={asset: _ltv(one) for asset, one in pairs},
        )
    except BadRulebook as error:
        node.refuse(str(error))


def _ltv(node: Node) -> LtvPolicy:
    no_others(node, ["borrow_ltv", "liquidation_ltv", "ramp", "note"])
    ramp = _seconds(node.table["ramp"]) if "ramp" in node.table else 0
    try:
        return LtvPolicy(bps(part(node, "borrow_ltv")), bps(part(node, "liquidation_ltv")), ramp)
    except BadRulebook as error:
        node.refuse(str(error))


def _curve(node: Node) -> tuple[int, int, int, int]:
    """Base, slope, steep and kink, as the contract keeps them."""
    no_others(node, ["kink", *YIELDS, "note"])
    yields = [rate(part(node, key)) for key in YIELDS]
    if not 0 <= yields[0] <= yields[1] <= yields[2]:
        node.refuse("expected yields of 0 or more that do not fall from base to at_kink to at_full")
    kink = rate(part(node, "kink"))
    if not 0 < kink < PPM:
        part(node, "kink").refuse(f"expected a kink between 0 and 1, found {shown(part(node, 'kink').value)}")
    base, middle, most = (_second(ppm) for ppm in yields)
    turn = int(Decimal(kink) * (FULL + 1) / PPM)
    slope, steep = DIGITS.divide(middle - base, Decimal(turn)), DIGITS.divide(most - middle, Decimal(FULL + 1 - turn))
    return int(base), int(slope), int(steep), turn


def _second(ppm: int) -> Decimal:
    """The rate of a second in ray of a yield of a year in ppm."""
    return DIGITS.divide(DIGITS.ln(1 + DIGITS.divide(Decimal(ppm), Decimal(PPM))) * RAY, Decimal(YEAR))


def _seconds(node: Node) -> int:
    ns = duration(node)
    if ns % NS:
        node.refuse(f"expected whole seconds, found {shown(node.value)}")
    return ns // NS
