"""A shock that feeds on itself: rounds, what stops them, who pays, and what must hold whatever the book."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from solvent import rulebooks
from solvent.errors import BadInput
from solvent.journal import SqliteJournal
from solvent.lab import cases
from solvent.lab.branching import at_entry, branching, ladder, runaway
from solvent.lab.cascade import NO_IMPACT, kappa, staged, variants
from solvent.lab.case import Case, Liquidity
from solvent.lab.impact import Impact, Linear, Pool, Shape, SquareRoot
from solvent.lab.run import AS_IT_WAS, Options, play_one
from solvent.lab.run import play as play_case
from solvent.policy import Limit, Policy, PriceRole, Sizing
from solvent.reports.cascade import Cascade
from solvent.reports.html import render
from solvent.reports.result import Run
from solvent.runtime import replay_both
from solvent.units import NS, PPM
from tests.lab.crowd import AT_ENTRY, START, Crowd, Long, play, rules
from tests.world import PERP, S

CASE = cases.load("cascade")
SMALL = msgspec.structs.replace(
    CASE,
    end_ns=CASE.start_ns + 240 * NS,
    groups=tuple(msgspec.structs.replace(group, count=min(group.count, 15)) for group in CASE.groups),
    liquidity=msgspec.structs.replace(
        CASE.liquidity,
        impact=msgspec.structs.replace(CASE.liquidity.impact, depth=CASE.liquidity.impact.depth // 8),
    ),
) if CASE.liquidity.impact else CASE  # fmt: skip
FALL = [(1, 990_000)]
LAST = rules(PriceRole.LAST)
INDEX = rules(PriceRole.INDEX)

LONGS = st.lists(st.tuples(st.integers(880_000, 989_000), st.integers(1, 40)), min_size=1, max_size=8)
DEPTHS = st.integers(1, 400)  # lots within a thousand ticks


def venue(shape: Shape, rounds: int = 10_000, **terms: int) -> Impact:
    return Impact({PERP: Pool(shape, **terms)}, rounds, AT_ENTRY)


def depth(lots: int) -> Linear:
    return Linear(lots, 1000)


def replayed(crowd: Crowd) -> None:
    """By cause and by effect the journal leads to the same book."""
    found = replay_both(crowd.runtime.journal)
    assert found.differs is None, found.why
    assert found.digest == crowd.runtime.book.digest()


def test_one_closing_sets_off_the_next() -> None:
    # A tick is a lot's worth of price: 10 lots move 10,000 ticks. The shock reaches only the first of four.
    longs = [(990_000, 10), (981_000, 10), (972_000, 10), (900_000, 10)]
    crowd = play(LAST, longs, FALL, venue(depth(1)), fund=10**9)
    assert crowd.venue is not None
    watched = crowd.venue.watched[PERP]
    assert (watched.rounds, watched.most_rounds, len(crowd.seen.closed)) == (3, 3, 3)
    assert (watched.low, watched.lowest, crowd.seen.lowest) == (990_000, 960_000, 960_000)
    replayed(crowd)


def test_a_venue_on_the_index_hears_only_what_the_outside_repeats() -> None:
    longs = [(990_000, 10), (981_000, 10), (972_000, 10), (900_000, 10)]
    closed = {
        share: len(play(INDEX, longs, FALL, venue(depth(1), pass_through=share), fund=10**9).seen.closed)
        for share in (0, 500_000, PPM)
    }
    assert closed == {0: 1, 500_000: 1, PPM: 3}
    wide = {
        share: len(play(INDEX, longs, FALL, venue(Linear(1, 1900), pass_through=share), fund=10**9).seen.closed)
        for share in (0, 500_000, PPM)
    }
    assert wide == {0: 1, 500_000: 3, PPM: 3}


def test_shorts_are_squeezed_the_same_way() -> None:
    assert Pool(depth(1), last=START).take(10, 0, 0) == (10, START + 5_000)


@given(LONGS, st.lists(st.tuples(st.integers(900_000, 1_000_000)), min_size=1, max_size=5), st.integers(0, 20_000))
def test_without_impact_it_is_exactly_the_tape(longs: Sequence[Long], path: list[tuple[int]], slippage: int) -> None:
    steps = [(second, ticks) for second, (ticks,) in enumerate(path, 1)]
    still = play(LAST, longs, steps, venue(Linear(1, 0), slippage=slippage), slippage, 10**9, 3)
    told = play(LAST, longs, steps, None, slippage, 10**9, 3)
    assert still.runtime.journal.head == told.runtime.journal.head
    assert still.runtime.book.digest() == told.runtime.book.digest()
    assert still.venue is not None
    assert still.venue.rounds == 0


@example([(880_000, 1)], 126, 15, 880_000, LAST, False)
@given(LONGS, DEPTHS, st.integers(0, 400), st.integers(880_000, 995_000), st.sampled_from([LAST, INDEX]), st.booleans())
def test_a_deeper_book_never_closes_more_nor_falls_further(
    longs: Sequence[Long], lots: int, more: int, shock: int, on: Policy, root: bool
) -> None:
    def shape(size: int) -> Shape:
        return SquareRoot(10**18 // size) if root else depth(size)

    runs = [
        play(on, longs, [(1, shock), (2, shock)], venue(shape(size), pass_through=700_000, half_life_ns=S), fund=10**9)
        for size in (lots, lots + more)
    ]
    shallow, deep = runs
    assert deep.seen.closed <= shallow.seen.closed
    assert deep.seen.lowest >= shallow.seen.lowest
    assert shallow.venue is not None
    assert deep.venue is not None
    # The last price and the outside are whole ticks, each rounded by itself: between the two there may be one more.
    tick = -(-PPM // deep.seen.lowest)
    assert deep.venue.watched[PERP].overshoot <= shallow.venue.watched[PERP].overshoot + tick


def test_with_a_second_shock_and_resilience_a_deeper_book_may_fare_worse() -> None:
    """The law above is about one shock: what a shallow book sold early has come back by the time of the next."""
    longs = [(990_000, 1), (984_500, 5), (960_000, 1)]
    steps = [(1, 988_000), (60, 970_000)]
    closed = [
        len(play(LAST, longs, steps, venue(Linear(1, span), half_life_ns=S), fund=10**9).seen.closed)
        for span in (4_000, 3_000)
    ]
    assert closed == [2, 3]


@given(LONGS, DEPTHS, st.lists(st.integers(0, PPM), min_size=2, max_size=4).map(sorted))
def test_more_pass_through_never_closes_fewer_on_the_index(longs: Sequence[Long], lots: int, shares: list[int]) -> None:
    runs = [play(INDEX, longs, FALL, venue(depth(lots), pass_through=share), fund=10**9) for share in shares]
    for less, more in pairwise(runs):
        assert less.seen.closed <= more.seen.closed


BRAKED = rules(PriceRole.LAST, Sizing.RESTORE, Limit.BANKRUPTCY, throttle=2)
LIMITED = rules(PriceRole.LAST, limit=Limit.BANKRUPTCY)


@given(
    LONGS, DEPTHS, st.sampled_from([LAST, INDEX, BRAKED, LIMITED]),
    st.lists(st.integers(850_000, 1_000_000), min_size=1, max_size=5), st.integers(0, 10**8), st.integers(0, 60),
    st.integers(1, PPM),
)  # fmt: skip
def test_every_lot_and_every_unit_is_accounted_for(
    longs: Sequence[Long], lots: int, on: Policy, path: list[int], fund: int, cap: int, reach: int
) -> None:
    """`play` looks for refused commands (a fill beyond its limit is one), lost money and debts nobody bears."""
    steps = list(enumerate(path, 1))
    crowd = play(
        on, longs, steps, venue(depth(lots), pass_through=400_000, half_life_ns=S, cap=cap, per_ns=S, reach=reach),
        0, fund, len(longs),
    )  # fmt: skip
    assert crowd.venue is not None
    watched, seen = crowd.venue.watched[PERP], crowd.seen
    assert seen.ordered == seen.filled + seen.expired
    assert (watched.ordered, watched.filled) == (seen.ordered, seen.filled)
    assert watched.rounds <= seen.filled
    replayed(crowd)


def test_a_runaway_ends_and_everything_is_paid() -> None:
    longs = [(990_000 - 500 * n, 10) for n in range(60)]  # ten lots move 589 ticks, and the next line is 500 away
    free, ended = (play(LAST, longs, FALL, venue(depth(17), rounds), shorts=60) for rounds in (10_000, 5))
    assert free.venue is not None
    assert ended.venue is not None
    assert not free.venue.capped
    assert ended.venue.capped
    assert (len(free.seen.closed), free.seen.expired) == (60, 0)
    assert (ended.venue.rounds, len(ended.seen.closed)) == (5, 6)
    assert ended.seen.expired == 10  # whom the fifth round closed went to the winners
    replayed(ended)


@pytest.mark.parametrize("n", [100_000, 250_000, 500_000, 750_000])
def test_below_the_runaway_a_small_shock_grows_by_one_over_one_less_n(n: int) -> None:
    """Within 5 %: one lot every hundred ticks, a linear book, a shock of ten thousand ticks. No claim beyond."""
    step, shock = 100, 10_000
    longs = [(START - 12_000 - step * i, 1) for i in range(600)]
    shape = Linear(PPM, n * step)  # one lot moves n x 100 ticks, there is one in every hundred
    steps = [(1, START - 12_000), (2, START - 12_000 - shock)]
    crowd = play(LAST, longs, steps, venue(shape), fund=10**12)
    lines = [(line, lots) for line, lots in longs]
    rungs = branching(START, lines, shape, width=10_000)
    assert all(abs(rung.n - n) <= n // 50 for rung in rungs[2:6])
    assert runaway(START, rungs) is None
    grown = START - 12_000 - crowd.seen.lowest
    assert abs(grown * (PPM - n) - shock * PPM) <= shock * PPM // 20


def test_where_it_feeds_itself_it_runs_to_the_end_of_the_crowd() -> None:
    longs = [(START - 12_000 - 100 * i, 1) for i in range(600)]
    shape = Linear(10, 1_500)  # a lot moves 150 ticks, there is one in every hundred
    rungs = branching(START, longs, shape)
    assert runaway(START, rungs) == 10_000
    assert len(play(LAST, longs, [(1, START - 12_500)], venue(shape), fund=10**12).seen.closed) == 600


def test_the_map_is_told_from_the_price_outwards() -> None:
    rungs = branching(1000, [(999, 5), (985, 20), (985, 20)], Linear(10, 1), width=10_000)
    assert [(rung.near, rung.far, rung.lots, rung.n) for rung in rungs] == [
        (1000, 990, 5, 50_000), (990, 980, 40, 400_000),
    ]  # fmt: skip
    up = branching(1000, [(1015, 200)], Linear(10, 1), share=500_000, width=10_000, side=-1)
    assert [(rung.near, rung.far, rung.n) for rung in up] == [(1000, 1010, 0), (1010, 1020, PPM)]
    assert runaway(1000, up) == 10_000
    assert branching(1000, [], Linear(10, 1)) == []


# The case itself.


def policy(name: str) -> Policy:
    return rulebooks.compile(rulebooks.load(name))


@pytest.fixture(scope="module")
def full() -> Run:
    return play_one(CASE, policy("last-full"), "", "kappa 0.5")


@pytest.fixture(scope="module")
def braked() -> Run:
    return play_one(CASE, policy("last-braked"), "", "kappa 0.5")


def only(run: Run) -> Cascade:
    (cascade,) = run.cascades
    return cascade


def test_the_case_feeds_on_itself_and_the_brake_stops_it(full: Run, braked: Run) -> None:
    free, held = only(full), only(braked)
    assert -42_000 < free.shock == held.shock < -39_000
    assert free.amplification > 3 * PPM
    assert held.amplification < 2 * PPM
    assert free.expired == 0 < held.expired
    assert full.bill.unallocated == braked.bill.unallocated == 0
    assert all(group.triggered == group.accounts for group in full.groups if group.side == "long")
    assert free.rungs[3].n > PPM
    assert free.runaway == 30_000
    assert 0 < free.half_ns < 180 * NS


def test_the_same_seed_gives_the_same_bytes() -> None:
    runs = [play_one(SMALL, policy("last-full"), "", "kappa 0.5") for _ in range(2)]
    assert msgspec.json.encode(runs[0]) == msgspec.json.encode(runs[1])
    other = play_one(msgspec.structs.replace(SMALL, seed=1), policy("last-full"), "", "kappa 0.5")
    assert other.head != runs[0].head


def test_a_case_where_nothing_moves_is_the_case_of_the_tape() -> None:
    still = play_one(SMALL, policy("index-full"), "", NO_IMPACT)
    taped: Case = msgspec.structs.replace(SMALL, liquidity=Liquidity("tape", SMALL.liquidity.slippage, PPM))
    told = play_one(taped, policy("index-full"), "", AS_IT_WAS)
    assert (still.digest, still.head, still.bill, still.closed) == (told.digest, told.head, told.bill, told.closed)
    assert told.cascades == []
    assert (only(still).rounds, only(still).amplification, only(still).pass_through) == (0, PPM, None)


def test_a_journal_of_the_case_replays(tmp_path) -> None:  # type: ignore[no-untyped-def]
    play_one(SMALL, policy("last-braked"), "", "kappa 1", tmp_path)
    with SqliteJournal(tmp_path / "last-braked.kappa-1.journal") as journal:
        assert replay_both(journal).differs is None


def test_the_lines_say_it_all() -> None:
    names = ("last-full", "index-full", "last-braked")
    result = play_case(SMALL, [(policy(name), "") for name in names])
    assert [run.variant for run in result.runs[::3]] == ["kappa 0.5", "kappa 0", "kappa 1", NO_IMPACT]
    first = result.lines[0]
    assert first.startswith("A shock of −4.")
    assert " longs closed in " in first
    assert "with index-full it " in first
    assert "; with last-braked it " in first
    text = "\n".join(result.lines)
    for words in (
        "Unallocated: 0.00 in every run.",
        "from the price outside",
        "Beyond own margin",
        "left; shorts have",
    ):
        assert words in text
    ended = msgspec.structs.replace(SMALL, liquidity=msgspec.structs.replace(
        SMALL.liquidity, impact=msgspec.structs.replace(SMALL.liquidity.impact, rounds=1),
    ))  # fmt: skip
    capped = play_case(ended, [(policy("last-full"), "")], Options())
    assert "It ran away: after 1 round no order found a taker any more." in "\n".join(capped.lines)
    assert {run.bill.unallocated for run in capped.runs} == {0}


def test_the_page_tells_of_the_cascade_and_not_of_a_rebound() -> None:
    result = play_case(SMALL, [(policy("last-full"), ""), (policy("last-braked"), "")])
    page = render(result)
    assert "How far it fed on itself" in page
    assert "What if it had not come back?" not in page
    assert page.count("<td>nowhere</td>") == sum(run.cascades[0].runaway is None for run in result.runs)


def test_variants_are_named_after_what_the_outside_follows() -> None:
    assert list(variants(CASE)) == ["kappa 0.5", "kappa 0", "kappa 1", NO_IMPACT]
    assert [kappa(share) for share in (0, 125_000, PPM)] == ["kappa 0", "kappa 0.125", "kappa 1"]
    assert variants(cases.load("ten-times")) == {}
    assert staged(cases.load("ten-times")) is None
    with pytest.raises(BadInput):
        play_case(CASE, [], Options(variants=("nonsense",)))


def test_the_map_of_the_case_holds_every_long() -> None:
    book = at_entry(SMALL, policy("last-full"))
    lines = ladder(book, 0, 1)
    longs = [lots for lots in book.rows.lots.tolist() if lots > 0]
    assert sum(lots for _, lots in lines) == sum(longs)
    assert ladder(book, 0, -1) == sorted(ladder(book, 0, -1))
