"""Deviates made of integers agree with the functions they stand for, and never change."""

from math import log2
from statistics import NormalDist

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.lab.population import tables
from solvent.lab.random import stream, words

ONE = tables.ONE


def draws(count: int, name: str = "x") -> tables.Words:
    return words(1, stream(name), np.arange(count, dtype=np.uint64))


@given(st.integers(1, 2**63 - 1), st.booleans())
def test_a_normal_deviate_is_the_quantile_of_its_word(beyond: int, positive: bool) -> None:
    z = int(tables.normal(np.array([beyond << 1 | positive], np.uint64))[0]) / ONE
    exact = -NormalDist().inv_cdf(beyond / 2**64)
    assert abs(abs(z) - min(exact, 8.0)) < 1e-4
    assert z == 0 or (z > 0) == positive


def test_the_largest_and_the_smallest_word_have_a_deviate() -> None:
    ends = tables.normal(np.array([0, 1, 2**64 - 2, 2**64 - 1], np.uint64)) / ONE
    assert ends == pytest.approx([-8, 8, 0, 0], abs=0.01)


def test_many_normal_deviates_have_the_moments_of_a_normal() -> None:
    z = tables.normal(draws(200_000)) / ONE
    assert abs(z.mean()) < 0.01
    assert abs(z.std() - 1) < 0.01
    assert abs((z**4).mean() - 3) < 0.06


@given(st.integers(1, 500_000))
def test_a_quantile_leaves_its_share_above(chance: int) -> None:
    assert abs(tables.quantile(chance) / ONE + NormalDist().inv_cdf(chance / 1e6)) < 1e-4


@given(st.integers(2, 2**64 - 1))
def test_an_exponential_is_minus_the_logarithm_of_its_word(word: int) -> None:
    found = int(tables.exponential(np.array([word], np.uint64))[0]) / ONE
    assert abs(found - (63 - log2(word >> 1))) < 1e-5


@given(st.integers(1, 10**18))
def test_a_logarithm_is_one(number: int) -> None:
    assert abs(tables.log2(number) / ONE - log2(number)) < 1e-6


@given(st.integers(1, 2**29 - 1), st.integers(-20 * ONE, 25 * ONE))
def test_a_power_of_two_scales(base: int, exponent: int) -> None:
    found = int(tables.scaled(base, np.array([exponent], np.int64), 2**52)[0])
    exact = min(max(base * 2 ** (exponent / ONE), 1), 2**52)
    assert abs(found - exact) <= 1 + exact * 1e-7


def test_the_tables_are_these_integers() -> None:
    """Whoever changes the tables changes every population: the first words of a stream, as they were made once."""
    first = draws(4)
    assert tables.normal(first).tolist() == GOLDEN_NORMAL
    assert tables.exponential(first).tolist() == GOLDEN_EXPONENTIAL


GOLDEN_NORMAL = [-15567400, -2043986, 44155408, 2600892]
GOLDEN_EXPONENTIAL = [25171703, 2468744, 115422124, 3182257]
