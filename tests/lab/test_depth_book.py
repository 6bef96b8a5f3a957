"""What a push costs, by hand; and a file of books is read strictly, or refused with its line."""

from fractions import Fraction
from math import ceil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.errors import BadInput
from solvent.lab.depth_book import Push, SourceDepth, read_depth_book
from solvent.units import NS

BOOK = """
name = "small"
[[sources]]
market = "ATOM"
source = "coinbase"
bids = [["1 %", "40_000"], ["5 %", "150_000"]]
asks = [["1 %", "35_000"], ["5 %", "120_000.5"]]
fee = "0.1 %"
replenish = "60 s"
"""


def written(folder: Path, text: str = BOOK) -> Path:
    path = folder / "depth.toml"
    path.write_text(text)
    return path


def test_a_push_by_hand(tmp_path: Path) -> None:
    """Up 1 %: 35,000 bought 0.5 % above on average: x 0.005 / 1.005 = 174.129...; two fees of 35: 244.129... Held a
    minute, all of it twice. Up 0.5 %: half of it, 0.25 % above."""
    (one,) = read_depth_book(written(tmp_path), 6)
    cost = Fraction(35_000 * 10**6) * (Fraction(5, 1005) + Fraction(2, 1000))
    assert one.push(True, 10_000, 60 * NS) == Push(70_000 * 10**6, ceil(2 * cost))
    half = Fraction(17_500 * 10**6) * (Fraction(25, 10025) + Fraction(2, 1000))
    assert one.push(True, 5_000, 0) == Push(17_500 * 10**6, ceil(half))
    down = Fraction(40_000 * 10**6) * (Fraction(5, 995) + Fraction(2, 1000))
    assert one.push(False, 10_000, 0) == Push(40_000 * 10**6, ceil(down))
    assert one.push(True, 50_000, 0) == Push(120_000_500_000, ceil(
        cost + Fraction(85_000_500_000) * (Fraction(3, 103) + Fraction(2, 1000))))  # fmt: skip
    assert one.push(True, 50_001, 0) is None, "nothing is known beyond the last band"


FAR = st.integers(0, 10**5)
DEPTHS = st.lists(st.tuples(st.integers(1, 10**5), st.integers(1, 10**9)), min_size=1, max_size=4)


@given(
    DEPTHS, st.integers(0, 10**5), st.integers(0, 10**5), st.integers(0, 10**6), st.integers(0, 10**6), st.booleans()
)
def test_further_and_longer_is_never_cheaper(
    steps: list[tuple[int, int]], ppm: int, more: int, hold: int, longer: int, up: bool
) -> None:
    side, distance, atoms = [], 0, 0
    for step, depth in steps:
        distance, atoms = distance + step, atoms + depth
        side.append((distance, atoms))
    one = SourceDepth("X", "a", tuple(side), tuple(side), 1_000, 10**5)
    near, far = one.push(up, ppm, hold), one.push(up, ppm + more, hold + longer)
    if far is not None:
        assert near is not None
        assert near.cost <= far.cost
        assert near.capital <= far.capital
        assert far.cost <= far.capital or not up, (
            "what is bought is worth something again, to the atom it is rounded to"
        )


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('bids = [["1 %", "40_000"], ["5 %", "150_000"]]', "", "expected a key 'bids'"),
        (
            '"40_000"',
            '"NaN"',
            "expected quote units above 0 with at most 6 decimals, found 'NaN'",
        ),
        ('"40_000"', "40_000", "expected a level such as"),
        ('"40_000"', '"-1"', "depths that rise from level to level"),
        ('"40_000"', '"0"', "depths that rise from level to level"),
        ('"40_000"', '"200_000"', "sources[1].bids[2]: expected distances"),
        ('["5 %", "150_000"]', '["0.5 %", "150_000"]', "sources[1].bids[2]: expected distances"),
        ('["5 %", "150_000"]', '["100 %", "150_000"]', "bids below 100 %"),
        ('"1 %", "40_000"', '"1", "40_000"', "expected a rate with its unit"),
        ('replenish = "60 s"', "", "expected a key 'replenish'"),
        ('replenish = "60 s"', 'replenish = "0 s"', "expected a quantity of at least 1"),
        ('fee = "0.1 %"', 'fees = "0.1 %"', "the unknown key 'fees'; did you mean 'fee'?"),
        ('bids = [["1 %"', 'file = "none.csv"\nat = "noon"\nbids = [["1 %"', "a time with its zone"),
    ],
)
def test_a_file_that_does_not_hang_together_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in BOOK
    with pytest.raises(BadInput) as caught:
        read_depth_book(written(tmp_path, BOOK.replace(old, new)), 6)
    assert message in str(caught.value)
    assert "depth.toml:" in str(caught.value)


def test_a_source_stands_once(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="each source of a market once, found ATOM coinbase twice"):
        read_depth_book(written(tmp_path, BOOK + BOOK.replace('name = "small"', "")), 6)


def test_a_recorded_depth_is_taken_from_the_last_snapshot_that_is_believed(tmp_path: Path) -> None:
    rows = [
        "100,-1,100,9950",
        "100,1,100,10050",
        "200,-1,100,9850",
        "200,1,100,9750",
        "300,-1,50,4975",
        "300,1,50,5025",
    ]
    (tmp_path / "depth.csv").write_text("ts_s,percentage,depth,notional\n" + "\n".join(rows) + "\n")
    text = """
name = "recorded"
[[sources]]
market = "X"
source = "a"
file = "depth.csv"
at = "1970-01-01T00:04:00Z"
replenish = "1 s"
"""
    (one,) = read_depth_book(written(tmp_path, text), 2)
    assert (one.bids, one.asks) == (((10_000, 995_000),), ((10_000, 1_005_000),)), "200 is crossed, 300 is later"
