"""What gates do on 10 October 2025: silence of trades, marks inside their cap, an index without jumps, who deviates."""

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
import pytest

from solvent import events as e
from solvent import rulebooks
from solvent.columns import side_by_side
from solvent.engine import Engine, Outcome
from solvent.feeds.quotes import instant
from solvent.lab.price_play import heard, play, told
from solvent.lab.price_tape import read_price_tape
from solvent.policy import GatePolicy, IndexPolicy, MarkPolicy, MarkRule, Policy
from solvent.reasons import Exclusion
from solvent.units import NS, PPM
from tests.replays.test_october_prices import FARTHEST, JUMPS, PERP, SILENCE_NS, played, policy, source


def gated(rules: Policy, **prices: object) -> Policy:
    """Rules with other gates, another index or another form of the mark."""
    return msgspec.structs.replace(rules, prices=msgspec.structs.replace(rules.prices, **prices))


@pytest.mark.parametrize("probation", [0, 60])
def test_gemini_leaves_for_want_of_trades_and_returns_by_rule(shared: Path, tmp_path: Path, probation: int) -> None:
    """Ten minutes of age are allowed here; trades are what is missing. After 21:20:46 it trades on, so a probation of a
    minute is over a minute and the next look later."""
    gates = GatePolicy(silence_ns=SILENCE_NS, probation_ns=probation * NS)
    rules = gated(policy(), max_age_ns=600 * NS, gates=gates)
    gemini, _ = played(tmp_path, "BTC", 2, [source(shared, "BTC", "gemini", "gemini_spot", "BTCUSD")], rules)
    for last in ("20:54:26", "21:13:57"):
        silent_ns = instant(f"2025-10-10T{last}Z")
        (absence,) = [one for one in gemini.absences if silent_ns <= one.out_ns <= silent_ns + 60 * NS]
        assert absence.exclusion == Exclusion.NO_TRADES
        assert absence.age_ns == 31 * NS  # looked at every second, and 30 are allowed
    assert absence.back_ns == instant("2025-10-10T21:20:46Z") + NS - 1 + (probation and probation + 1) * NS


@pytest.mark.parametrize("coin", FARTHEST)
def test_a_capped_mark_reaches_its_cap_and_never_leaves_it(shared: Path, tmp_path: Path, coin: str) -> None:
    """The mark that went 65 to 81 % below spot without a cap, with one of 1 % and one of 5 %."""
    sources = [
        source(shared, coin, "coinbase", "coinbase_spot", f"{coin}-USD"),
        source(shared, coin, "last", PERP, f"{coin}USD_PERP"),
    ]
    for cap in (10_000, 50_000):
        rules = gated(policy(MarkRule.MEDIAN_OF_THREE), forms=MarkPolicy(cap=cap))
        capped, _ = played(tmp_path, coin, 4, sources, rules)
        assert capped.apart is not None
        assert capped.beyond[cap] == 0
        assert (capped.apart.before - capped.apart.after) * PPM <= cap * capped.apart.before
        assert (capped.apart.before - capped.apart.after + 1) * PPM > cap * capped.apart.before, (
            "it is the cap that holds"
        )


@dataclass
class Watch:
    """The largest change of an index, ppm cut, in a step in which a source came or went; who deviated how often."""

    worst: int = 0
    deviating: Counter[int] = field(default_factory=Counter)
    before: int = 0

    def hear(self, engine: Engine, outcome: Outcome) -> None:
        """One step."""
        turned = [x for x in outcome.events if isinstance(x, e.ConstituentExcluded | e.ConstituentReadmitted)]
        now = int(engine.book.markets.index[0]) if engine.book.markets.n else 0
        if turned and self.before:
            self.worst = max(self.worst, abs(now - self.before) * PPM // self.before)
        self.before = now
        for event in turned:
            if isinstance(event, e.ConstituentExcluded):
                why = side_by_side(event.source, event.exclusion)
                self.deviating.update(source for source, exclusion in why if exclusion == Exclusion.DEVIATING)


def three(shared: Path, folder: Path, coin: str, **prices: object) -> Watch:
    """Binance (0), Coinbase (1) and Gemini (2), USDT taken as USD."""
    assumed = f'unit = "{coin}/USDT"\nassumed = "1"'
    sources = [
        source(shared, coin, "binance", "binance_spot", f"{coin}USDT", assumed),
        source(shared, coin, "coinbase", "coinbase_spot", f"{coin}-USD"),
        source(shared, coin, "gemini", "gemini_spot", f"{coin}USD"),
    ]
    path, watch = folder / "tape.toml", Watch()
    head = f'name = "october"\n[markets.{coin}]\nunit = "{coin}/USD"\nprice_decimals = 7\n'
    path.write_text(head + "".join(sources))
    tape = read_price_tape(path)
    play(told(tape, heard(tape), gated(policy(), **prices)), watch.hear)
    return watch


# largest step of the index as a source came or went, ppm: as it is, and with a gate on deviation of 5 %
UNBOUND = {"POL": (209_138, 138_258), "SKY": (16_800, 13_512)}


@pytest.mark.parametrize("coin", JUMPS)
def test_the_index_is_continuous_through_each_exclusion_within_the_declared_step(
    shared: Path, tmp_path: Path, coin: str
) -> None:
    assert three(shared, tmp_path, coin).worst == UNBOUND[coin][0]
    gliding = three(shared, tmp_path, coin, index=IndexPolicy(step=5_000, every_ns=NS))
    assert 0 < gliding.worst <= 5_000


@pytest.mark.parametrize(("coin", "left"), [("POL", {1: 6, 2: 14}), ("SKY", {2: 19})])
def test_whoever_deviates_is_out_voted_whether_or_not_he_is_wrong(
    shared: Path, tmp_path: Path, coin: str, left: dict[int, int]
) -> None:
    """A gate of 5 %, in again at 2.5 %: it makes the largest step smaller and does not bound it."""
    watch = three(shared, tmp_path, coin, gates=GatePolicy(deviation=50_000, readmit=25_000))
    assert dict(watch.deviating) == left
    assert watch.worst == UNBOUND[coin][1]


# seconds of 7,199 in which fewer than two sources could be believed, and nobody would have been closed
HELD = {"POL": 4_076, "SKY": 594}


@pytest.mark.parametrize("coin", HELD)
def test_the_gated_rulebook_moves_by_its_step_at_most_and_is_held_for_it(
    shared: Path, tmp_path: Path, coin: str
) -> None:
    """A plain median of the same three sources moved by up to 15.9 % (POL) and 1.7 % (SKY) as one of them left."""
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
