"""Venues' rulebooks form the prices that their pages work out, through the whole engine."""

from typing import Any

import pytest

from solvent import commands as c
from solvent import rulebooks
from solvent.policy import MarkRule, PriceRole
from solvent.reasons import Exclusion
from tests.world import PERP, S, World

MIN = 60 * S


def house(name: str, *ticks: int, market: str = PERP, asset: str = "USD", tick: int = 6) -> World:
    """A market under a shipped rulebook, whose sources s1, s2 ... have just said these prices."""
    world = World(rulebooks.compile(rulebooks.load(name)), at_ns=8 * 60 * MIN)
    world.list(market, asset=asset, price=tick, sources=len(ticks))
    for number, price in enumerate(ticks, 1):
        world.price(price, market, f"s{number}")
    return world


def column(world: World, name: str, market: str = PERP) -> int:
    return int(getattr(world.book.markets, name)[world.book.market_of[market]])


def out(world: World) -> dict[str, Exclusion]:
    return {f"s{n + 1}": Exclusion(why) for n, why in enumerate(world.book.sources.exclusion.tolist()) if why}


def told(world: World, *ticks: int, after: int = 0) -> None:
    """Every source speaks at once."""
    world.at_ns += after
    rows = list(range(len(ticks)))
    world.do(c.ObservePrices, sources=rows, ticks=list(ticks), venue_ns=[world.at_ns] * len(ticks))


def test_bitmex_drops_who_is_far_and_takes_it_back_after_more_than_15_minutes() -> None:
    """The worked example of its post on reintroduction: times and prices are the page's."""
    world = house("bitmex-2020-12", 100_000, 100_000, 100_000, asset="XBT")
    told(world, 150_000, 100_000, 100_000, after=5 * S)
    assert (out(world), column(world, "index")) == ({"s1": Exclusion.DEVIATING}, 100_000)
    told(world, 122_000, 120_000, 120_000, after=20 * MIN)  # 15:20:00, for the first time within 2 %
    for _ in range(15):
        told(world, 122_000, 120_000, 120_000, after=MIN)
    told(world, 130_000, 131_000, 129_000)  # 15:35:00
    assert out(world) == {"s1": Exclusion.DEVIATING}
    assert column(world, "index") == 130_000
    told(world, 131_000, 131_000, 129_000, after=5 * S)  # 15:35:05
    assert out(world) == {}
    assert column(world, "index") == 391_000 // 3


def test_bitmex_starts_the_15_minutes_again_when_it_is_far_in_between() -> None:
    world = house("bitmex-2020-12", 100_000, 100_000, 100_000, asset="XBT")
    told(world, 150_000, 100_000, 100_000, after=S)
    told(world, 100_000, 100_000, 100_000, after=S)
    told(world, 103_000, 100_000, 100_000, after=14 * MIN)
    told(world, 100_000, 100_000, 100_000, after=S)
    told(world, 100_000, 100_000, 100_000, after=2 * MIN)
    assert out(world) == {"s1": Exclusion.DEVIATING}


def test_bitmex_publishes_the_last_value_while_two_disagree() -> None:
    world = house("bitmex-2020-12", 100_000, 100_000, asset="XBT")
    told(world, 100_000, 111_000, after=S)
    assert column(world, "index") == 100_000
    told(world, 100_000, 110_000, after=S)
    assert column(world, "index") == 105_000


def test_bitmex_takes_the_rest_of_the_interval_for_its_fair_price() -> None:
    """Index 2,000 and 0.01 %: half of the interval later 0.005 % of it are left."""
    world = house("bitmex-2020-12", 2_000_000_000, asset="XBT")
    world.do(c.SettleFunding, market=PERP, rate_ppb=100_000)
    world.price(2_000_000_000, after=4 * 60 * MIN)
    assert column(world, "mark") == 2_000_100_000


@pytest.mark.parametrize(("market", "accounted"), [("ATOMUSDT", (20_600, 19_400)), ("BTCUSDT", (20_200, 19_800))])
def test_binance_caps_at_3_percent_and_btc_at_1(market: str, accounted: tuple[int, int]) -> None:
    """Its page: a median of 20,000, one source 7 % above and one 6 % below."""
    for far, counts in zip((21_400, 18_800), accounted, strict=True):
        world = house("binance-usdm-capped", 20_000, 20_000, far, market=market)
        assert column(world, "index", market) == (40_000 + counts) // 3


def test_binance_goes_on_with_the_last_price_where_no_source_is_young() -> None:
    world = house("binance-usdm-capped", 20_000)
    world.do(c.ObserveTrade, market=PERP, ticks=19_000, after=5 * MIN + 1)
    assert (column(world, "index"), column(world, "serving")) == (19_000, 1)


@pytest.mark.parametrize(
    ("prices", "index"),
    [((100_000, 100_000, 110_000), 302_000 // 3), ((100_000, 100_000), 100_000), ((100_000, 104_000), 102_000)],
)
def test_okx_clamps_at_2_percent_of_three_and_takes_the_mean_of_two(prices: tuple[int, ...], index: int) -> None:
    assert column(house("okx", *prices), "index") == index
    assert column(house("okx", 100_000), "index") == 100_000  # one: as is


def weighed(world: World, market: str, *weights: int) -> None:
    answered: dict[str, Any] = {"owner": "index committee", "reason": "listed"}
    for number, weight in enumerate(weights, 1):
        world.do(c.SetConstituent, market=market, source=f"s{number}", weight_ppm=weight * 100_000, **answered)


def test_hyperliquid_weighs_its_median_and_marks_by_its_book_and_others() -> None:
    """Weights 3, 2, 2: half of 7 is reached at the second price, whatever the far one says."""
    world = house("hyperliquid-book", 10_010, 10_000, 20_000, market="BTC")
    weighed(world, "BTC", 3, 2, 2)
    world.price(10_010, "BTC")
    assert column(world, "index", "BTC") == 10_010
    assert column(world, "mark", "BTC") == 0  # no bid and offer yet: not computable
    world.do(c.ObserveBook, market="BTC", bid=10_040, ask=10_060)
    world.do(c.ObserveTrade, market="BTC", ticks=10_050)
    assert column(world, "mark", "BTC") == 10_050
    world.do(c.ListReference, market="BTC-PERPS", price_decimals=6, constituents=["p1"])
    world.price(10_045, "BTC-PERPS", "p1")
    assert column(world, "mark", "BTC") == 10_045  # of 10,010 and its basis, 10,050 of the book, 10,045 elsewhere


def test_the_gated_rulebook_has_every_gate_and_looks_at_the_index() -> None:
    prices = rulebooks.compile(rulebooks.load("index-gated")).prices
    assert all(getattr(prices.gates, gate) for gate in prices.gates.__struct_fields__)
    assert (prices.trigger, prices.mark, prices.min_sources) == (PriceRole.INDEX, MarkRule.MEDIAN_OF_THREE, 2)
