"""How lending protocols take their prices: a capped rate of exchange, a mean tick, a ladder of bands."""

from solvent.lending.llamma.bands import Market, price_up
from solvent.prices.oracle.bounds import capped, staked
from solvent.prices.oracle.growth import growth_a_second, ratio_cap
from solvent.prices.oracle.ticks import quote
from tests.vectors.cases import Case
from tests.vectors.registry import Found, adapter

BP = 100  # ppm


@adapter(
    *("aave_capo", "oracle", "snapshot_ratio", "growth_bps", "dt", "ratio", "base_price", "ratio_decimals"),
    check="capo",
)
def capped_by_growth(case: Case) -> Found:
    """The price of a staked asset whose rate of exchange may grow by so much a year."""
    snapshot, growth = case.whole("snapshot_ratio"), case.whole("growth_bps") * BP
    ratio = min(case.whole("ratio"), ratio_cap(snapshot, growth, case.whole("dt")))
    return {
        "per_second_scaled": growth_a_second(snapshot, growth),
        "price": staked(case.whole("base_price"), ratio, 10 ** case.whole("ratio_decimals")),
    }


@adapter("aave_capo", "oracle", "price", "cap", check="cap_stable")
def capped_stable(case: Case) -> Found:
    """A pegged asset's price, at most its cap."""
    price, cap = case.whole("price"), case.whole("cap")
    return {"answer": capped(price, cap), "capped": price > cap}


@adapter("uniswap_twap", "oracle", "tick", "amount", "base_is_token0", check="uni_quote")
def quoted_at_tick(case: Case) -> Found:
    """What an amount is worth at a mean tick."""
    return {"quote": quote(case.whole("tick"), case.whole("amount"), case.inputs["base_is_token0"])}


@adapter("curve_llamma", "oracle", "A", "base", "n", check="llamma_price")
def band_edge(case: Case) -> Found:
    """The upper price of a band."""
    return {"p_oracle_up": price_up(Market(case.whole("A"), case.whole("base")), case.whole("n"))}
