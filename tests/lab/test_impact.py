"""What forced orders do to a book: how far it moves, what they fetch, what comes back, and where it ends."""

from collections.abc import Sequence

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.errors import BadCase
from solvent.lab import cases
from solvent.lab.case import Market
from solvent.lab.impact import Linear, Pool, Shape, SquareRoot, Terms
from solvent.lab.impact.pool import priced
from solvent.lab.impact.shapes import MICRO, decayed
from solvent.lab.impact.terms import read_terms
from solvent.lab.strict_toml import parse
from solvent.units import ATOMS, NS, PPM

MARKET = Market("X", 3, 3, "USD", ())
LOTS = st.integers(1, 10**9)
MOVED = st.integers(-(10**12), 10**12)
SHARE = st.integers(1, PPM)
SHAPES = st.one_of(
    st.builds(Linear, st.integers(1, 10**12), st.integers(0, 10**6)), st.builds(SquareRoot, st.integers(0, 10**15))
)


def pool(shape: Shape, last: int = 1000, **terms: int) -> Pool:
    """A market whose last price is known."""
    found = Pool(shape, **terms)
    found.print_last(last, 0)
    return found


def test_a_block_book_moves_in_proportion_and_fills_at_the_middle() -> None:
    shape = Linear(10, 1)  # ten lots a tick
    assert shape.after(0, 50, PPM) == 5 * MICRO
    assert shape.average(0, 5 * MICRO) == (5 * MICRO, 2)
    assert shape.after(0, 50, PPM // 2) == 10 * MICRO  # half of the depth is gone
    assert shape.most(0, 5 * MICRO, PPM) == 50


def test_a_square_root_moves_twice_as_far_for_four_times_the_lots() -> None:
    shape = SquareRoot(MICRO * MICRO)  # one lot moves one tick
    assert [shape.after(0, lots, PPM) for lots in (1, 4, 9)] == [MICRO, 2 * MICRO, 3 * MICRO]
    over, by = shape.average(0, 3 * MICRO)
    assert over == 2 * MICRO * by  # two thirds of the way
    assert shape.after(-2 * MICRO, 4, PPM) == 0  # what others had moved is undone first
    assert shape.most(MICRO, 3 * MICRO, PPM) == 8


@given(SHAPES, MOVED, LOTS, LOTS, SHARE)
def test_two_trades_move_as_far_as_their_sum(shape: Shape, moved: int, first: int, second: int, share: int) -> None:
    whole, parts = (
        shape.after(moved, first + second, share),
        shape.after(shape.after(moved, first, share), second, share),
    )
    assert moved <= whole <= parts
    if isinstance(shape, Linear):
        assert parts <= whole + 1
    else:  # a micro-tick of the first is worth as much of the sum only where the second is as far from 0
        assert parts * abs(parts) <= whole * abs(whole) + 4 * (abs(moved) + abs(parts) + abs(whole) + 1)


@given(SHAPES, MOVED, st.integers(0, 10**12), SHARE)
def test_the_most_that_fits_fits_and_one_lot_more_does_not(shape: Shape, moved: int, room: int, share: int) -> None:
    most = shape.most(moved, moved + room, share)
    if most is None:
        assert shape.after(moved, 10**9, share) == moved
        return
    assert shape.after(moved, most, share) <= moved + room
    assert shape.after(moved, most + 1, share) > moved + room
    assert shape.most(moved, moved - 1, share) == 0


@given(SHAPES, MOVED, LOTS, SHARE)
def test_the_average_lies_on_the_way(shape: Shape, moved: int, lots: int, share: int) -> None:
    after = shape.after(moved, lots, share)
    over, by = shape.average(moved, after)
    assert by > 0
    assert moved * by <= over <= after * by


@given(st.integers(1, 10**9), st.integers(0, 10**9), st.integers(0, 10**6), MOVED, LOTS, SHARE)
def test_a_deeper_book_never_moves_further(depth: int, more: int, span: int, moved: int, lots: int, share: int) -> None:
    assert Linear(depth + more, span).after(moved, lots, share) <= Linear(depth, span).after(moved, lots, share)
    assert SquareRoot(depth).after(moved, lots, share) <= SquareRoot(depth + more).after(moved, lots, share)


@given(MOVED, MOVED, st.integers(0, 10**12), st.integers(0, 10**12), st.integers(1, 10**11))
def test_what_comes_back_comes_back_in_order(one: int, other: int, early: int, later: int, half_life: int) -> None:
    assert decayed(one, 0, half_life) == one
    assert decayed(one, early, 0) == one
    assert abs(decayed(one, early + later, half_life)) <= abs(decayed(one, early, half_life))
    least, most = sorted((one, other))
    assert decayed(least, early, half_life) <= decayed(most, early, half_life)


def test_half_of_it_is_back_after_a_half_life() -> None:
    assert [decayed(-8000, n * NS // 2, NS) for n in range(7)] == [-8000, -6000, -4000, -3000, -2000, -1500, -1000]


def test_a_seller_walks_down_and_a_buyer_up() -> None:
    market = pool(Linear(10, 1))
    assert market.take(-50, 0, 0) == (50, 997)  # 1000 to 995, 997.5 on average, against the seller
    assert market.show_last(0) == 995
    assert market.take(-50, 0, 0) == (50, 992)
    assert market.take(100, 0, 0) == (100, 995)  # back to 1000
    assert market.show_last(0) == 1000
    assert pool(Linear(10, 1)).take(50, 0, 0) == (50, 1003)
    assert pool(Linear(10, 1), slippage=10_000).take(-50, 0, 0) == (50, 987)


def test_without_a_price_there_is_no_market() -> None:
    assert Pool(Linear(10, 1)).take(-50, 0, 0) == (0, 0)


def test_part_of_it_stays_and_the_rest_comes_back() -> None:
    market = pool(Linear(10, 1), half_life_ns=NS, permanent=200_000)
    market.take(-1000, 0, 0)
    assert [market.show_last(n * NS) for n in (0, 1, 2, 300)] == [900, 940, 960, 980]
    assert market.print_last(2000, 300 * NS) == 1980  # the tape goes on, displaced


def test_the_outside_follows_its_share() -> None:
    market = pool(Linear(10, 1), pass_through=500_000)
    assert market.print_source("spot", 1010, 0) == 1010
    market.take(-100, 0, 0)
    assert (market.show_last(0), market.show_source("spot", 0)) == (990, 1005)
    assert market.apart(0) == 5_025  # 990 against 995


def test_the_book_ends_and_the_cap_ends() -> None:
    market = pool(Linear(10, 1), reach=10_000)
    assert market.take(-1000, 0, 0) == (100, 995)  # nobody bids below 990
    assert market.take(-1, 0, 0) == (0, 0)
    capped = pool(Linear(10, 1), cap=30, per_ns=NS)
    assert [capped.take(-20, 0, when)[0] for when in (0, 0, 0, NS)] == [20, 10, 0, 20]


def test_depth_withdraws_while_the_tape_moves() -> None:
    market = pool(Linear(10, 1), calm=10, window_ns=10 * NS, floor=250_000)
    shares = []
    for second, ticks in enumerate((1005, 1000, 990, 900, 900, 900), 1):
        market.print_last(ticks, second * NS)
        shares.append(market.share)
    assert shares == [PPM, PPM, 500_000, 250_000, 250_000, 250_000]
    for second in range(7, 20):
        market.print_last(900, second * NS)
    assert market.share == PPM


@given(SHAPES, st.integers(2, 10**6), st.lists(st.tuples(st.integers(-(10**6), 10**6), st.integers(0, 10**6))), SHARE)
def test_no_fill_is_beyond_its_limit_or_better_than_the_best(
    shape: Shape, last: int, orders: Sequence[tuple[int, int]], share: int
) -> None:
    market = pool(shape, last, reach=900_000, half_life_ns=NS)
    market.share = share
    for second, (lots, limit) in enumerate(orders):
        before = market.displaced(second * NS)
        filled, ticks = market.take(lots, limit, second * NS)
        assert 0 <= filled <= abs(lots)
        if not filled:
            continue
        assert limit == 0 or (ticks >= limit if lots < 0 else ticks <= limit)
        if lots < 0:
            assert ticks * MICRO <= last * MICRO + before
        else:
            assert ticks * MICRO >= last * MICRO + before


@given(st.integers(1, 10**6), MOVED, SHARE)
def test_a_displaced_price_is_a_price(ticks: int, displaced: int, share: int) -> None:
    found = priced(ticks, displaced, share)
    assert found >= 1
    assert (found - ticks) * displaced >= 0
    assert priced(ticks, displaced, 0) == ticks


def test_terms_in_lots_and_ticks() -> None:
    # 1 M USD within 1 % of 100: ten thousand coins, ten million lots, within a thousand ticks.
    block = Terms(model="block", depth=10**6 * ATOMS, within=10_000, most=50_000 * ATOMS, per_ns=NS)
    assert block.shape(MARKET, 100_000) == Linear(10**7, 1000)
    assert block.cap(MARKET, 100_000) == 500_000
    # 1 % of a day's volume at 5 % a day moves a tenth of that: 0.5 %, 500 ticks.
    root = Terms(model="square-root", volume=10**8 * ATOMS, volatility=50_000)
    shape = root.shape(MARKET, 100_000)
    assert shape.after(0, 10**7, PPM) == 500 * MICRO


BLOCK = """
model = "block"
slippage = "1 bp"
depth = "1 USD"
within = "1 %"
half_life = "1 s"
permanent = "0 %"
pass_through = ["50 %", "0 %"]
rounds = 7
"""
ROOT = """
model = "square-root"
slippage = "1 bp"
volume = "9 USD"
volatility = "5 %"
coefficient = "1 x"
half_life = "1 s"
permanent = "0 %"
pass_through = ["0 %"]
rounds = 7
"""


def test_terms_are_read() -> None:
    assert read_terms(parse(BLOCK, "f"), "USD") == Terms(
        model="block", depth=ATOMS, within=10_000, half_life_ns=NS, pass_through=(500_000, 0), rounds=7
    )
    linear = BLOCK.replace('"block"', '"linear"').replace('half_life = "1 s"', "").replace('permanent = "0 %"', "")
    assert read_terms(parse(linear, "f"), "USD").permanent == PPM
    assert read_terms(parse(ROOT, "f"), "USD").volume == 9 * ATOMS
    more = BLOCK + 'calm = "1 %"\nfloor = "10 %"\nwindow = "60 s"\nmost = "2 USD"\nper = "1 s"\nreach = "50 %"\n'
    read = read_terms(parse(more, "f"), "USD")
    assert (read.calm, read.floor, read.window_ns, read.most, read.per_ns, read.reach) == (
        10_000, 100_000, 60 * NS, 2 * ATOMS, NS, 500_000,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('"1 %"', '"101 %"', "within: expected at most 100 %"),
        ('depth = "1 USD"', 'depth = "1 EUR"', "in USD"),
        ('depth = "1 USD"', 'depth = "0 USD"', "at least 1"),
        ('["50 %", "0 %"]', "[]", "at least one share"),
        ('["50 %", "0 %"]', '["150 %"]', "at least one share, each at most 100 %"),
        ("rounds = 7", "rounds = 0", "from 1 to"),
        ("rounds = 7", 'rounds = 7\ncalm = "1 %"', "expected a key 'floor'"),
        ('half_life = "1 s"', 'half_life = "0 s"', "at least 1"),
    ],
)
def test_terms_are_refused_by_name(old: str, new: str, message: str) -> None:
    with pytest.raises(BadCase, match=message):
        read_terms(parse(BLOCK.replace(old, new), "f"), "USD")


def test_a_tape_case_has_no_impact() -> None:
    assert cases.load("ten-times").liquidity.impact is None
    read = cases.load("cascade").liquidity
    assert read.impact is not None
    assert read.impact.pass_through == (500_000, 0, PPM)
    assert msgspec.json.decode(msgspec.json.encode(read), type=type(read)) == read
