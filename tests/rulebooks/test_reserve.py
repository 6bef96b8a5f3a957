"""Fees that maintenance holds back: added to the rate of every tier, exactly, and refused where they reach entry."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from solvent import rulebooks
from solvent.fixed import mul_div_up
from solvent.policy import Tier
from solvent.tiers import maintenance, with_add_on
from solvent.units import PPM
from tests.rulebooks.small import SMALL, changed, refusal

RATES = st.one_of(st.tuples(st.integers(1, 500_000), st.just(PPM)), st.tuples(st.just(1), st.integers(2, 200)))


@given(RATES, st.sampled_from([PPM, 600_000, 500_000]), st.integers(1, 20_000), st.integers(0, 10**12))
def test_a_reserve_is_the_fee_on_the_same_notional(
    rate: tuple[int, int], fraction: int, fee: int, notional: int
) -> None:
    """The sum rounded up once, where margin and fee apart would each be rounded up: less by at most two atoms."""
    plain = Tier(0, *rate, fraction, 0, 1, 1)
    held = with_add_on(plain, fee)
    both = maintenance(notional, held.mm_num, held.mm_den, held.mm_fraction, 0)
    apart = maintenance(notional, *rate, fraction, 0) + mul_div_up(notional, fee, PPM)
    exact = notional * (Fraction(*rate) * fraction + fee) / PPM
    assert exact <= both < exact + 1
    assert apart - 3 < both <= apart


def test_without_a_reserve_a_tier_is_itself() -> None:
    tier = Tier(0, 1, 80, PPM, 0, 1, 40)
    assert with_add_on(tier, 0) is tier


FEES = 'liquidation_fee = "0.5 %"\n'
HELD = changed(FEES, FEES + 'fee_reserve = "at-mark"\n')


def test_a_rulebook_holds_both_fees_back() -> None:
    plain, held = (rulebooks.compile(rulebooks.parsed(text)) for text in (SMALL, HELD))
    for market in ("*", "BTC"):
        before, after = plain.markets[market], held.markets[market]
        fees = Fraction(before.taker_fee + before.liquidation_fee, PPM)
        assert fees == Fraction(55, 10_000)
        for old, new in zip(before.tiers, after.tiers, strict=True):
            assert Fraction(new.mm_num, new.mm_den) == Fraction(old.mm_num, old.mm_den) + fees
            assert replace(new, mm_num=old.mm_num, mm_den=old.mm_den) == old


def test_a_reserve_is_a_rule_of_its_own() -> None:
    assert rulebooks.parsed(SMALL).content_hash != rulebooks.parsed(HELD).content_hash
    assert "fee_reserve" not in rulebooks.toml(rulebooks.parsed(SMALL))
    assert rulebooks.parsed(rulebooks.toml(rulebooks.parsed(HELD))).content_hash == rulebooks.parsed(HELD).content_hash


def test_a_reserve_that_reaches_the_initial_rate_is_refused() -> None:
    """BTC asks for 2 % to open and 1 % to hold: fees of 1 % more would close who has just opened."""
    error = refusal(changed('taker_fee = "0.05 %"', 'taker_fee = "0.5 %"', HELD))
    assert "below the initial rate of every tier, found 1 % of fees that reach it" in str(error)
