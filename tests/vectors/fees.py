"""Venues that hold the fee to close back: Bybit, OKX, Gate; and the margin and liquidation steps of those two.

Linear and inverse cases alike go through the one liquidation price there is, with the fee added to the tier's rate as a
rulebook adds it. A venue that charges maintenance on the entry value states a requirement that does not move.
"""

from fractions import Fraction
from typing import Any

from solvent.fixed import mul_div_up
from solvent.grid import notional
from solvent.health import Health
from solvent.liquidation.execution import bankruptcy_limit
from solvent.liquidation.sizing import tier_step_size
from solvent.perps.bankruptcy import bankruptcy_price
from solvent.perps.liquidation_price import liquidation_price
from solvent.perps.margin import fee_to_close, initial
from solvent.policy import Tier
from solvent.tiers import Schedule, continuous_deduction, maintenance, row_maintenance, schedule, with_add_on
from solvent.units import PPM
from tests.vectors.cases import Case
from tests.vectors.grid import AT_OR_BELOW, Grid, exactly, grid_for, one_tier, side_of
from tests.vectors.inverse import Coin
from tests.vectors.registry import Found, adapter

FINE = Coin(11, 20)  # prices to 10^-11, coins to 10^-20: what an interface prints in full
INVERSE_TICK = Fraction(1, 2)  # of Bybit's BTCUSD


def ppm(rate: Any) -> int:
    """A printed rate."""
    return exactly(Fraction(rate) * PPM)


def with_fee(rate: Any, fee: Any) -> Schedule:
    """The schedule of one tier whose maintenance holds a fee back."""
    whole = int(Fraction(fee) * PPM)  # what a rulebook can hold back; a printed fee may be finer
    exact = Fraction(rate) + Fraction(fee) - Fraction(whole, PPM)
    return schedule((with_add_on(Tier(0, exact.numerator, exact.denominator, PPM, 0, 1, 1), whole),))


def against(price: Fraction | None, tick: Any, side: int) -> Fraction | None:
    """A price as a venue shows it: on its tick, rounded up for a long and down for a short."""
    if price is None or not tick:
        return price
    steps = price / Fraction(tick)
    return (steps.__ceil__() if side > 0 else steps.__floor__()) * Fraction(tick)


def linear(grid: Grid, size: int, entry: int, margin: int, tiers: Schedule, fixed: int = 0) -> Fraction | None:
    """The liquidation price of a position whose bucket is worth `margin` at its entry and maintains `fixed` besides."""
    maintained = fixed + row_maintenance(notional(size, entry, grid.den), *tiers)
    found = liquidation_price(entry, -1 if size > 0 else 1, [size], grid.den, margin, maintained, AT_OR_BELOW, tiers)
    return grid.priced(found)


@adapter("bybit", "liq_price", "entry", "leverage", "mmr", "side")
def on_entry_value(case: Case) -> Found:
    """Bybit's older form: maintenance of the value at entry; prices are shown on the tick, against the account."""
    i = case.inputs
    side, size = side_of(i["side"]), Fraction(i.get("size", 1))
    fine = Fraction(1, 10**9)
    grid = grid_for([i.get("size", 1)], [i["entry"]], fine)
    lots, entry = side * grid.lots(size), grid.ticks(i["entry"])
    worth = notional(lots, entry, grid.den)
    margin = grid.atoms(size * Fraction(i["entry"]) / Fraction(i["leverage"]))
    held = maintenance(worth, ppm(i["mmr"]), PPM, PPM, 0)
    bust = against(grid.priced(bankruptcy_price(lots, entry, grid.den, margin)), i.get("tick"), side)
    found = {"liq_price": against(linear(grid, lots, entry, margin, one_tier(0), held), i.get("tick"), side)}
    if bust is not None and "taker" in i:
        fee = mul_div_up(notional(lots, grid.ticks(bust), grid.den), ppm(i["taker"]), PPM)
        found["position_balance"] = grid.worth(margin + fee)
    return found | {"bust_price": bust, "bankruptcy_price": bust}


@adapter("bybit", "liq_price", "type", "contracts", "entry", "balance_btc", "mmr", "taker", "side")
def inverse_cross(case: Case) -> Found:
    """An inverse position with a whole balance: maintenance of the entry value, the fee at the bankruptcy price."""
    i = case.inputs
    side, coin = side_of(i["side"]), Coin(8)
    size, entry, balance = side * case.whole("contracts"), coin.ticks(i["entry"]), coin.atoms(i["balance_btc"])
    bankrupt = bankruptcy_limit(size, entry, coin.den, balance, 1, 1, ppm(i["taker"]))
    fee = mul_div_up(notional(size, bankrupt, coin.den), ppm(i["taker"]), PPM)
    held = maintenance(notional(size, entry, coin.den), ppm(i["mmr"]), PPM, PPM, 0)
    price = coin.liquidated_at(size, i["entry"], i["balance_btc"], 0, others=coin.worth(held + fee))
    return {
        "bankruptcy_price": coin.priced(bankrupt),
        "liq_price": against(price, i.get("tick", INVERSE_TICK), side),
    }


@adapter("bybit", "liq_price", "type", "entry", "leverage", "mmr", "side")
def inverse_isolated(case: Case) -> Found:
    """An inverse position whose margin is its entry value / leverage, without any fee."""
    i, coin = case.inputs, Coin(8)
    side, entry = side_of(i["side"]), coin.ticks(i["entry"])
    size = side * (case.whole("contracts") if "contracts" in i else 10**6)
    worth = notional(size, entry, coin.den)
    margin = Fraction(worth) / Fraction(i["leverage"])
    held = maintenance(worth, ppm(i["mmr"]), PPM, PPM, 0)
    price = coin.liquidated_at(size, i["entry"], coin.worth(margin), 0, others=coin.worth(held))
    bankrupt = coin.priced(bankruptcy_price(size, entry, coin.den, int(margin)))
    return {name: against(found, i.get("tick"), side) for name, found in
            {"liq_price": price, "bankruptcy_price": bankrupt}.items()}  # fmt: skip


@adapter("bybit", "margin", "position_value", "mmr")
def maintained(case: Case) -> Found:
    """Maintenance of a position's value, and where the fee is given the fee to close it at the bankruptcy price."""
    i, grid = case.inputs, Grid(0, 12)
    worth, side = grid.atoms(i["position_value"]), side_of(i.get("side", "long"))
    found = {"positionMM": maintenance(worth, ppm(i["mmr"]), PPM, PPM, grid.atoms(i.get("deduction", 0)))}
    if "leverage" in i:
        leverage = ppm(i["leverage"])
        fee = fee_to_close(worth, side, leverage, ppm(i.get("taker", 0)))
        found = {"positionMM": found["positionMM"] + fee, "positionIM": initial(worth, 0, 1, leverage) + fee}
    return {name: grid.worth(atoms) for name, atoms in found.items()}


@adapter("okx", "liq_price", "entry", "leverage", "qty", "mmr", "taker", "side")
@adapter("gate", "liq_price", "entry", "leverage", "qty", "mmr", "taker", "side")
def by_leverage(case: Case) -> Found:
    """Margin of the entry value / leverage; maintenance and the fee of the value at the price looked for."""
    i = case.inputs
    return {"liq_price": with_fee_at(case, Fraction(i["qty"]) * Fraction(i["entry"]) / Fraction(i["leverage"]))}


@adapter("okx", "liq_price", "entry", "margin", "qty", "mmr", "taker", "side")
@adapter("gate", "liq_price", "entry", "margin", "qty", "mmr", "taker", "side")
def by_margin(case: Case) -> Found:
    """The same with the margin given; where maintenance is beyond it at entry, the price lies on the other side."""
    price = with_fee_at(case, Fraction(case.inputs["margin"]))
    return {"liq_price": price, "formula": price}


def with_fee_at(case: Case, margin: Fraction) -> Fraction | None:
    """The price at which a linear position meets maintenance and fee, from wherever it is safe."""
    i = case.inputs
    grid = grid_for([i["qty"]], [i["entry"]], min(case.tolerance or Fraction(1, 10**9), Fraction(1, 10**9)))
    side = side_of(i["side"])
    lots, entry, tiers = side * grid.lots(i["qty"]), grid.ticks(i["entry"]), with_fee(i["mmr"], i["taker"])
    equity, safe = grid.atoms(margin), entry
    if equity <= row_maintenance(notional(lots, entry, grid.den), *tiers):
        safe = 4 * entry if side > 0 else 1  # in breach as it was opened: looked for from a price that is safe
    moved = lots * (safe - entry)
    return linear(grid, lots, safe, equity + moved, tiers)


@adapter("okx", "liq_price", "type", "contract_value_usd", "contracts", "avg_price", "margin_eth", "mmr", "taker_fee",
         "tick", "side")  # fmt: skip
def inverse_isolated_with_fee(case: Case) -> Found:
    """An inverse position as its interface prints it: a tick is added for a long, none is rounded to."""
    side = side_of(case.inputs["side"])
    price = inverse_with_fee(case, Fraction(case.inputs["mmr"]) + Fraction(case.inputs["taker_fee"]))
    return {"liq_price": price + side * Fraction(case.inputs["tick"])}


@adapter("okx", "liq_price", "type", "contract_value_usd", "contracts", "avg_price", "margin_eth", "mmr", "taker_fee",
         "tick", "side", "variant")  # fmt: skip
def inverse_variant(case: Case) -> Found:
    """What others took the rule to be: rate and fee multiplied or added, and no tick."""
    rate, fee = Fraction(case.inputs["mmr"]), Fraction(case.inputs["taker_fee"])
    multiplied = str(case.inputs["variant"]).startswith("(1+mmr)(1+fee)")
    return {"liq_price": inverse_with_fee(case, (1 + rate) * (1 + fee) - 1 if multiplied else rate + fee)}


def inverse_with_fee(case: Case, rate: Fraction) -> Fraction:
    """The liquidation price of an inverse position at one rate."""
    i = case.inputs
    size = side_of(i["side"]) * exactly(Fraction(i["contracts"]) * Fraction(i["contract_value_usd"]))
    price: Fraction = FINE.liquidated_at(size, i["avg_price"], i["margin_eth"], rate)
    return price


@adapter("okx", "margin", "notional", "mmr_rate", "leverage")
def requirements(case: Case) -> Found:
    """Both requirements of a notional."""
    i, grid = case.inputs, Grid(0, 18)
    worth = grid.atoms(i["notional"])
    kept = maintenance(worth, ppm(i["mmr_rate"]), PPM, PPM, 0)
    return {"mmr": grid.worth(kept), "imr": grid.worth(initial(worth, 0, 1, ppm(i["leverage"])))}


@adapter("okx", "margin", "margin", "upl", "mmr", "notional")
def margin_ratio(case: Case) -> Found:
    """Equity over maintenance and the liquidation fee, which the venue calls its margin ratio."""
    i, grid = case.inputs, Grid(0, 18)
    fee = next((name for name in ("liq_fee", "liq_fee_rate", "fee", "fee_rate", "taker") if name in i), "taker_fee")
    held = mul_div_up(grid.atoms(i["notional"]), ppm(i[fee]), PPM)
    health = Health(grid.atoms(Fraction(i["margin"]) + Fraction(i["upl"])), 0, grid.atoms(i["mmr"]) + held)
    return dict.fromkeys(case.expected, health.health_factor)


@adapter("okx", "margin", "MR", "MR7_raw", "tiers_cap_multiplier")
def scaled(case: Case) -> Found:
    """A charge that grows by a multiplier from cap to cap, as margin does from tier to tier."""
    i, grid, tiers = case.inputs, Grid(0, 6), [Tier(0, 0, 1, PPM, 0, 1, 1)]
    floor = 0
    for cap, multiplier in i["tiers_cap_multiplier"]:
        num, den = Fraction(multiplier).as_integer_ratio()
        before = tiers[-1]
        taken = continuous_deduction(before.deduction, floor, num, den, before.mm_num, before.mm_den)
        tiers.append(Tier(floor, num, den, PPM, taken, 1, 1))
        floor = grid.atoms(cap)
    charge = grid.worth(row_maintenance(grid.atoms(i["MR7_raw"]), *schedule(tuple(tiers[1:]))))
    return {"MR7_adj": charge, "MMR": max(charge, Fraction(i["MR"]))}


@adapter("okx", "liquidation_step", "contracts", "tier", "tier1_max")
def down_to_the_lowest_tier(case: Case) -> Found:
    """The older text: from tier 3 on down to tier 1 at once; where the tiers between begin does not matter."""
    held, tier, most = (case.whole(name) for name in ("contracts", "tier", "tier1_max"))
    floors = [0, *range(most + 1, most + tier)]
    return {"close_contracts": tier_step_size(held, 1, 1, max(tier - 1, 2), 0, tier - 1, floors)}
