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

COUNTS = {}  # fmt: skip


def with_gemini(shared: Path, coin: str) -> Case:
    """The case on real seconds, with Gemini as a second source of its index; of ATOM it traded 127 seconds of 7,200."""
    case = on_real_seconds(shared, coin)
    file = shared / "data" / "oct10_2025" / "gemini_spot_1s_2030_2230.csv.gz"
    gemini = Series(MARKET, "gemini", "file", bars=BarFile(str(file), 10**9, symbol=f"{coin}USD"))
    grid = (2, 4) if coin == "DOT" else (3, 3)  # Gemini prints DOT to four decimals
    market = replace(
        case.markets[0], size_decimals=grid[0], price_decimals=grid[1], constituents=("coinbase", "gemini")
    )
    return replace(case, markets=(market,), tape=(*case.tape, gemini))


@pytest.mark.parametrize("coin", COUNTS or ["ATOM", "DOT", "AVAX"])
def test_the_accounts_that_are_liquidated_differ_between_last_and_each_source(shared: Path, coin: str) -> None:
    one = rulebooks.load("last-full")
    found = compare(with_gemini(shared, coin), (rulebooks.compile(one), rulebooks.toml(one)))
    print(coin, len(found.entered()), {p.price: (len(p.closed()), p.silent_ns // 10**9, p.why_not) for p in found.prices}, len(found.differing()), found.pairs())
