"""Seven venues' forms of a funding rate, worked by hand; a rate without a sample is none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.perps.funding_forms import FORMS, rate_of
from solvent.perps.funding_rate import interest_of, padded_median, rising_mean, with_interest
from solvent.policy.choices import PremiumOf
from solvent.prices.sampling import Missing, sample_of

RATES = st.integers(-(10**9), 10**9)


def test_forms_by_hand() -> None:
    one_per_cent = [10_000_000] * 4
    assert rate_of(FORMS["hyperliquid"], one_per_cent) == 1_187_500  # (1 % - 0.05 %) / 8
    assert rate_of(FORMS["binance"], one_per_cent) == 9_500_000
    assert rate_of(FORMS["binance"], one_per_cent, cap=3_000_000) == 3_000_000
    assert rate_of(FORMS["binance"], [0, 0, 0, 10_000_000]) == 3_500_000  # the last of four weighs 0.4
    assert rate_of(FORMS["bybit"], [200_000]) == 100_000  # the interest
    assert rate_of(FORMS["okx"], [0, 0, 0, 10_000_000]) == 2_500_000
    assert rate_of(FORMS["bitmex"], [-10_000_000]) == -9_500_000
    assert rate_of(FORMS["dydx"], [60_000_000] * 30) == 3_750_000  # half of an hour's samples, an eighth of the rate
    assert rate_of(FORMS["deribit"], [9, 28_800 * 1000 + 250_000]) == 1000  # the last alone, for a second
    assert rate_of(FORMS["hyperliquid"], [10**9]) == 40_000_000  # 4 % an hour


@pytest.mark.parametrize("name", FORMS)
def test_a_rate_without_a_sample_is_not_computable_but_for_dydx_which_counts_zeros(name: str) -> None:
    assert rate_of(FORMS[name], []) == (0 if name == "dydx" else None)


def test_a_sample_is_of_what_the_venue_says() -> None:
    found = {name: sample_of(form.premium, 10_050, 10_060, 10_020, 10_000) for name, form in FORMS.items()}
    assert found == {"binance": 5_000_000, "bybit": 5_000_000, "hyperliquid": 5_000_000, "dydx": 5_000_000,
                     "okx": 5_500_000, "bitmex": 3_000_000, "deribit": 2_000_000}  # fmt: skip
    assert sample_of(PremiumOf.FAIR, 10_050, 10_060, 10_020, 10_000, 100_000) == 3_100_000
    assert sample_of(PremiumOf.FAIR, 9_980, 9_990, 10_020, 10_000, 100_000) == -2_900_000
    assert sample_of(PremiumOf.MARK, 0, 0, 10_020, 10_000) == 2_000_000  # needs no book


def test_a_sample_says_what_it_lacks() -> None:
    for premium in (PremiumOf.IMPACT, PremiumOf.MID):
        lacking = [sample_of(premium, *told) for told in ((0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 0), (1, 1, 0, 1))]
        assert lacking == [Missing.BID, Missing.ASK, Missing.INDEX, 0]
    assert [sample_of(premium, 1, 1, 0, 1) for premium in (PremiumOf.FAIR, PremiumOf.MARK)] == [Missing.MARK] * 2
    assert sample_of(PremiumOf.VOTE, 10_050, 0, 0, 10_000) == 5_000_000  # a side too thin asks for nothing
    assert sample_of(PremiumOf.VOTE, 0, 0, 0, 10_000) == 0
    assert sample_of(PremiumOf.VOTE, 1, 1, 1, 0) == Missing.INDEX


def test_averages_and_interest() -> None:
    assert rising_mean(6 + 6 + 12, 3) == 4
    assert rising_mean(0, 0) == 0
    assert padded_median([5, 7, 9], 4) == 6
    assert padded_median([5, 7, 9], 6) == 2  # 0 0 0 5 7 9: 2.5
    assert padded_median([-5, -8], 2) == -6
    assert padded_median([], 0) == 0
    assert interest_of(10_000, 2_500, 3) == 2_500  # (1.00 % - 0.25 %) / 3, in ppm
    assert interest_of(300, 1_000, 3) == -233


@given(RATES, st.integers(0, 10**6))
def test_without_interest_it_is_the_damper_of_deribit(premium: int, band: int) -> None:
    assert with_interest(premium, 0, band) == max(band, premium) + min(-band, premium)


@given(st.sampled_from(sorted(FORMS)), st.lists(RATES, min_size=1, max_size=20), st.integers(1, 10**7))
def test_a_cap_holds_both_ways(name: str, samples: list[int], cap: int) -> None:
    found = rate_of(FORMS[name], samples, cap)
    assert found is not None
    assert -cap <= found <= cap


@given(st.lists(RATES, min_size=1, max_size=20))
def test_an_average_lies_among_its_samples_and_turns_with_their_sign(samples: list[int]) -> None:
    for average in (rising, lambda told: padded_median(told, 0)):
        assert min(samples) <= average(samples) <= max(samples)
        assert average([-sample for sample in samples]) == -average(samples)


def rising(told: list[int]) -> int:
    """The rising mean of samples."""
    return rising_mean(sum(n * sample for n, sample in enumerate(told, 1)), len(told))
