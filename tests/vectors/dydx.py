"""dYdX v4. Amounts are quote quantums (10^-6 USDC), sizes base quantums."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from solvent.grid import notional, value
from solvent.liquidation.execution import fillable_price, improvement_fee
from solvent.liquidation.sizing import notional_bounds
from solvent.liquidation.waterfall import fund_covers
from solvent.perps.bankruptcy import bankruptcy_quote
from solvent.perps.margin import initial, scaled_initial_rate
from solvent.perps.transition import may_become
from solvent.tiers import maintenance, maintenance_rate
from solvent.units import ATOMS, PPM
from tests.vectors.cases import Case, whole
from tests.vectors.grid import exactly
from tests.vectors.registry import Found, adapter

RESOLUTION = {"BTC": 8, "ETH": 9}  # decimals of a base quantum in the test suite's markets


@dataclass(frozen=True)
class Market:
    """Ticks such that a lot x tick is an atom or 1 / den of one; rates of one tier."""

    ticks: int
    den: int
    initial_rate: int
    maintenance_rate: int

    def value(self, lots: int) -> int:
        return value(lots, self.ticks, self.den)

    def initial(self, lots: int) -> int:
        return initial(notional(lots, self.ticks, self.den), self.initial_rate, PPM, 0)

    def maintenance(self, lots: int) -> int:
        """The suite's accounts state the maintenance rate itself, which is their initial rate x its fraction."""
        size = notional(lots, self.ticks, self.den)
        if self.initial_rate and self.maintenance_rate * PPM % self.initial_rate == 0:
            fraction = self.maintenance_rate * PPM // self.initial_rate
            return maintenance(size, self.initial_rate, PPM, fraction, 0)
        return maintenance(size, self.maintenance_rate, PPM, PPM, 0)


@dataclass
class Account:
    """A quote balance and positions by market, in atoms and lots."""

    quote: int
    positions: dict[str, int]
    markets: Mapping[str, Market]

    @property
    def equity(self) -> int:
        return self.quote + sum(self.markets[name].value(lots) for name, lots in self.positions.items())

    @property
    def initial(self) -> int:
        return sum(self.markets[name].initial(lots) for name, lots in self.positions.items())

    @property
    def maintenance(self) -> int:
        return sum(self.markets[name].maintenance(lots) for name, lots in self.positions.items())

    def bankruptcy_quote(self, name: str, change: int) -> int:
        """What changing a position by some lots brings at its bankruptcy price."""
        market, before = self.markets[name], self.positions[name]
        after = before + change
        released = market.maintenance(before) - market.maintenance(after)
        moved = market.value(after) - market.value(before)
        return bankruptcy_quote(moved, self.equity, released, self.maintenance)

    def with_trade(self, name: str, change: int, quote: int) -> "Account":
        changed = self.positions | {name: self.positions.get(name, 0) + change}
        return Account(self.quote + quote, changed, self.markets)


def grid_of(price: Fraction, exponent: int) -> tuple[int, int]:
    """(ticks, den) for a price whose product with a lot is in 10^exponent quote quantums."""
    atoms = price * Fraction(10) ** exponent
    return atoms.numerator, atoms.denominator


def markets_of(case: Case) -> dict[str, Market]:
    """The markets whose price the case gives."""
    rates = (case.inputs.get("imf_ppm", 0), case.inputs.get("mmf_ppm", 0))
    found = {}
    for name, decimals_of_lot in RESOLUTION.items():
        if (price := case.inputs.get(f"{name.lower()}_price_usd")) is not None:
            found[name] = Market(*grid_of(Fraction(price), 6 - decimals_of_lot), *map(whole, rates))
    return found


def account_of(case: Case, positions: Mapping[str, Any], quote: Any) -> Account:
    return Account(whole(quote), {name: whole(lots) for name, lots in positions.items()}, markets_of(case))


@adapter(
    "dydx_v4", "liquidation_step", "positions_base_quantums", "usdc_quantums", "close_market", "delta_base_quantums"
)
def bankruptcy(case: Case) -> Found:
    """The quote at which closing a part of a position takes its share of the equity along."""
    account = account_of(case, case.inputs["positions_base_quantums"], case.inputs["usdc_quantums"])
    quote = account.bankruptcy_quote(case.inputs["close_market"], case.whole("delta_base_quantums"))
    return {"bankruptcy_quote_quantums": quote}


@adapter(
    *("dydx_v4", "liquidation_step", "positions_base_quantums", "usdc_quantums", "close_market"),
    *("bankruptcy_adjustment_ppm", "spread_to_mmr_ppm"),
)
def fillable(case: Case) -> Found:
    """The limit of a liquidation order, as the exact rational it is before it is rounded to a tick."""
    account = account_of(case, case.inputs["positions_base_quantums"], case.inputs["usdc_quantums"])
    name = case.inputs["close_market"]
    market, lots = account.markets[name], account.positions[name]
    num, over = fillable_price(
        lots, market.ticks, market.den, account.equity, account.maintenance, market.maintenance(lots),
        case.whole("spread_to_mmr_ppm"), case.whole("bankruptcy_adjustment_ppm"),
    )  # fmt: skip
    return {"fillable_price_quote_per_base_quantum": Fraction(num, over * market.den)}


@adapter(
    *("dydx_v4", "liquidation_step", "min_position_notional_liquidated", "max_position_portion_ppm"),
    *("position_base_quantums", "btc_price_usd"),
)
def bounds(case: Case) -> Found:
    """The least and the most notional liquidated at a time."""
    market = markets_of(case)["BTC"]
    size = notional(case.whole("position_base_quantums"), market.ticks, market.den)
    least, portion = case.whole("min_position_notional_liquidated"), case.whole("max_position_portion_ppm")
    smallest, largest = notional_bounds(size, least, portion)
    return {"min_notional": smallest, "max_notional": largest}


@adapter(
    *("dydx_v4", "insurance", "position_btc_base_quantums", "usdc", "is_buy", "fill_base_quantums", "fill_subticks"),
    *("quantum_conversion_exponent", "max_liquidation_fee_ppm"),
)
def insurance_delta(case: Case) -> Found:
    """What a fill brings the insurance fund, or costs it."""
    positions = {"BTC": case.inputs["position_btc_base_quantums"]}
    account = account_of(case, positions, exactly(Fraction(case.inputs["usdc"]) * ATOMS))
    traded = case.whole("fill_base_quantums") * (1 if case.inputs["is_buy"] else -1)
    grid = grid_of(Fraction(case.inputs["fill_subticks"]), case.whole("quantum_conversion_exponent"))
    quote = value(-traded, *grid)
    better = quote - account.bankruptcy_quote("BTC", traded)
    fee = improvement_fee(better, abs(quote), case.whole("max_liquidation_fee_ppm"))
    return {"insurance_fund_delta_quote_quantums": fee + min(better, 0)}


@adapter("dydx_v4", "insurance", "fund_balance", "delta")
def insurance_valid(case: Case) -> Found:
    """Whether the fund can book a delta."""
    return {"valid": fund_covers(case.whole("fund_balance"), case.whole("delta"))}


@adapter("dydx_v4", "adl", "liquidated", "offsetting", "delta_base_quantums", "imf_ppm", "mmf_ppm")
def deleveraging(case: Case) -> Found:
    """Both legs settle at the loser's bankruptcy price, if both accounts may become what that makes of them."""
    market, traded = case.inputs.get("close_market", "BTC"), case.whole("delta_base_quantums")
    parties = {}
    for name in ("liquidated", "offsetting"):
        told = case.inputs[name]
        quote = exactly(Fraction(told["usdc"]) * ATOMS)
        parties[name] = account_of(case, told["positions_base_quantums"], quote)
    loser, winner = parties["liquidated"], parties["offsetting"]
    if not reduces(loser.positions.get(market, 0), traded) or not reduces(winner.positions.get(market, 0), -traded):
        return {"rejected": True}
    quote = loser.bankruptcy_quote(market, traded)
    after = {
        "liquidated": loser.with_trade(market, traded, quote),
        "offsetting": winner.with_trade(market, -traded, -quote),
    }
    found: dict[str, Any] = {"rejected": False}
    for name, new in after.items():
        old = parties[name]
        if not may_become(old.equity, old.maintenance, new.equity, new.initial, new.maintenance):
            return {"rejected": True}
        found[f"{name}_usdc"] = Fraction(new.quote, ATOMS)
        found |= {f"{name}_{held.lower()}_quantums": lots for held, lots in new.positions.items()}
    return found


def reduces(lots: int, traded: int) -> bool:
    """Whether a trade makes a position smaller without turning it over."""
    return lots * traded < 0 and abs(traded) <= abs(lots)


@adapter(
    *("dydx_v4", "margin", "initial_margin_ppm", "notional_quote_quantums"),
    *("open_interest_notional", "oi_lower_cap", "oi_upper_cap"),
)
def initial_margin(case: Case) -> Found:
    """Initial margin of a notional at the rate that open interest asks for."""
    margin = initial(case.whole("notional_quote_quantums"), effective_rate(case), PPM, 0)
    return {"initial_margin_quote_quantums": margin}


@adapter("dydx_v4", "margin", "initial_margin_ppm", "open_interest_notional", "oi_lower_cap", "oi_upper_cap")
def scaled_rate(case: Case) -> Found:
    """The initial rate that open interest asks for."""
    return {"effective_imf_ppm": effective_rate(case)}


def effective_rate(case: Case) -> int:
    names = ("initial_margin_ppm", "open_interest_notional", "oi_lower_cap", "oi_upper_cap")
    return scaled_initial_rate(*map(case.whole, names))


@adapter("dydx_v4", "margin", "initial_margin_ppm", "maintenance_fraction_ppm")
def rate_of_maintenance(case: Case) -> Found:
    """The maintenance rate that a tier's fraction makes of its initial rate."""
    return {
        "maintenance_margin_ppm": maintenance_rate(
            case.whole("initial_margin_ppm"), case.whole("maintenance_fraction_ppm")
        )
    }


@adapter(
    *("dydx_v4", "margin", "price", "price_exponent", "base_atomic_resolution", "base_quantums", "initial_margin_ppm"),
    *("maintenance_fraction_ppm", "open_interest_base_quantums", "oi_lower_cap", "oi_upper_cap"),
)
def requirements(case: Case) -> Found:
    """Both requirements of a position: initial follows open interest, maintenance does not."""
    exponent = case.whole("price_exponent") + case.whole("base_atomic_resolution") + 6
    grid = grid_of(Fraction(case.inputs["price"]), exponent)
    size, interest = (notional(case.whole(name), *grid) for name in ("base_quantums", "open_interest_base_quantums"))
    rate, fraction = case.whole("initial_margin_ppm"), case.whole("maintenance_fraction_ppm")
    scaled = scaled_initial_rate(rate, interest, case.whole("oi_lower_cap"), case.whole("oi_upper_cap"))
    return {"IMR": initial(size, scaled, PPM, 0), "MMR": maintenance(size, rate, PPM, fraction, 0)}
