"""10 October 2025 under the gates of `index-gated`: no exclusion moves the index by more than its step."""

from pathlib import Path

import pytest

from solvent import rulebooks
from solvent.units import NS
from tests.replays.test_october_prices import JUMPS, played, source

# seconds of 7,199 in which fewer than two sources could be believed, and nobody would have been closed
HELD = {"POL": 4_076, "SKY": 594}


@pytest.mark.parametrize("coin", HELD)
def test_an_index_moves_by_its_step_at_most_as_a_source_leaves(shared: Path, tmp_path: Path, coin: str) -> None:
    """A plain median of the same three sources moved by 15.9 % (POL) and 1.7 % (SKY) as one of them left."""
    rules = rulebooks.compile(rulebooks.load("index-gated"))
    sources = [
        source(shared, coin, "binance", "binance_spot", f"{coin}USDT", f'unit = "{coin}/USDT"\nassumed = "1"'),
        source(shared, coin, "coinbase", "coinbase_spot", f"{coin}-USD"),
        source(shared, coin, "gemini", "gemini_spot", f"{coin}USD"),
    ]
    history, _ = played(tmp_path, coin, 7, sources, rules)
    assert history.jump is not None
    assert abs(history.jump.ppm) <= rules.prices.index.step < abs(JUMPS[coin])
    assert history.states["held"] // NS == HELD[coin]
