"""How a mark, an index and a funding rate are formed: Deribit, Binance, BitMEX, Hyperliquid, dYdX, Drift, Synthetix."""

from fractions import Fraction
from typing import Any

from solvent import rulebooks
from solvent.perps.funding_rate import (
    drift_rate,
    drifting_rate,
    index_step,
    mean_premium,
    rate_bound,
    received_rate,
    with_interest,
    without_tails,
)
from solvent.policy.choices import BasisOf
from solvent.prices.impact import impact_price
from solvent.prices.index import median, within
from solvent.prices.mark import followed
from solvent.prices.premium import impact_premium
from solvent.prices.sources import beyond
from solvent.rates import clamped
from solvent.units import PPB, PPM
from tests.vectors.cases import Case, decimals
from tests.vectors.grid import exactly
from tests.vectors.registry import Found, adapter

PARTS = 10**6  # of a tick, for impact prices
DAY_NS = 86_400 * 10**9
SPREADS = {"A": 33, "B": 33, "C": 20, "Speculative+": 10}  # drift: the oracle's price over this is the bound


@adapter("deribit", "mark", "index", "bid", "ask", "last")
def last_within_the_book(case: Case) -> Found:
    """The last price brought between bid and offer and, where a band is given, within it of the index."""
    i = case.inputs
    scale = 10 ** (decimals(i["index"], i["bid"], i["ask"], i["last"]) + 2)
    index, bid, ask, last = (exactly(Fraction(i[name]) * scale) for name in ("index", "bid", "ask", "last"))
    own = followed(int(BasisOf.LAST_WITHIN), last, bid, ask)
    mark = within(own, index, exactly(Fraction(i["band"]) * PPM)) if "band" in i else own
    return {"mark": Fraction(mark, scale)}


@adapter("binance_usdm", "mark", "median", "source_deviation", "cap")
def capped_constituents(case: Case) -> Found:
    i = case.inputs
    said = [exactly(i["median"] * (1 + Fraction(apart))) for apart in i["source_deviation"]]
    return {"accounted": [within(ticks, case.whole("median"), exactly(Fraction(i["cap"]) * PPM)) for ticks in said]}


@adapter("bitmex", "mark", "prices_before", "prices_after", "tolerance")
def dropped_beyond_the_tolerance(case: Case) -> Found:
    i = case.inputs
    prices = dict(zip("ABCDEFGH", i["prices_before"], strict=False)) | i["prices_after"]
    middle, band = median(list(prices.values())), exactly(Fraction(i["tolerance"]) * PPM)
    active = [name for name, ticks in prices.items() if not beyond(ticks, middle, band)]
    return {"active": active, "index": median([prices[name] for name in active])}


@adapter("bitmex", "mark", "constituents", "tolerance")
def two_are_frozen_at_half_of_it(case: Case) -> Found:
    """The rulebook has that rule with the tolerance of another year: what it says of two, of what it says of three."""
    prices = rulebooks.compile(rulebooks.load("bitmex-2020-12")).prices
    of_two = Fraction(prices.index.apart, prices.gates.deviation)
    return {"freeze_threshold": Fraction(case.inputs["tolerance"]) * of_two}


@adapter("hyperliquid", "funding", "impact_bid", "oracle", "interest_8h", "clamp")
def hyperliquid(case: Case) -> Found:
    i = case.inputs
    premium = impact_premium(i["impact_bid"], 0, i["oracle"], PPB)
    interest, band = (exactly(Fraction(i[name]) * PPB) for name in ("interest_8h", "clamp"))
    return {"premium": Fraction(premium, PPB), "funding_8h": Fraction(with_interest(premium, interest, band), PPB)}


def _ladder(levels: list[list[Any]], scale: int, size: int) -> tuple[list[int], list[int]]:
    return [exactly(Fraction(price) * scale) for price, _ in levels], [exactly(Fraction(q) * size) for _, q in levels]


@adapter("dydx_v4", "mark", "bids_price_size", "asks_price_size", "index_price", "impact_notional_usd")
def dydx_premium(case: Case) -> Found:
    i = case.inputs
    told = [*i["bids_price_size"], *i["asks_price_size"]]
    scale = 10 ** decimals(i["index_price"], *(price for price, _ in told))
    size = 10 ** decimals(*(q for _, q in told))
    worth = i["impact_notional_usd"] * scale * size
    bid, ask = (
        impact_price(*_ladder(i[side], scale, size), worth, PARTS, up)
        for side, up in (("bids_price_size", False), ("asks_price_size", True))
    )
    premium = impact_premium(bid, ask, exactly(Fraction(i["index_price"]) * scale) * PARTS, PPM)
    most = i["max_abs_premium_vote_ppm"]
    return {"premium_ppm": clamped(premium, -most, most)}


@adapter("dydx_v4", "funding", "clamp_factor_ppm", "initial_margin_ppm", "maintenance_fraction_ppm")
def dydx_bound(case: Case) -> Found:
    i = case.inputs
    bound = rate_bound(i["clamp_factor_ppm"], i["initial_margin_ppm"], i["maintenance_fraction_ppm"])
    return {"max_abs_funding_ppm_8h": bound}


@adapter("dydx_v4", "funding", "atomic_resolution", "price", "price_exponent", "funding_rate_8h_ppm", "seconds")
def dydx_index(case: Case) -> Found:
    i = case.inputs
    tens = i["price_exponent"] + i["atomic_resolution"] + 6
    return {"funding_index_delta_ppm": index_step(i["funding_rate_8h_ppm"], i["seconds"], i["price"], tens)}


@adapter("dydx_v4", "funding", "sample_ppm", "n_samples", "n_expected", "tick_seconds")
def dydx_epoch(case: Case) -> Found:
    """Samples to rate to the move of the index, as one epoch does it."""
    i = case.inputs
    mean = mean_premium(i["sample_ppm"] * i["n_samples"], i["n_samples"], i["n_expected"])
    most = rate_bound(i["funding_clamp_factor_ppm"], i["initial_margin_ppm"], i["maintenance_fraction_ppm"])
    rate = clamped(mean, -most, most)
    tens = i["price_exponent"] + i["atomic_resolution"] + 6
    delta = index_step(rate, i["tick_seconds"], i["price"], tens)
    return {"funding_rate_8h_ppm": rate, "funding_index_delta": delta}


@adapter("dydx_v4", "funding", "tail_removal_ppm_each_side", "samples")
def dydx_tails(case: Case) -> Found:
    return {"kept": without_tails(list(case.inputs["samples"]), case.inputs["tail_removal_ppm_each_side"])}


@adapter("drift_v2", "funding", "oracle_twap_1e6", "contract_tier")
def drift_bound(case: Case) -> Found:
    return {"max_spread_1e6": case.whole("oracle_twap_1e6") // SPREADS[case.inputs["contract_tier"]]}


@adapter("drift_v2", "funding", "mark_twap_1e6", "oracle_twap_1e6", "period_s", "clamp")
def drift(case: Case) -> Found:
    i = case.inputs
    assert i["clamp"] == "1/33 of oracle twap"
    rate = drift_rate(i["mark_twap_1e6"], i["oracle_twap_1e6"], 0, i["oracle_twap_1e6"] // 33, 86_400 // i["period_s"])
    return {"funding_rate_1e9": rate}


@adapter("drift_v2", "funding", "funding_rate_1e9", "base_long_1e9", "base_short_1e9", "total_exchange_fee_1e6")
def drift_sides(case: Case) -> Found:
    """Longs pay. Half of the exchange fees are the protocol's own; of the rest it spends a third at most."""
    i = case.inputs
    rate, longs, shorts = i["funding_rate_1e9"], i["base_long_1e9"], -i["base_short_1e9"]
    fees = i["fees_minus_distributions_1e6"]
    most = (fees - i["total_exchange_fee_1e6"] // 2) // 3
    received = received_rate(rate, longs, shorts, most)
    paid = rate * longs // 10**12 - rate * shorts // 10**12
    return {"long_rate": rate, "short_rate": received, "fees_after": fees + max(paid, -most)}


@adapter("synthetix_v3", "funding", "skew_scale", "max_funding_velocity", "size", "price", "steps_days_and_skew_delta")
def synthetix(case: Case) -> Found:
    """The rate after each stretch of time, and what the first position has accrued at the mean of old and new rate."""
    i, found = case.inputs, []
    rate, accrued, skew = 0, Fraction(0), i["size"]
    for days, change in i["steps_days_and_skew_delta"]:
        elapsed = exactly(Fraction(days) * DAY_NS)
        after = drifting_rate(rate, skew, i["skew_scale"], i["max_funding_velocity"] * PPB, elapsed)
        accrued += Fraction(rate + after, 2 * PPB) * i["size"] * i["price"] * Fraction(days)
        rate, skew = after, skew + change
        found.append([Fraction(rate, PPB), accrued])
    return {"rate_and_accrued": found}
