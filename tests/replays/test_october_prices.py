"""Prices of 10 October 2025 through the engine: who leaves an index, when he is back, how far a mark goes."""

from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from solvent import rulebooks
from solvent.feeds.quotes import instant
from solvent.lab.price_play import heard, play, told
from solvent.lab.price_tape import read_price_tape
from solvent.policy import MarkRule, Policy, PriceRole
from solvent.reports.price_history import MarketHistory, PriceHistory
from solvent.units import NS, PPM

SECONDS = "oct10_2025/{}_1s_2030_2230.csv.gz"
PERP = "binance_coinm_perp"
SILENCE_NS = 30 * NS


def source(shared: Path, market: str, name: str, file: str, symbol: str, more: str = "") -> str:
    path = shared / "data" / SECONDS.format(file)
    return f'[[sources]]\nmarket = "{market}"\nsource = "{name}"\nfile = "{path}"\nsymbol = "{symbol}"\n{more}\n'


def policy(mark: MarkRule = MarkRule.INDEX, basis_ns: int = 15 * NS) -> Policy:
    """`index-full`, with sources that are left out when they have not traded for thirty seconds, and one enough."""
    rules = rulebooks.compile(rulebooks.load("index-full"))
    prices = msgspec.structs.replace(
        rules.prices, min_sources=1, max_age_ns=SILENCE_NS, mark=mark, basis_ns=basis_ns, trigger=PriceRole.MARK
    )
    return msgspec.structs.replace(rules, prices=prices)


def played(
    folder: Path, market: str, decimals: int, sources: list[str], rules: Policy
) -> tuple[MarketHistory, list[str]]:
    """(the history of a market, what its tape says is assumed)."""
    path = folder / "tape.toml"
    head = f'name = "october"\n[markets.{market}]\nunit = "{market}/USD"\nprice_decimals = {decimals}\n'
    path.write_text(head + "".join(sources))
    tape, history = read_price_tape(path), PriceHistory()
    play(told(tape, heard(tape), rules), lambda engine, outcome: history.take(engine.book, outcome))
    history.finish()
    return history.markets[0], tape.labels()


def test_gemini_leaves_the_index_within_a_minute_of_its_last_trade_and_returns_with_the_next(
    shared: Path, tmp_path: Path
) -> None:
    gemini, _ = played(tmp_path, "BTC", 2, [source(shared, "BTC", "gemini", "gemini_spot", "BTCUSD")], policy())
    for last, back in (("20:54:26", "21:08:06"), ("21:13:57", "21:20:46")):
        silent_ns, back_ns = (instant(f"2025-10-10T{text}Z") for text in (last, back))
        (absence,) = [one for one in gemini.absences if silent_ns <= one.out_ns <= silent_ns + 60 * NS]
        assert absence.age_ns == 31 * NS  # looked at every second, and 30 are allowed
        assert absence.back_ns == back_ns + NS - 1  # the last instant of the second in which it traded again
    assert sum(one.back_ns - one.out_ns for one in gemini.absences if one.back_ns) == gemini.states["held"]


# how far the median of index, smoothed index and last went below the spot index, in per cent, cut
FARTHEST = {"DOT": 77, "FIL": 81, "AVAX": 65, "ATOM": 69}


@pytest.mark.parametrize("coin", FARTHEST)
def test_an_uncapped_median_of_three_follows_a_collapsed_book(shared: Path, tmp_path: Path, coin: str) -> None:
    """The last price of the coin-margined perpetual against Coinbase alone; an average of 15 s is as old as a plain
    mean of 30 s, which venues describe. With the index instead of last nothing of this happens."""
    sources = [
        source(shared, coin, "coinbase", "coinbase_spot", f"{coin}-USD"),
        source(shared, coin, "last", PERP, f"{coin}USD_PERP"),
    ]
    faithful, _ = played(tmp_path, coin, 4, sources, policy(MarkRule.MEDIAN_OF_THREE))
    assert faithful.apart is not None
    assert -faithful.apart.ppm // (PPM // 100) == FARTHEST[coin]
    assert faithful.beyond[500_000] >= 10 * NS
    index, _ = played(tmp_path, coin, 4, sources, policy(MarkRule.INDEX))
    assert index.apart is None


# the largest step of the index, ppm, in which a source left; a plain median has no bound on it
JUMPS = {"POL": -158_644, "SKY": -16_800}


@pytest.mark.parametrize("coin", JUMPS)
def test_three_sources_bear_one_that_prints_far_above_the_others(shared: Path, tmp_path: Path, coin: str) -> None:
    """USDT = USD is assumed, and labelled so."""
    assumed = f'unit = "{coin}/USDT"\nassumed = "1"'
    sources = [
        source(shared, coin, "binance", "binance_spot", f"{coin}USDT", assumed),
        source(shared, coin, "coinbase", "coinbase_spot", f"{coin}-USD"),
        source(shared, coin, "gemini", "gemini_spot", f"{coin}USD"),
    ]
    history, labels = played(tmp_path, coin, 7, sources, policy())
    assert labels == [f"{coin} binance is quoted in {coin}/USDT: taken at an assumed 1, a label and not a measurement"]
    assert {one.source for one in history.absences} >= {1, 2}
    assert all(one.age_ns > SILENCE_NS for one in history.absences)
    for before, after in pairwise([one for one in history.absences if one.source == 2]):
        assert before.back_ns
        assert before.back_ns < after.out_ns
    assert history.jump is not None
    assert history.jump.ppm == JUMPS[coin]


def test_coinbase_prints_pol_68_percent_above_binance_and_gemini_decides(shared: Path, tmp_path: Path) -> None:
    """21:27:28: Binance 0.1294, Coinbase 0.2176. Gemini, out since 21:14:08, has come back two seconds before beside
    Coinbase: until then the index was the middle of two, from then on it is Gemini's price."""
    sources = [
        source(shared, "POL", "binance", "binance_spot", "POLUSDT", 'unit = "POL/USDT"\nassumed = "1"'),
        source(shared, "POL", "coinbase", "coinbase_spot", "POL-USD"),
        source(shared, "POL", "gemini", "gemini_spot", "POLUSD"),
    ]
    history, _ = played(tmp_path, "POL", 7, sources, policy())
    (silence,) = [one for one in history.absences if one.out_ns == instant("2025-10-10T21:14:08Z") + NS - 1]
    assert (silence.source, silence.back_ns) == (2, instant("2025-10-10T21:27:26Z") + NS - 1)

    def index(clock: str) -> int:
        at_ns = instant(f"2025-10-10T{clock}Z") + NS - 1
        return [ticks for time_ns, ticks in history.index if time_ns <= at_ns][-1]

    assert (index("21:27:25"), index("21:27:28")) == (1_648_500, 2_036_000)
