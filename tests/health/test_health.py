"""The line is crossed at exactly one atom, ratios are compared without dividing, and what is shown is exact."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.fixed import compiled_rule
from solvent.health import Health, below_share, breached, ratio_reached
from solvent.policy import Comparator
from solvent.units import MAX_AMOUNT, PPM
from tests.parity.agree import rule_agrees

BELOW, AT_OR_BELOW = int(Comparator.BELOW), int(Comparator.AT_OR_BELOW)
AMOUNTS = st.integers(-MAX_AMOUNT, MAX_AMOUNT)
OWED = st.integers(0, MAX_AMOUNT)
SHARES = st.integers(0, 10**9)
EDGES = (-MAX_AMOUNT, -1, 0, 1, 10**6 - 1, 10**6, 10**6 + 1, MAX_AMOUNT)


@pytest.mark.parametrize(
    ("equity", "maintenance", "below", "at_or_below"),
    [
        (99, 100, True, True),
        (100, 100, False, True),
        (101, 100, False, False),
        (0, 1, True, True),
        (-1, 1, True, True),
        (-1, 0, False, False),  # nothing to maintain: a debt alone is no breach
        (0, 0, False, False),
        (-MAX_AMOUNT, 0, False, False),
        (MAX_AMOUNT, MAX_AMOUNT, False, True),
        (MAX_AMOUNT - 1, MAX_AMOUNT, True, True),
    ],
)
def test_the_trigger_holds_at_exactly_one_atom(equity: int, maintenance: int, below: bool, at_or_below: bool) -> None:
    assert breached(equity, maintenance, BELOW) is below
    assert breached(equity, maintenance, AT_OR_BELOW) is at_or_below


@pytest.mark.parametrize(
    ("equity", "maintenance", "share", "expected"),
    [
        (49, 100, 500_000, True),
        (50, 100, 500_000, False),
        (99, 100, PPM, True),
        (100, 100, PPM, False),
        (-1, 100, 0, True),
        (0, 100, 0, False),
        (33, 100, 330_001, True),
        (33, 100, 330_000, False),
        (-1, 0, PPM, True),
        (0, 0, PPM, False),
        (MAX_AMOUNT, MAX_AMOUNT, 10**9, True),  # products far beyond int64
        (MAX_AMOUNT, MAX_AMOUNT - 1, 10**6, False),
    ],
)
def test_a_share_of_maintenance(equity: int, maintenance: int, share: int, expected: bool) -> None:
    assert below_share(equity, maintenance, share) is expected


@pytest.mark.parametrize(
    ("equity", "maintenance", "ratio", "expected"),
    [
        (100, 80, 800_000, True),
        (100, 80, 800_001, False),
        (100, 79, 800_000, False),
        (0, 1, 10**9, True),  # without equity every rung is reached
        (-5, 1, 10**9, True),
        (-5, 0, 0, False),  # with nothing to maintain none is
        (0, 0, 0, False),
        (MAX_AMOUNT, MAX_AMOUNT, PPM, True),
        (MAX_AMOUNT, MAX_AMOUNT - 1, PPM, False),
    ],
)
def test_a_rung_of_the_ladder(equity: int, maintenance: int, ratio: int, expected: bool) -> None:
    assert ratio_reached(equity, maintenance, ratio) is expected


@given(equity=AMOUNTS, maintenance=OWED, share=SHARES)
def test_comparisons_are_those_of_exact_fractions(equity: int, maintenance: int, share: int) -> None:
    assert below_share(equity, maintenance, share) == (equity < maintenance * Fraction(share, PPM))
    if maintenance > 0:
        ratio = Fraction(maintenance, equity) if equity > 0 else None
        assert ratio_reached(equity, maintenance, share) == (ratio is None or ratio >= Fraction(share, PPM))
        assert breached(equity, maintenance, BELOW) == below_share(equity, maintenance, PPM)


@given(equity=AMOUNTS, maintenance=OWED, more=st.integers(1, 10**9))
def test_more_equity_never_triggers(equity: int, maintenance: int, more: int) -> None:
    for comparator in (BELOW, AT_OR_BELOW):
        assert breached(equity, maintenance, comparator) >= breached(equity + more, maintenance, comparator)


@given(equity=AMOUNTS, initial=OWED, maintenance=OWED)
def test_what_is_shown_is_exact_and_agrees_with_what_is_decided(equity: int, initial: int, maintenance: int) -> None:
    shown = Health(equity, initial, maintenance)
    assert shown.surplus == equity - maintenance
    assert (shown.margin_ratio is None) == (equity <= 0)
    assert (shown.health_factor is None) == (maintenance <= 0)
    if shown.margin_ratio is not None and shown.health_factor is not None:
        assert shown.margin_ratio * shown.health_factor == 1
        assert (shown.margin_ratio > 1) == (shown.health_factor < 1) == breached(equity, maintenance, BELOW)
        assert (shown.margin_ratio >= 1) == breached(equity, maintenance, AT_OR_BELOW)


def test_interpreted_and_compiled_say_the_same() -> None:
    pairs = [(equity, maintenance) for equity in EDGES for maintenance in EDGES]
    rule_agrees(breached, [(*pair, comparator) for pair in pairs for comparator in (BELOW, AT_OR_BELOW)])
    rule_agrees(below_share, [(*pair, share) for pair in pairs for share in (0, 1, PPM, 10**9)])
    rule_agrees(ratio_reached, [(*pair, ratio) for pair in pairs for ratio in (0, 1, PPM, 10**9)])
    assert compiled_rule(breached)(1, 2, BELOW) is True
