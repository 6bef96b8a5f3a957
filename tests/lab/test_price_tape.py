"""A price tape is defined in a small TOML, read strictly, and played through the engine without an account."""

from pathlib import Path

import numpy as np
import pytest

from solvent import commands as c
from solvent import rulebooks
from solvent.engine import Engine, Outcome
from solvent.engine.forming import converted
from solvent.errors import BadInput
from solvent.lab.price_play import heard, play, told
from solvent.lab.price_tape import read_price_tape
from solvent.units import NS

TAPE = """
name = "small"
rulebook = "index-full"
step = "10 s"

[markets.BTC]
unit = "BTC/USD"
price_decimals = 2

[[sources]]
source = "gemini"
file = "gemini.csv"
bar = "1 s"
symbol = "BTCUSD"

[[sources]]
source = "coinbase"
file = "quotes.csv"
format = "quotes"

[[sources]]
source = "kraken"
file = "recording.csv"
format = "recording"
unit = "BTC/USDT"
assumed = "1"

[[sources]]
source = "last"
file = "quotes.csv"
format = "quotes"
venue = "own"
"""
FILES = {
    "gemini.csv": "symbol,ts_s,open,high,low,close,trades\nBTCUSD,100,1,3,1,2,4\nETHUSD,100,9,9,9,9,1\n",
    "quotes.csv": "ts_s,market,source,price\n100,BTC,coinbase,2.5\n101,BTC,own,2.25\n130,BTC,coinbase,2.75\n",
    "recording.csv": """received_ts_s,ts_s,market,source,price
100,99,BTC,kraken,2
102,101,BTC,kraken,NaN
103,102,ETH,kraken,5
""",
}


def written(folder: Path, tape: str = TAPE) -> Path:
    for name, text in FILES.items():
        (folder / name).write_text(text)
    path = folder / "tape.toml"
    path.write_text(tape)
    return path


def played(path: Path, **window: int) -> list[c.Command]:
    tape = read_price_tape(path)
    return list(told(tape, heard(tape), rulebooks.compile(rulebooks.load(tape.rulebook)), **window))


def test_everything_is_told_in_time_order_and_silence_too(tmp_path: Path) -> None:
    rulebook, listed, unit, *rest = played(written(tmp_path))
    assert isinstance(rulebook, c.AdoptRulebook)
    assert isinstance(listed, c.ListMarket)
    assert (listed.constituents, listed.settlement) == (["gemini", "coinbase", "kraken"], "USD")
    assert isinstance(unit, c.SetIndex)
    assert (unit.unit, unit.owner, unit.reason) == ("BTC/USD", "tape", "as the price tape small declares")
    registered = [(x.source, x.unit, x.assumed_ppm) for x in rest if isinstance(x, c.SetConstituent)]
    assert registered == [("gemini", "BTC/USD", 0), ("coinbase", "BTC/USD", 0), ("kraken", "BTC/USDT", 10**6)]
    spoken = [
        (x.time_ns, x.source if isinstance(x, c.ObserveQuote) else "last", x.ticks)
        for x in rest
        if isinstance(x, c.ObserveQuote | c.ObserveTrade)
    ]
    assert spoken == [
        (100 * NS, "coinbase", 250), (100 * NS, "kraken", 200), (101 * NS - 1, "gemini", 200), (101 * NS, "last", 225),
        (102 * NS, "kraken", 0), (130 * NS, "coinbase", 275),
    ]  # fmt: skip
    assert [x.time_ns // NS for x in rest if isinstance(x, c.AdvanceTime)] == [112, 122]


def test_a_reference_turns_what_quotes_another_currency(tmp_path: Path) -> None:
    """USDT at 0.998: 2.00 USDT are 1.99 dollars, rounded down."""
    tape = TAPE.replace('assumed = "1"', 'convert = "USDT"')
    for name in ("gemini", "coinbase", "kraken", "last"):
        tape = tape.replace(f'source = "{name}"', f'market = "BTC"\nsource = "{name}"')
    tape += """
[[sources]]
market = "USDT"
source = "pool"
file = "usdt.csv"
format = "quotes"

[markets.USDT]
unit = "USDT/USD"
price_decimals = 4
reference = true
"""
    (tmp_path / "usdt.csv").write_text("ts_s,market,source,price\n99,USDT,pool,0.998\n")
    turned: list[list[int]] = []

    def hear(engine: Engine, _: Outcome) -> None:
        if engine.book.sources.n > 2:
            turned.append(converted(engine.book, np.array([2])).tolist())

    play(played(written(tmp_path, tape)), hear)
    assert [199] in turned


def test_what_a_recording_could_not_tell_is_noted_and_what_is_assumed_is_labelled(tmp_path: Path) -> None:
    tape = read_price_tape(written(tmp_path))
    unread, wrong = heard(tape).notes
    assert (
        unread
        == "rows told to nobody: 1, the first recording.csv, line 4: expected one of BTC kraken, found 'ETH kraken'"
    )
    assert wrong.startswith("rows told as no price: 1, the first recording.csv, line 3, column price: expected a price")
    assert wrong.endswith("found 'NaN'")
    assert tape.labels() == [
        "BTC kraken is quoted in BTC/USDT: taken at an assumed 1, a label and not a measurement"
    ]  # fmt: skip


def test_a_window_is_cut_out_and_time_runs_to_its_end(tmp_path: Path) -> None:
    _, _, *rest = played(written(tmp_path), start_ns=101 * NS, end_ns=110 * NS)
    assert [type(x).__name__ for x in rest[4:]] == ["ObserveTrade", "ObserveQuote", "AdvanceTime"]
    assert rest[-1].time_ns == 110 * NS
    with pytest.raises(BadInput, match="expected prices in the time asked for, found none"):
        played(tmp_path / "tape.toml", start_ns=131 * NS)


def test_nothing_on_a_tape_seals_the_engine(tmp_path: Path) -> None:
    outcomes: list[Outcome] = []

    def hear(_: Engine, outcome: Outcome) -> None:
        outcomes.append(outcome)

    engine = play(played(written(tmp_path)), hear)
    assert engine.sealed is None
    assert int(engine.book.sources.venue_ns[1]) == 130 * NS


TABLE = [
    ('name = "small"', "", "expected a key 'name'"),
    ('step = "10 s"', 'step = "10"', "step: expected a duration with its unit"),
    ('step = "10 s"', "stepp = 1", "the unknown key 'stepp'; did you mean 'step'?"),
    ('unit = "BTC/USD"\nprice', 'unit = "BTC"\nprice', "expected a unit such as BTC/USD, found 'BTC'"),
    ("price_decimals = 2", "price_decimals = 20", "expected a whole number from 0 to 9, found 20"),
    ('source = "coinbase"', 'source = "gemini"', "expected each source of a market once, found BTC gemini twice"),
    ('source = "coinbase"', 'sauce = "coinbase"', "the unknown key 'sauce': did you mean 'source'?"),
    ('format = "recording"', 'format = "json"', "expected one of bars, quotes, recording, found 'json'"),
    ('assumed = "1"', "", 'expected convert or assumed = "1" (BTC/USDT is told where BTC/USD is formed), found none'),
    ('assumed = "1"', "assumed = 1.0", "expected text in quotes, found the float 1.0"),
    ('assumed = "1"', 'assumed = "0"', "expected \"1\", the only rate that can be assumed, found '0'"),
    ('assumed = "1"', 'assumed = "1"\nconvert = "X"', "formed), found assumed and convert"),
    ('assumed = "1"', 'convert = "BTC"', "convert: expected a market of USDT/USD: none is defined, found 'BTC'"),
    ('bar = "1 s"', 'bar = "1 s"\nweight = "0 %"', "expected a quantity of at least 1"),
    ("price_decimals = 2", 'price_decimals = 2\nreference = "yes"', "expected"),
    ('unit = "BTC/USDT"', 'unit = "ETH/USDT"', "expected a price of BTC such as BTC/USD, found 'ETH/USDT'"),
    ('unit = "BTC/USDT"', "", "expected neither convert nor assumed of BTC/USD"),
    ('bar = "1 s"', 'bar = "1 ns"', "expected a quantity of at least 3"),
    ("[[sources]]", "[[source]]", "sources"),
]


@pytest.mark.parametrize(("old", "new", "message"), TABLE)
def test_a_definition_that_does_not_hang_together_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in TAPE
    with pytest.raises(BadInput) as caught:
        read_price_tape(written(tmp_path, TAPE.replace(old, new)))
    assert message in str(caught.value)
    assert str(caught.value).startswith("tape.toml:")


DEPTH = """
[[depth]]
file = "depth.csv"
within = "1 %"
"""


def test_depth_that_is_believed_is_told_among_the_prices_and_the_rest_is_noted(tmp_path: Path) -> None:
    rows = "100,-1,10,995\n100,1,10,1005\n101,-1,10,1010\n101,1,10,1005\n125,-1,9,895.5\n125,1,10,1005\n"
    (tmp_path / "depth.csv").write_text("ts_s,percentage,depth,notional\n" + rows)
    path = written(tmp_path, TAPE + DEPTH)
    told = [(x.time_ns // NS, x.bids, x.asks) for x in played(path) if isinstance(x, c.ObserveDepth)]
    assert told == [(100, 10**9, 10**9), (125, 9 * 10**8, 10**9)]
    many, refused = heard(read_price_tape(path)).notes[-2:]
    assert many == "depth of BTC told: 2 of 3 snapshots"
    assert refused.startswith(
        "depth of BTC refused: 1, the first depth.csv, line 4: bids worth more than asks: within 1 %"
    )
    with pytest.raises(BadInput, match=r"tape\.toml:.*expected a rate with its unit"):
        read_price_tape(written(tmp_path, TAPE + DEPTH.replace("1 %", "1")))


def test_a_market_without_a_source_is_refused(tmp_path: Path) -> None:
    other = '[markets.ETH]\nunit = "ETH/USD"\nprice_decimals = 2\n'
    text = TAPE.replace("[markets.BTC]", other + "[markets.BTC]").replace("[[sources]]", '[[sources]]\nmarket = "BTC"')
    with pytest.raises(BadInput, match=r"markets\.ETH: expected a source of its index, found none"):
        read_price_tape(written(tmp_path, text))
