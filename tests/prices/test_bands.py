"""A depth is believed only if one mid explains all of its bands."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.prices.bands import Band, Fault, falling, fault, mids
from solvent.units import PPM

PER_CENT = PPM // 100


def told(*bands: tuple[int, int, int]) -> list[Band]:
    return [Band(distance * PER_CENT, depth, notional) for distance, depth, notional in bands]


GOOD_BIDS, GOOD_ASKS = told((-1, 10, 995), (-2, 20, 1980)), told((1, 10, 1005), (2, 20, 2020))  # about a mid of 100


@pytest.mark.parametrize(
    ("bids", "asks", "expected"),
    [
        (GOOD_BIDS, GOOD_ASKS, None),
        ([], GOOD_ASKS, Fault.MISSING),
        (GOOD_BIDS, [], Fault.MISSING),
        (told((-1, 0, 0)), GOOD_ASKS, Fault.EMPTY),
        (told((-1, 10, 0)), GOOD_ASKS, Fault.EMPTY),
        (GOOD_BIDS, told((1, -5, 500)), Fault.EMPTY),
        (told((-1, 10, 995), (-2, 9, 900)), GOOD_ASKS, Fault.FALLING),
        (told((-1, 10, 995), (-2, 10, 996)), GOOD_ASKS, Fault.FALLING),  # money without depth
        (told((-1, 10, 995), (-2, 20, 995)), GOOD_ASKS, Fault.FALLING),  # depth without money
        (told((-1, 10, 1006)), told((1, 10, 1005)), Fault.CROSSED),
        (told((-1, 10, 1005)), told((1, 10, 1005)), None),  # equal averages are not crossed
        (told((-1, 10, 900)), GOOD_ASKS, Fault.INCOHERENT),  # 90 within 1 % of the mid, and asks at 100.5
        (told((-1, 10, 995), (-2, 20, 1900)), GOOD_ASKS, Fault.INCOHERENT),  # 90.5 between 1 % and 2 % below
        (told((-1, 10, 995), (-2, 10, 995)), GOOD_ASKS, None),  # nothing stands between 1 % and 2 %
    ],
)
def test_worked_depths(bids: list[Band], asks: list[Band], expected: Fault | None) -> None:
    assert fault(bids, asks) == expected


def test_worked_mids() -> None:
    """10 at 99.5 on average within 1 % below: the mid is at least 99.5 and at most 99.5 / 0.99."""
    (low, high), *_ = mids(told((-1, 10, 995)))
    assert (low, high) == ((995 * PPM, 10 * PPM), (995 * PPM, 10 * 99 * PER_CENT))


@st.composite
def books(draw: st.DrawFn) -> tuple[int, list[Band], list[Band]]:
    """(mid, bids, asks): a depth counted from orders that really stand within their bands."""
    mid = draw(st.integers(10**4, 10**9))
    sides = []
    for sign in (-1, 1):
        depth = notional = 0
        side = []
        for step in range(draw(st.integers(1, 5))):
            ends = sorted(mid * (PPM + sign * (step + edge) * PER_CENT) for edge in (0, 1))
            price, lots = draw(st.integers(*ends)), draw(st.integers(0 if side else 1, 10**6))
            depth, notional = depth + lots * PPM, notional + lots * price
            side.append(Band(sign * (step + 1) * PER_CENT, depth, notional))
        sides.append(side)
    return mid, sides[0], sides[1]


@given(books())
def test_a_depth_that_was_counted_from_a_book_is_believed(book: tuple[int, list[Band], list[Band]]) -> None:
    _, bids, asks = book
    assert fault(bids, asks) is None


@given(books(), st.integers(1, 10**4))
def test_whatever_unit_it_is_counted_in_is_the_same(book: tuple[int, list[Band], list[Band]], unit: int) -> None:
    _, bids, asks = book
    for one in (bids, asks):
        one[0] = one[0]._replace(notional=one[0].notional * 3)  # something is wrong now, or not
    scaled = [[band._replace(depth=band.depth * unit) for band in side] for side in (bids, asks)]
    assert fault(*scaled) == fault(bids, asks)


@given(books())
def test_a_side_told_backwards_is_refused_unless_it_is_flat(book: tuple[int, list[Band], list[Band]]) -> None:
    _, bids, asks = book
    turned = bids[::-1]
    if any(far.depth < near.depth for near, far in pairwise(turned)):
        assert falling(turned)
        assert fault(turned, asks) is Fault.FALLING
