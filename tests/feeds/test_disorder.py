"""Feeds in disorder, through the engine: what it does not believe changes nothing, and nothing stops it."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from solvent import commands as c
from solvent.engine import Engine
from solvent.feeds.quotes import Said, Source
from solvent.feeds.recordings import read_recording
from solvent.feeds.tapes import commands
from solvent.units import NS
from tests.feeds.made import policy

NAMES = ("coinbase", "gemini", "kraken")
SOURCES = [Source(market="BTC", name=name, price_decimals=2) for name in NAMES]
Rows = list[tuple[int, int, str, str]]
HEADER = "received_ts_s,ts_s,market,source,price\n"


def opened() -> Engine:
    """A market of three sources of which two must be younger than ten seconds."""
    rules = policy(min_sources=2)
    engine = Engine(msgspec.structs.replace(rules, prices=msgspec.structs.replace(rules.prices, max_age_ns=10 * NS)))
    engine.step(
        c.ListMarket(
            id="list",
            time_ns=NS,
            market="BTC",
            size_decimals=4,
            price_decimals=2,
            settlement="USD",
            constituents=list(NAMES),
        )
    )
    return engine


# (how much later it arrives, how far its own clock is behind (or ahead: below 0), who, what): late, twice, jumping
ROWS = st.lists(
    st.tuples(
        st.integers(0, 15), st.sampled_from([0, 0, 0, 1, 5, 60, 4000, -1, -3600]), st.sampled_from(NAMES),
        st.sampled_from(["100", "101.5", "99", "0", "NaN", "-1", "1e30", "100.001"]),
    ),
    max_size=25,
)  # fmt: skip


def written(rows: Rows) -> str:
    received, lines = 10_000, []
    for later, behind, name, price in rows:
        received += later
        lines.append(f"{received},{received - behind},BTC,{name},{price}\n")
    return HEADER + "".join(lines)


def told(rows: Rows) -> list[c.Command]:
    heard = read_recording(written(rows), SOURCES, "feed.csv")
    return list(commands((said for said in heard if isinstance(said, Said)), NS))


@given(ROWS)
def test_what_is_refused_changes_nothing_and_nothing_stops_the_engine(rows: Rows) -> None:
    every, believed = opened(), opened()
    for command in told(rows):
        if every.step(command).refused is None:
            believed.step(command)
    assert every.sealed is None
    assert every.book.digest() == believed.book.digest()


@given(ROWS)
def test_a_row_told_twice_changes_nothing(rows: Rows) -> None:
    once, twice = opened(), opened()
    for command in told(rows):
        once.step(command)
        twice.step(command)
        twice.step(command)
    assert [once.book.markets.index[0], once.book.markets.index_fresh[0]] == [
        twice.book.markets.index[0], twice.book.markets.index_fresh[0],
    ]  # fmt: skip


@given(ROWS)
def test_no_index_rests_on_a_source_that_is_old_or_ahead_of_the_clock(rows: Rows) -> None:
    engine = opened()
    for command in told(rows):
        engine.step(command)
        book = engine.book
        counted = [
            int(venue_ns)
            for venue_ns, excluded in zip(book.sources.venue_ns.tolist(), book.sources.exclusion.tolist(), strict=True)
            if venue_ns and not excluded
        ]
        assert all(book.now_ns - 10 * NS <= venue_ns <= book.now_ns for venue_ns in counted)
        if book.markets.usable[0]:
            assert len(counted) >= 2
            assert 9900 <= int(book.markets.index[0]) <= 10150


@given(ROWS)
def test_a_bad_source_does_not_delay_or_change_what_the_others_are_believed(rows: Rows) -> None:
    """Whatever gemini sends, what coinbase and kraken are taken to have said is the same as had it sent nothing."""
    kept: Rows = []
    waited = 0
    for later, behind, name, price in rows:
        waited += later
        if name != "gemini":
            kept.append((waited, behind, name, price))
            waited = 0
    noisy, quiet = opened(), opened()
    for engine, lines in ((noisy, rows), (quiet, kept)):
        for command in told(lines):
            engine.step(command)
    for place, name in enumerate(NAMES):
        if name != "gemini":
            assert int(noisy.book.sources.ticks[place]) == int(quiet.book.sources.ticks[place])
            assert int(noisy.book.sources.venue_ns[place]) == int(quiet.book.sources.venue_ns[place])
