"""The generator gives the same bytes on every machine, by counter, one number at a time or a column."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.lab.random import NORMAL_ONE, Stream, below, normal, normals, stream, word, words

WORDS = st.integers(0, 2**64 - 1)
COUNTERS = st.integers(0, 2**60)


@pytest.mark.parametrize(
    ("seed", "expected"),
    [
        # seed 0: published with the algorithm; 1234567: Rosetta Code, "Pseudo-random numbers/Splitmix64"
        (0, [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4, 0x06C45D188009454F, 0xF88BB8A8724C81EC, 0x1B39896A51A8749B]),
        (
            1234567,
            [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431, 16408922859458223821],
        ),
    ],
)
def test_stream_0_is_splitmix64(seed: int, expected: list[int]) -> None:
    assert [word(seed, 0, counter) for counter in range(5)] == expected


def test_named_streams_have_golden_numbers() -> None:
    draws = Stream(20_251_010, "tape/ATOM-PERP/last")
    assert draws.number == stream("tape/ATOM-PERP/last")
    assert [draws.word(counter) for counter in (0, 1, 10**12)] == GOLDEN_WORDS
    assert [draws.normal(counter) for counter in (0, 1, 10**12)] == GOLDEN_NORMALS
    assert [draws.below(counter, 1000) for counter in (0, 1, 10**12)] == GOLDEN_BELOW


GOLDEN_WORDS = [13856062037046309215, 2747565916989922099, 6316540810523506793]
GOLDEN_NORMALS = [58755, -8403, -35335]
GOLDEN_BELOW = [751, 148, 342]


@given(WORDS, WORDS, st.lists(COUNTERS, max_size=20))
def test_columns_have_the_same_bytes(seed: int, number: int, counters: list[int]) -> None:
    column = np.array(counters, np.uint64)
    assert words(seed, number, column).tolist() == [word(seed, number, counter) for counter in counters]
    assert normals(seed, number, column).tolist() == [normal(seed, number, counter) for counter in counters]


@given(WORDS, WORDS, COUNTERS, st.integers(1, 2**64))
def test_below_stays_below(seed: int, number: int, counter: int, n: int) -> None:
    assert 0 <= below(seed, number, counter, n) < n


def test_below_is_even() -> None:
    counts = np.bincount([below(7, 1, counter, 10) for counter in range(20_000)], minlength=10)
    assert all(abs(int(count) - 2000) < 250 for count in counts)  # 6 standard deviations


def test_normal_has_its_stated_scale() -> None:
    column = normals(1, 2, np.arange(200_000, dtype=np.uint64))
    squares = sum(value * value for value in column.tolist())
    assert abs(int(column.sum())) < 200_000 * NORMAL_ONE // 70  # 6 standard deviations of a mean
    assert abs(squares - 200_000 * NORMAL_ONE**2) < 200_000 * NORMAL_ONE**2 // 50
    assert abs(column).max() <= 6 * 0xFFFF


@given(WORDS, st.text(max_size=20), st.text(max_size=20))
def test_streams_and_seeds_differ(seed: int, one: str, other: str) -> None:
    assert (Stream(seed, one).word(0) == Stream(seed, other).word(0)) == (one == other)
    assert Stream(seed, one).word(0) != Stream(seed + 1, one).word(0)
    assert Stream(seed, one).word(0) != Stream(seed, one).word(1)
