"""e^x and ln(x) of the contracts: near the truth, and not always the nearest integer to it."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.errors import Misuse
from solvent.lending.llamma.powers import root, wad_exp, wad_ln
from solvent.lending.scales import WAD


def test_known_values() -> None:
    assert [wad_exp(x * WAD) for x in (0, 1, -1, -42)] == [WAD, 2_718_281_828_459_045_235, 367_879_441_171_442_321, 0]
    assert [wad_ln(x * WAD) for x in (1, 2)] == [0, 693_147_180_559_945_309]
    assert wad_ln(10 * WAD) == 2_302_585_092_994_045_683  # the truth ends in ...684.01


def test_what_has_no_answer_is_misuse() -> None:
    with pytest.raises(Misuse, match="expected a number above 0"):
        wad_ln(0)
    with pytest.raises(Misuse, match="expected an exponent below"):
        wad_exp(136 * WAD)


@given(st.integers(-40 * WAD, 40 * WAD), st.integers(-40 * WAD, 40 * WAD))
def test_a_sum_of_exponents_is_a_product(x: int, y: int) -> None:
    product = Fraction(wad_exp(x) * wad_exp(y), WAD)
    assert (
        abs(product - wad_exp(x + y)) <= 1 + Fraction(max(wad_exp(x), 1) + max(wad_exp(y), 1), WAD) + product / 10**17
    )


@given(st.integers(WAD // 10**6, WAD * 10**6))
def test_a_logarithm_undoes_an_exponential(x: int) -> None:
    assert abs(wad_exp(wad_ln(x)) - x) <= 2 + x * 3 // WAD


@given(st.integers(0, 2**300))
def test_a_root_is_the_largest_whose_square_is_not_above(value: int) -> None:
    assert root(value) ** 2 <= value < (root(value) + 1) ** 2
