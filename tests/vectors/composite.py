"""Vega's composite prices and the averages that its funding is formed of."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from solvent.perps.funding_rate import bounded_rate, step_average
from solvent.prices.composite import by_median, by_weight, leveraged_size, time_average, traded_price
from solvent.prices.impact import depth_price, impact_mid
from solvent.units import PPB, PPM
from tests.vectors.cases import Case
from tests.vectors.grid import exactly
from tests.vectors.registry import Found, adapter

ENDLESS = 10**18
PARTS = 10**9


def _ppm(value: Any) -> int:
    return exactly(Fraction(value) * PPM)


def _ages(case: Case) -> tuple[list[int], list[int]]:
    """(age, tolerance) of each source; all are young where the case does not say."""
    i, count = case.inputs, len(case.inputs["prices"])
    if "now" not in i:
        return [0] * count, [ENDLESS] * count
    return [i["now"] - told for told in i["last_update"]], list(i["stale_after"])


@adapter("vega", "mark", "prices")
def middle(case: Case) -> Found:
    return {"price": by_median(list(case.inputs["prices"]), *_ages(case)) or None}


@adapter("vega", "mark", "prices", "weights", "last_update", "stale_after", "now")
def weighted(case: Case) -> Found:
    weights = [_ppm(weight) for weight in case.inputs["weights"]]
    return {"price": by_weight(list(case.inputs["prices"]), weights, *_ages(case)) or None}


@adapter("vega", "mark", "weights_trade_book_oracle", "step_prices")
def composite(case: Case) -> Found:
    """Trades, book and oracle; what is absent or stale is none of them."""
    weights, marks = [_ppm(weight) for weight in case.inputs["weights_trade_book_oracle"]], []
    for prices in case.inputs["step_prices"]:
        ticks = [price or 0 for price in prices]
        marks.append(by_weight(ticks, weights, [0] * len(ticks), [0] * len(ticks)))
    return {"mark": marks}


@adapter("vega", "mark", "trades_price_size_ts", "decay_weight", "decay_power", "window", "now")
def trades(case: Case) -> Found:
    i = case.inputs
    ticks, lots, at = (list(column) for column in zip(*i["trades_price_size_ts"], strict=True))
    ages = [i["now"] - moment for moment in at]
    return {"mark": traded_price(ticks, lots, ages, i["window"], i["decay_power"], _ppm(i["decay_weight"]))}


@adapter("vega", "mark", "cash", "initial_scaling", "slippage", "risk_short", "risk_long", "bids", "asks")
def of_the_book(case: Case) -> Found:
    """The middle of what each side would pay for as much as the cash can carry: who meets the bids is short."""
    i, found = case.inputs, []
    for side, risk in (("bids", "risk_short"), ("asks", "risk_long")):
        ticks, lots = (list(column) for column in zip(*i[side], strict=True))
        size = leveraged_size(i["cash"], _ppm(i["initial_scaling"]), _ppm(i["slippage"]) + _ppm(i[risk]), ticks[0])
        found.append(depth_price(ticks, lots, size, 1, up=False))
    return {"price": impact_mid(*found)}


@adapter("vega", "mark", "price_at_time", "now", "period")
def averaged(case: Case) -> Found:
    told = {int(at): ticks for at, ticks in case.inputs["price_at_time"].items()}
    return {"price": time_average(list(told), list(told.values()), case.inputs["now"], case.inputs["period"])}


def _average(before: int, told: Sequence[Sequence[int]], minutes: int, gone: int, back: int) -> Fraction:
    times, values = [0, *(at for at, _ in told)], [before, *(value for _, value in told)]
    return Fraction(step_average(times, values, 0, minutes, gone, back, PARTS), PARTS)


@adapter("vega", "funding", "period_min", "mark_before", "mark", "spot_before", "spot")
def averages_over_a_period(case: Case) -> Found:
    """An auction is left out of the averages, and of the time that is paid for."""
    i = case.inputs
    gone, back = i.get("auction_min", (0, 0))
    inside, outside = (_average(i[f"{name}_before"], i[name], i["period_min"], gone, back) for name in ("mark", "spot"))
    open_part = Fraction(i["period_min"] - (back - gone), i["period_min"])
    return {"internal_twap": inside, "external_twap": outside, "funding_payment": (inside - outside) * open_part}


@adapter("vega", "funding", "internal_twap", "external_twap", "scaling", "rate_lower", "rate_upper")
def rate_of_a_period(case: Case) -> Found:
    i = case.inputs
    bounds = [_ppm(i[name]) if i[name] is not None else side * ENDLESS // 1000
              for name, side in (("rate_lower", -1), ("rate_upper", 1))]  # fmt: skip
    rate = bounded_rate(i["internal_twap"], i["external_twap"], _ppm(i["scaling"]), *bounds)
    return {"funding_rate": Fraction(rate, PPB)}
