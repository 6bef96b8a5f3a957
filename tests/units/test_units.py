"""What a text stands for is held exactly or refused with what was expected; nobody's decimal settings matter."""

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta, timezone
from decimal import ROUND_UP, Context, Decimal, localcontext
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent import units
from solvent.errors import BadUnit
from solvent.units import INT64_MAX, MAX_AMOUNT, MAX_PRICE, MAX_PRODUCT

READ = [
    (units.amount, ("100_000 USDC", "USDC"), 100_000 * 10**6),
    (units.amount, ("100_000 USDC",), 100_000 * 10**6),
    (units.amount, ("0.000001USDC", "USDC"), 1),
    (units.amount, ("-12.5 USDC", "USDC"), -12_500_000),
    (units.amount, ("+1 USDC", "USDC"), 1_000_000),
    (units.amount, ("0 USDC", "USDC"), 0),
    (units.amount, (".5 USDC", "USDC"), 500_000),
    (units.amount, ("5. USDC", "USDC"), 5_000_000),
    (units.amount, ("1e3 USDC", "USDC"), 10**9),
    (units.amount, ("1.000000000000 USDC", "USDC"), 10**6),
    (units.amount, ("1." + "0" * 300 + " USDC", "USDC"), 10**6),
    (units.amount, ("  7 \t USDC  ", "USDC"), 7 * 10**6),
    (units.amount, ("25 USD1", "USD1"), 25 * 10**6),  # there is such a coin
    (units.amount, ("1_000_000_000_000 USDC", "USDC"), MAX_AMOUNT),
    (units.amount, ("0.00000001 XBT", "XBT", 8), 1),
    (units.inverse_den, (1, 0, 1, 8), -(10**9)),  # BitMEX XBTUSD
    (units.inverse_den, (100, 0, 1, 8), -(10**11)),  # Binance BTCUSD_PERP
    (units.inverse_den, (10, 9, 0, 8), -1),
    (units.inverse_den, (1, 0, 2), -(10**8)),
    (units.value_den, (3, 5, 8), 1),
    (units.value_den, (9, 9, 0), 10**18),
    (units.rate_ppm, ("0.5 %",), 5_000),
    (units.rate_ppm, ("0.5%",), 5_000),
    (units.rate_ppm, ("0.0001 %",), 1),
    (units.rate_ppm, ("5 bp",), 500),
    (units.rate_ppm, ("0.01 bp",), 1),
    (units.rate_ppm, ("12 ppm",), 12),
    (units.rate_ppm, ("2 x",), 2_000_000),
    (units.rate_ppm, ("1000 x",), 10**9),
    (units.rate_ppm, ("-100 %",), -1_000_000),
    (units.funding_rate_ppb, ("0.01 %",), 100_000),
    (units.funding_rate_ppb, ("-0.0000001 %",), -1),
    (units.funding_rate_ppb, ("1 bp",), 100_000),
    (units.funding_rate_ppb, ("0.001 ppm",), 1),
    (units.funding_rate_ppb, ("100 %",), 10**9),
    (units.duration_ns, ("30 s",), 30 * 10**9),
    (units.duration_ns, ("500 ms",), 500 * 10**6),
    (units.duration_ns, ("8 h",), 8 * 3600 * 10**9),
    (units.duration_ns, ("1.5 min",), 90 * 10**9),
    (units.duration_ns, ("0.001 us",), 1),
    (units.duration_ns, ("1 d",), 86_400 * 10**9),
    (units.duration_ns, ("0 ns",), 0),
    (units.duration_ns, (f"{INT64_MAX} ns",), INT64_MAX),
    (units.price_ticks, ("3.761", 3), 3761),
    (units.price_ticks, ("3.761", 9), 3_761_000_000),
    (units.price_ticks, ("3.7610", 3), 3761),
    (units.price_ticks, ("1e-9", 9), 1),
    (units.price_ticks, (str(MAX_PRICE), 0), MAX_PRICE),
    (units.size_lots, ("-12.5", 1), -125),
    (units.size_lots, ("0", 0), 0),
    (units.size_lots, (str(-MAX_PRODUCT), 0), -MAX_PRODUCT),
]
REFUSED = [
    (units.amount, ("100_000", "USDC"), "an amount with its unit, such as '100_000 USDC', found '100_000'"),
    (units.amount, ("USDC", "USDC"), "an amount with its unit"),
    (units.amount, ("0.000000001 XBT", "XBT", 8), "an amount with at most 8 decimals, found 1E-9"),
    (units.inverse_den, (0, 0, 1, 8), "expected a contract value of 1 quote unit or more, found 0"),
    (units.inverse_den, (1, 9, 0, 8), "expected a lot of 1 to 4611686018427387904 whole atoms x ticks"),
    (units.inverse_den, (2**40, 0, 9, 9), "expected a lot of 1 to"),
    (units.inverse_den, (1, 0, 10, 8), "expected decimals from 0 to 9, found 0 and 10 and 8"),
    (units.value_den, (3, 4, 8), "expected size decimals + price decimals of at least 8, found 3 + 4"),
    (units.amount, ("", "USDC"), "an amount with its unit"),
    (units.amount, ("1 000 USDC", "USDC"), "an amount with its unit"),
    (units.amount, ("5 USDT", "USDC"), "an amount in USDC, found '5 USDT'"),
    (units.amount, ("5 usdc", "USDC"), "an amount in USDC"),
    (units.amount, (100, "USDC"), "an amount as text with its unit, such as '100_000 USDC', found 100"),
    (units.amount, (0.5, "USDC"), "as text with its unit"),
    (units.amount, (None, "USDC"), "as text with its unit"),
    (units.amount, ("0.0000001 USDC", "USDC"), "an amount with at most 6 decimals, found 1E-7"),
    (units.amount, ("0.1" + "0" * 150 + "1 USDC", "USDC"), "an amount with at most 6 decimals"),
    (units.amount, ("0.1" + "0" * 300 + "1 USDC", "USDC"), "an amount with at most 6 decimals"),
    (units.amount, ("1_000_000_000_000.000001 USDC", "USDC"), "an amount of at most 1000000000000.000000, found 1"),
    (units.amount, ("nan USDC", "USDC"), "an amount with its unit"),
    (units.amount, ("Infinity USDC", "USDC"), "an amount with its unit"),
    (units.amount, ("1e50 USDC", "USDC"), "between 10^-40 and 10^40"),
    (units.amount, ("1.2.3 USDC", "USDC"), "an amount such as 12.5, found '1.2.3'"),
    (units.amount, ("1,5 USDC", "USDC"), "USDC"),
    (units.amount, ("\u00b2 USDC", "USDC"), "with its unit"),
    (units.rate_ppm, ("0.5",), "a rate with its unit, such as '0.5 %', found '0.5'"),
    (units.rate_ppm, ("0.5 percent",), "a rate in one of %, bp, ppm, x, found '0.5 percent'"),
    (units.rate_ppm, ("0.00001 %",), "a rate with at most 6 decimals, found 1.0E-7|1E-7"),
    (units.rate_ppm, ("12.3456000000000000000000000001 %",), "a rate with at most 6 decimals"),
    (units.rate_ppm, ("1001 x",), "a rate of at most 1000.000000, found 1001"),
    (units.rate_ppm, (5,), "a rate as text"),
    (units.funding_rate_ppb, ("0.00000001 %",), "a funding rate with at most 9 decimals"),
    (units.funding_rate_ppb, ("100.1 %",), "a funding rate of at most 1.000000000"),
    (units.funding_rate_ppb, ("1 s",), "a funding rate in one of"),
    (units.duration_ns, ("30",), "a duration with its unit, such as '30 s', found '30'"),
    (units.duration_ns, ("30 seconds",), "a duration in one of ns, us, ms, s, min, h, d, found '30 seconds'"),
    (units.duration_ns, ("-1 s",), "a duration of 0 or more, found '-1 s'"),
    (units.duration_ns, ("0.5 ns",), "a duration in whole ns with at most 0 decimals"),
    (units.duration_ns, (f"{INT64_MAX + 1} ns",), f"a duration in whole ns of at most {INT64_MAX}"),
    (units.price_ticks, ("3.7615", 3), "a price with at most 3 decimals, found 3.7615"),
    (units.price_ticks, ("0", 3), "a price above 0, found '0'"),
    (units.price_ticks, ("-1", 3), "a price above 0"),
    (units.price_ticks, ("0.0001", 3), "a price with at most 3 decimals"),
    (units.price_ticks, (str(MAX_PRICE + 1), 0), f"a price of at most {MAX_PRICE}"),
    (units.price_ticks, ("3 USD", 3), "a price such as 12.5, found '3 USD'"),
    (units.price_ticks, ("NaN", 3), "a price that is finite"),
    (units.price_ticks, ("sNaN", 3), "finite"),
    (units.price_ticks, ("-inf", 3), "finite"),
    (units.price_ticks, (3, 3), "a price such as 12.5, found 3"),
    (units.price_ticks, (None, 3), "a price such as 12.5, found None"),
    (units.price_ticks, (b"3", 3), "a price such as 12.5, found b'3'"),
    (units.size_lots, (str(MAX_PRODUCT + 1), 0), f"a size of at most {MAX_PRODUCT}"),
    (units.size_lots, ("0.5", 0), "a size with at most 0 decimals"),
    (units.size_lots, ("1e-41", 9), "between 10^-40 and 10^40"),
]


def case(row: tuple[Callable[..., int], tuple[Any, ...], Any]) -> str:
    return f"{row[0].__name__}-{str(row[1][0])[:30]}"


@pytest.mark.parametrize(("function", "given", "expected"), READ, ids=[case(row) for row in READ])
@pytest.mark.parametrize("context", [Context(), Context(prec=3, rounding=ROUND_UP, traps=[])], ids=["usual", "coarse"])
def test_a_text_is_read_exactly(
    function: Callable[..., int], given: tuple[Any, ...], expected: int, context: Context
) -> None:
    with localcontext(context):
        assert function(*given) == expected
        assert type(function(*given)) is int


@pytest.mark.parametrize(("function", "given", "expected"), REFUSED, ids=[case(row) for row in REFUSED])
@pytest.mark.parametrize("context", [Context(), Context(prec=3, rounding=ROUND_UP, traps=[])], ids=["usual", "coarse"])
def test_what_cannot_be_held_exactly_is_refused_and_says_what_was_expected(
    function: Callable[..., int], given: tuple[Any, ...], expected: str, context: Context
) -> None:
    with localcontext(context), pytest.raises(BadUnit) as refusal:
        function(*given)
    said = str(refusal.value)
    assert said.startswith("expected ")
    assert ", found " in said
    assert any(part in said for part in expected.split("|")), said


@given(value=st.integers(-MAX_AMOUNT, MAX_AMOUNT), decimals=st.integers(0, 9))
def test_an_integer_survives_being_written_and_read(value: int, decimals: int) -> None:
    text = units.unscaled(value, decimals)
    assert units.scaled(units.number(text), decimals, "a number", MAX_AMOUNT) == value
    assert Fraction(text) == Fraction(value, 10**decimals)
    assert len(text.partition(".")[2]) == decimals


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(0, 0, "0"), (0, 2, "0.00"), (5, 2, "0.05"), (-5, 2, "-0.05"), (-1234, 2, "-12.34"), (100, 0, "100")],
)
def test_an_integer_is_written_plainly(value: int, decimals: int, text: str) -> None:
    assert units.unscaled(value, decimals) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**6), max_value=10**6))
def test_a_rate_is_exact_or_refused(figure: Decimal) -> None:
    exact = Fraction(figure) * 10**6 / 100
    try:
        assert units.rate_ppm(f"{figure:f} %") == exact
    except BadUnit:
        assert exact.denominator != 1 or abs(exact) > units.MAX_RATE


@given(st.text(max_size=12))
def test_any_other_text_is_refused_and_nothing_else_happens(text: str) -> None:
    for read in (units.amount, units.rate_ppm, units.funding_rate_ppb, units.duration_ns):
        with suppress(BadUnit):
            assert isinstance(read(text), int)
    for read in (units.price_ticks, units.size_lots):
        with suppress(BadUnit):
            assert isinstance(read(text, 6), int)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        (datetime(1970, 1, 1, tzinfo=UTC), 0),
        (datetime(2025, 10, 10, 21, 5, 0, 1, tzinfo=UTC), 1_760_130_300_000_001_000),
        (datetime(2025, 10, 10, 23, 5, tzinfo=timezone(timedelta(hours=2))), 1_760_130_300_000_000_000),
        (datetime(2262, 4, 11, 23, 47, 16, tzinfo=UTC), 9_223_372_036_000_000_000),
    ],
)
def test_a_time_is_exact(when: datetime, expected: int) -> None:
    assert units.time_ns(when) == expected


@pytest.mark.parametrize(
    ("when", "message"),
    [
        (datetime(2025, 10, 10), "a time with its zone"),  # noqa: DTZ001
        (datetime(1969, 12, 31, 23, 59, 59, tzinfo=UTC), "a time from 1970 to 2262"),
        (datetime(2262, 4, 11, 23, 47, 17, tzinfo=UTC), "a time from 1970 to 2262"),
    ],
)
def test_a_time_that_is_no_time_here_is_refused(when: datetime, message: str) -> None:
    with pytest.raises(BadUnit, match=message):
        units.time_ns(when)


@pytest.mark.parametrize(("size", "price", "den"), [(0, 6, 1), (6, 0, 1), (3, 3, 1), (4, 3, 10), (9, 9, 10**12)])
def test_the_grid_hides_a_power_of_ten(size: int, price: int, den: int) -> None:
    assert units.value_den(size, price) == den


@pytest.mark.parametrize(("size", "price"), [(2, 3), (0, 0), (-1, 9), (9, -1), (10, 0), (0, 10)])
def test_a_coarser_or_an_impossible_grid_is_refused(size: int, price: int) -> None:
    with pytest.raises(BadUnit, match=r"expected .*decimals.*, found"):
        units.value_den(size, price)
