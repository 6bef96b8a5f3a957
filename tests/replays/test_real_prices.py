"""10 October 2025 on the real seconds: which price liquidates whom, on last, on the index and on each source alone."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from solvent import rulebooks
from solvent.lab.bars import BarFile
from solvent.lab.case import Case
from solvent.lab.case import Source as Series
from solvent.lab.price_compare import compare
from tests.replays.test_real_seconds import MARKET, on_real_seconds

LEVERAGE = {"ATOM": 10, "DOT": 3, "AVAX": 3}  # of 300 longs: at 10x every price of DOT and AVAX closes all of them
COUNTS = {  # closed of 550 accounts; a price that cannot be formed is missing
    "ATOM": {"mark": 350, "index": 436, "last": 350, "coinbase": 50},
    "DOT": {"mark": 350, "index": 50, "last": 350, "coinbase": 50, "gemini": 50},
    "AVAX": {"mark": 436, "index": 50, "last": 350, "coinbase": 350, "gemini": 50},
}
DIFFERING = {"ATOM": 386, "DOT": 300, "AVAX": 386}


def with_gemini(shared: Path, coin: str) -> Case:
    """The case on real seconds, with Gemini as a second source of its index; of ATOM it traded 127 seconds of 7,200."""
    case = on_real_seconds(shared, coin)
    longs = replace(case.groups[0], leverage=LEVERAGE[coin] * 10**6)
    case = replace(case, groups=(longs, *case.groups[1:]))
    file = shared / "data" / "oct10_2025" / "gemini_spot_1s_2030_2230.csv.gz"
    gemini = Series(MARKET, "gemini", "file", bars=BarFile(str(file), 10**9, symbol=f"{coin}USD"))
    grid = (2, 4) if coin == "DOT" else (3, 3)  # Gemini prints DOT to four decimals
    market = replace(
        case.markets[0], size_decimals=grid[0], price_decimals=grid[1], constituents=("coinbase", "gemini")
    )
    return replace(case, markets=(market,), tape=(*case.tape, gemini))


@pytest.mark.parametrize("coin", list(COUNTS))
def test_who_is_liquidated_differs_between_last_the_index_and_each_source(shared: Path, coin: str) -> None:
    one = rulebooks.load("last-full")
    found = compare(with_gemini(shared, coin), (rulebooks.compile(one), rulebooks.toml(one)))
    assert len(found.entered()) == 550
    assert {one.price: len(one.closed()) for one in found.formed()} == COUNTS[coin]
    assert len(found.differing()) == DIFFERING[coin]
    alone = found.prices[-1]
    assert alone.price == "gemini"
    if coin == "ATOM":  # it had said nothing for too long when everyone came in
        assert alone.why_not == "nobody could enter: NO_PRICE 550 times"
    else:
        assert alone.silent_ns // 10**9 == 186
