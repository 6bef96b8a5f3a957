"""What fails in a case: nothing else changes, nobody is forgotten, and it is counted who waited."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent import commands as c
from solvent import events as e
from solvent.book import Status
from solvent.engine import Outcome
from solvent.errors import BadInput
from solvent.journal import MemoryJournal
from solvent.lab import cases
from solvent.lab.impact import Impact, Linear, Pool
from solvent.lab.liquidity import TapeLiquidity
from solvent.lab.operations import FEED, MATCHING, Delay, Operating, Outage, Terms, Watch, throttled
from solvent.lab.operations.backlog import in_breach
from solvent.lab.operations.terms import ALL
from solvent.lab.run import AS_IT_WAS, Options, play, play_one
from solvent.policy import Policy, PriceRole
from solvent.reports.html import render
from solvent.reports.result import Result
from solvent.reports.views import NEVER, WITHOUT, beyond
from solvent.revalue.rows import everyone
from solvent.runtime import Runtime, replay_both
from solvent.units import DURATIONS, NS, PPM
from tests.lab.crowd import AT_ENTRY, SOURCES, Long, opening, rules, tape
from tests.lab.small import flagship, small
from tests.lab.small import rules as loaded
from tests.oracle import Seen, misplaced, unbalanced
from tests.world import PERP, S, cells

LAST, INDEX = rules(PriceRole.LAST), rules(PriceRole.INDEX)
LONGS = [(990_000, 5), (985_000, 3), (980_000, 7), (960_000, 2)]
FALL = [(second, 1_000_000 - 2_000 * second) for second in range(1, 21)]


def at(second: int) -> int:
    return AT_ENTRY + second * S


def outage(start: int, end: int, what: str = MATCHING) -> Outage:
    return Outage(at(start), at(end), what, (PERP,), "made up")


def late(seconds: int, *sources: str) -> tuple[Delay, ...]:
    return tuple(Delay(PERP, source, seconds * S, "made up") for source in sources or SOURCES)


@dataclass
class Acts:
    """(ns, what) of everything that a test asks about, in order."""

    now: int = 0
    prices: list[tuple[int, str, int, int]] = field(default_factory=list)
    trades: list[tuple[int, int]] = field(default_factory=list)
    placed: list[int] = field(default_factory=list)
    filled: list[int] = field(default_factory=list)
    expired: list[int] = field(default_factory=list)
    triggered: list[tuple[int, int]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    def __call__(self, _: int, outcome: Outcome) -> None:
        if outcome.refused:
            self.refused.append(outcome.refused.name)
        for event in outcome.events:
            match event:
                case e.TimeAdvanced():
                    self.now = event.time_ns
                case e.PriceObserved():
                    self.prices.append((self.now, SOURCES[event.source], event.ticks, event.venue_ns))
                case e.LastTraded():
                    self.trades.append((self.now, event.ticks))
                case e.LiquidationOrderPlaced():
                    self.placed += [self.now] * len(cells(event.order))
                case e.LiquidationOrderFilled():
                    self.filled += [self.now] * len(cells(event.order))
                case e.LiquidationOrderExpired():
                    self.expired += [self.now] * len(cells(event.order))
                case e.LiquidationTriggered():
                    self.triggered += [(self.now, bucket) for bucket in cells(event.bucket)]


@dataclass
class Played:
    runtime: Runtime
    acts: Acts
    operating: Operating
    watch: Watch

    @property
    def head(self) -> bytes:
        return self.runtime.journal.head


def played(
    policy: Policy, longs: Sequence[Long], steps: Sequence[tuple[int, int]], terms: Terms, venue: Impact | None = None,
    seed: int = 1, shorts: int = 0,
) -> Played:  # fmt: skip
    """A crowd on a tape under terms, looked at after every command; all laws of money hold at the end."""
    operating = Operating("test", terms, AT_ENTRY, seed, venue, venue or TapeLiquidity(0))
    runtime, acts, watch = Runtime(MemoryJournal(), operating.liquidity), Acts(), Watch()
    runtime.subscribe(acts)
    end = c.AdvanceTime(id="end", time_ns=at(steps[-1][0] + 1), actor="test")
    for command in [*opening(throttled(policy, terms), longs, 10**9, shorts), *tape(steps), end]:
        runtime.submit(operating.through(runtime.book, [command]))
        watch.look(runtime.book, everyone(runtime.book))
    assert not acts.refused, acts.refused
    book = runtime.book
    assert unbalanced(book) + misplaced(book) + Seen(book).owing() == []
    return Played(runtime, acts, operating, watch)


def test_without_a_word_about_operations_the_bytes_are_those_of_before() -> None:
    bare = Runtime(MemoryJournal(), TapeLiquidity(0))
    end = c.AdvanceTime(id="end", time_ns=at(21), actor="test")
    bare.submit([*opening(LAST, LONGS, 10**9, 0), *tape(FALL), end])
    nothing = Terms((outage(5, 5), outage(7, 7, ALL)), late(0), 0, 0)
    assert played(LAST, LONGS, FALL, Terms()).head == bare.journal.head
    assert played(LAST, LONGS, FALL, nothing).head == bare.journal.head


def test_while_matching_is_down_nothing_trades_and_the_first_trade_after_it_serves_everyone() -> None:
    for policy in (LAST, INDEX):
        found = played(policy, LONGS, FALL, Terms((outage(4, 12),)))
        inside = range(at(4), at(12))
        acts = found.acts
        assert not [now for now in (*acts.placed, *acts.filled) if now in inside]
        assert not [now for now, _ in acts.trades if now in inside]
        assert [now for now, *_ in acts.prices if now in inside]
        assert [now for now, _ in acts.triggered] == [at(12)] * 3 + [at(20)]  # lines at 5, 8, 10 and 20 s
        assert [ticks for now, ticks in acts.trades if now == at(12)] == [976_000]


def test_who_is_in_breach_while_the_venue_is_down_is_counted_without_a_trigger() -> None:
    down = played(INDEX, LONGS, FALL, Terms((outage(4, 12),))).watch.found()
    # On the index breaches begin at 5, 8 and 10 s; the market trades at 12 s; the last look is at 11 s.
    assert (down.most, down.most_ns) == (3, at(10))
    assert (down.oldest, down.oldest_at_ns) == (6 * S, at(11))
    assert down.waited_ns == (7 + 4 + 2) * S
    assert down.blocked == down.length
    blind = played(LAST, LONGS, FALL, Terms((outage(4, 12),))).watch.found()
    assert (blind.most, blind.waited_ns) == (0, 0)  # a venue on its own last price does not see what does not trade
    sound = played(INDEX, LONGS, FALL, Terms()).watch.found()
    assert (sound.most, sound.waited_ns) == (0, 0)


def test_a_market_without_a_further_trade_stays_down() -> None:
    found = played(INDEX, LONGS, FALL, Terms((outage(4, 21),)))
    assert found.acts.triggered == []
    assert found.runtime.book.markets.paused[0] == 1
    assert found.watch.found().length[-1] == 4


def test_a_silent_feed_leaves_the_index_and_staleness_rules_to_do_their_work() -> None:
    strict = rules(PriceRole.INDEX)
    strict = msgspec.structs.replace(strict, prices=msgspec.structs.replace(strict.prices, max_age_ns=3 * S))
    found = played(strict, LONGS, FALL, Terms((outage(4, 12, FEED),)))
    assert not [now for now, *_ in found.acts.prices if at(4) <= now < at(12)]
    assert len(found.acts.trades) == 21
    assert [now for now, _ in found.acts.triggered] == [at(12)] * 3 + [at(20)]
    assert found.watch.found().blocked[-1] == 0
    # A venue that closes on its last price does not miss the feed.
    assert [now for now, _ in played(LAST, LONGS, FALL, Terms((outage(4, 12, FEED),))).acts.triggered] == [
        at(5), at(8), at(10), at(20)
    ]  # fmt: skip


def test_late_prices_keep_the_venues_own_time_and_none_is_lost() -> None:
    sound, delayed = (played(INDEX, LONGS, FALL, Terms(delays=how)) for how in ((), late(3, "s1", "s3")))
    shifted = sorted(
        (now + 3 * S if source in ("s1", "s3") and now > AT_ENTRY else now, source, ticks, venue_ns)
        for now, source, ticks, venue_ns in sound.acts.prices
    )
    assert sorted(delayed.acts.prices) == [one for one in shifted if one[0] <= at(21)]
    assert [now for now, _ in delayed.acts.triggered] == [at(8), at(11), at(13)]  # the median is late with them
    assert delayed.acts.trades == sound.acts.trades


@given(
    st.integers(1, 4), st.lists(st.tuples(st.integers(970_000, 989_000), st.integers(1, 9)), min_size=1, max_size=25)
)
def test_the_throttle_is_never_passed_and_everyone_is_served_in_the_end(most: int, longs: list[Long]) -> None:
    found = played(LAST, longs, [(1, 970_000), (40, 970_000)], Terms(per_second=most))
    windows = {now: found.acts.placed.count(now) for now in found.acts.placed}
    assert max(windows.values()) <= most
    times = sorted(windows)
    assert len(found.acts.placed) == len(longs)
    assert times == [at(1 + place) for place in range(len(times))]  # second by second, though no price came


def test_a_rulebook_that_is_stricter_keeps_its_own_throttle() -> None:
    own = rules(PriceRole.LAST, throttle=3)
    assert throttled(own, Terms(per_second=5)) is own
    assert throttled(own, Terms(per_second=3)) is own
    assert throttled(own, Terms()) is own
    assert throttled(own, Terms(per_second=2)).closing.orders_per_window == 2


@given(st.integers(0, PPM), st.integers(0, 2**40))
def test_rejected_orders_go_to_the_next_taker_and_the_seed_decides_which(share: int, seed: int) -> None:
    one, again = (played(LAST, LONGS, FALL, Terms(rejected=share), seed=seed) for _ in range(2))
    assert one.head == again.head
    assert len(one.acts.expired) == one.operating.rejected
    assert len(one.acts.filled) == len(one.acts.placed) - one.operating.rejected
    assert int(one.runtime.book.buckets.status.max()) == Status.OPEN


def test_all_or_none_is_rejected_at_the_ends() -> None:
    everything = played(LAST, LONGS, FALL, Terms(rejected=PPM))
    assert everything.acts.filled == []
    assert everything.operating.rejected == len(everything.acts.placed) == 4
    assert played(LAST, LONGS, FALL, Terms(rejected=0)).operating.rejected == 0


SPANS = st.tuples(st.integers(1, 18), st.integers(0, 8), st.sampled_from([MATCHING, FEED, ALL]))
PATH = st.lists(st.integers(900_000, 1_010_000), min_size=8, max_size=20)
CROWD = st.lists(st.tuples(st.integers(880_000, 989_000), st.integers(1, 40)), min_size=1, max_size=8)


@given(
    CROWD, PATH, st.lists(SPANS, max_size=3), st.integers(0, 5), st.integers(0, 3), st.integers(0, PPM),
    st.sampled_from([LAST, INDEX]), st.none() | st.integers(1, 400), st.integers(0, 8),
)  # fmt: skip
def test_under_random_operations_money_is_conserved_and_every_breach_is_served_or_recovers(
    longs: list[Long], path: list[int], spans: list[tuple[int, int, str]], delay: int, most: int, rejected: int,
    policy: Policy, depth: int | None, shorts: int,
) -> None:  # fmt: skip
    apart, free = [], 0
    for start, length, what in sorted(spans):
        begin = max(start, free)
        apart.append(outage(begin, begin + length, what))
        free = begin + length
    terms = Terms(tuple(apart), late(delay), most, rejected)
    steps = [*enumerate(path, 1), (60, path[-1]), (61, path[-1]), (120, path[-1])]
    venue = None if depth is None else Impact({PERP: Pool(Linear(depth, 1000), pass_through=500_000)}, 10_000, AT_ENTRY)
    found = played(policy, longs, steps, terms, venue, shorts=shorts)
    for one in apart:
        if one.what in (MATCHING, ALL):
            assert not [now for now in (*found.acts.placed, *found.acts.filled) if one.start_ns <= now < one.end_ns]
    replay = replay_both(found.runtime.journal)
    assert (replay.differs, replay.digest) == (None, found.runtime.book.digest())
    book = found.runtime.book
    assert list(in_breach(book, everyone(book))) == []
    assert found.watch.found().length[-1] == 0


def failing(told: Terms) -> Result:
    """The flagship made small with failures, as a whole result."""
    case = small()
    case = msgspec.structs.replace(case, operations=msgspec.structs.replace(case.operations, failures=told))
    return play(case, loaded("last-full"), Options(variants=(AS_IT_WAS, NEVER)))


def test_a_case_is_played_with_and_without_and_says_so() -> None:
    base = small()
    start = base.start_ns + 8 * DURATIONS["min"]
    down = Outage(start, start + 5 * DURATIONS["min"], MATCHING, ("ATOM-PERP",), "Made up")
    result = failing(Terms((down,), per_second=2))
    assert [run.variant for run in result.runs] == [AS_IT_WAS, WITHOUT, NEVER]
    with_it, without, never = result.runs
    plain = play_one(base, *loaded("last-full")[0], AS_IT_WAS)
    assert (without.head, without.digest) == (plain.head, plain.digest)
    assert never.head == play_one(base, *loaded("last-full")[0], NEVER).head
    assert beyond(with_it.bill) > beyond(without.bill)
    assert with_it.bill.unallocated == 0
    assert with_it.backlog is not None
    assert with_it.backlog.most > 0
    assert not [one for one in with_it.closed if down.start_ns <= one.time_ns < down.end_ns]
    assert result.outages == [(down.start_ns, down.end_ns, MATCHING)]
    assert "had nothing failed" in result.lines[0]
    assert any("Backlog" in line for line in result.lines)
    page = render(result)
    assert page == render(result)
    assert page.count('id="backlog"') == 1
    assert "Who waited while it failed" in page
    assert 'id="backlog"' not in render(flagship())


def test_a_cascade_meets_an_outage_too() -> None:
    case = cases.load("cascade")
    start = case.start_ns + 140 * NS
    down = Outage(start, start + 60 * NS, ALL, ("COIN-PERP",), "Made up")
    case = msgspec.structs.replace(
        case,
        end_ns=case.start_ns + 300 * NS,
        groups=tuple(msgspec.structs.replace(group, count=min(group.count, 10)) for group in case.groups),
        operations=msgspec.structs.replace(case.operations, failures=Terms((down,), rejected=100_000)),
    )
    result = play(case, loaded("last-full"))
    assert [run.variant for run in result.runs] == ["kappa 0.5", WITHOUT, "kappa 0", "kappa 1", "no impact"]
    assert not [
        one for run in result.runs if run.variant != WITHOUT for one in run.closed
        if down.start_ns <= one.time_ns < down.end_ns
    ]  # fmt: skip
    assert all(run.bill.unallocated == 0 for run in result.runs)
    assert result.runs[0].cascades[0].pass_through == result.runs[1].cascades[0].pass_through


REGIMES = """
[[operations.regimes]]
at = "21:14:00"
regime = "stressed"
reason = "depth fell below a third of its mean"

[[operations.regimes]]
at = "21:20:00"
regime = "normal"
reason = "depth came back"
"""


def test_a_regime_of_a_case_closes_whom_it_leaves_short_and_only_under_the_rulebook_that_has_it() -> None:
    head, _, rest = (cases.FOLDER / "outage.toml").read_text("utf-8").partition("liquidations_per_second = 5")
    case = cases.read_case(f"{head}{REGIMES}\n[entry]{rest.partition('[entry]')[2]}", "x")
    result = play(case, loaded("index-ewma", "index-full"), Options(variants=(AS_IT_WAS,)))
    closed = {(run.rulebook, run.variant): sorted(one.time_ns for one in run.closed) for run in result.runs}
    declared, calm = closed["index-ewma", AS_IT_WAS], closed["index-ewma", WITHOUT]
    assert declared[0] < calm[0], "a higher requirement is met sooner on the way down"
    assert all(sooner <= later for sooner, later in zip(declared, calm, strict=False))
    assert len(declared) >= len(calm)
    assert closed["index-full", AS_IT_WAS] == closed["index-full", WITHOUT]
    assert "whoever has a regime stressed declares it: depth fell" in " ".join(result.failures)
    assert all(run.bill.unallocated == 0 for run in result.runs)


def test_a_regime_that_no_rulebook_declares_is_refused() -> None:
    case = cases.read_case((cases.FOLDER / "outage.toml").read_text("utf-8") + REGIMES, "x")
    with pytest.raises(BadInput, match="expected regimes that a rulebook of outage declares, found stressed"):
        play(case, loaded("index-full"), Options(variants=(AS_IT_WAS,)))
