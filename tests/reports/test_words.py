"""Every number reads the same in the terminal and on the page, and never as something it is not."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.reports import words

AT_2025 = 1_760_130_963 * 10**9  # 2025-10-10 21:16:03 UTC


@pytest.mark.parametrize(
    ("said", "read"),
    [
        (words.money(1_234_567_890), "1,234.57"),
        (words.money(-1_234_567_890), "−1,234.57"),
        (words.money(5_000), "0.01"),
        (words.money(4_999), "0.004999"),
        (words.money(-1), "−0.000001"),
        (words.money(0), "0.00"),
        (words.money(0, 0), "0"),
        (words.money(1_499_999, 0), "1"),
        (words.money(1_500_000, 0), "2"),
        (words.money(10**18, 6), "1,000,000,000,000.000000"),
        (words.price(3761, 3), "3.761"),
        (words.price(11_703_760, 2), "117,037.60"),
        (words.price(0, 3), "–"),
        (words.price(7, 0), "7"),
        (words.size(12_500, 3), "12.5"),
        (words.size(-12_000, 3), "−12"),
        (words.size(1000, 0), "1,000"),
        (words.percent(-719_489), "−71.9 %"),
        (words.percent(5_000, 2), "0.50 %"),
        (words.percent(1), "0.0001 %"),
        (words.leverage(10_000_000), "10×"),
        (words.leverage(2_500_000), "2.5×"),
        (words.count(1_618_240), "1,618,240"),
        (words.clock(AT_2025), "21:16:03"),
        (words.clock(AT_2025 + 999_999_999, 3), "21:16:03.999"),
        (words.day(AT_2025), "10 October 2025"),
        (words.span(0), "0 s"),
        (words.span(1_500_000_000), "1.5 s"),
        (words.span(1_296 * 10**9), "21 min 36 s"),
        (words.span(3_600 * 10**9), "1 h"),
        (words.span(90_000 * 10**9), "1 d 1 h"),
        (words.span(-2 * 10**9), "−2 s"),
    ],
)
def test_numbers_read_as_written(said: str, read: str) -> None:
    assert said == read


def test_shares_and_changes() -> None:
    assert words.change_ppm(3761, 1055) == -719_489
    assert words.share_ppm(1, 3) == 333_333
    assert words.share_ppm(2, 3) == 666_667
    assert words.share_ppm(5, 0) == 0


def parsed(text: str) -> Decimal:
    return Decimal(text.replace(",", "").replace(words.MINUS, "-"))


@given(st.integers(-(10**18), 10**18))
def test_all_six_decimals_are_exact(atoms: int) -> None:
    assert parsed(words.money(atoms, 6)) == Decimal(atoms).scaleb(-6)


@given(st.integers(-(10**18), 10**18), st.integers(0, 6))
def test_rounding_is_off_by_half_a_digit_at_most_and_never_to_zero(atoms: int, decimals: int) -> None:
    read = parsed(words.money(atoms, decimals))
    assert abs(read - Decimal(atoms).scaleb(-6)) <= Decimal(5).scaleb(-decimals - 1)
    assert (read == 0) == (atoms == 0)
    assert (read < 0) == (atoms < 0)


@given(st.integers(-(10**12), 10**12), st.integers(1, 10**12))
def test_a_share_is_the_nearest_ppm(part: int, whole: int) -> None:
    assert abs(Decimal(words.share_ppm(part, whole)) - Decimal(part) * 10**6 / whole) <= Decimal("0.500001")
