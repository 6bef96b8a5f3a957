"""Maintenance margin from a schedule of tiers (policy.Tier): for whoever values a position or sizes its closing.

Three published shapes are one formula: Binance's rate and deduction, Hyperliquid's half of the initial rate at the
tier's maximum leverage (a ratio of small integers, hence num / den), and dYdX's maintenance as a rounded-up fraction of
the rounded-up base margin (mm_fraction). Tables of all markets lie end to end.
"""

from typing import NamedTuple

from msgspec.structs import replace

from solvent.fixed import lowest_terms, mul_div_down, mul_div_up, rule
from solvent.policy import Tier
from solvent.units import PPM


def _maintenance(size: int, num: int, den: int, fraction: int, deduction: int) -> int:
    """Maintenance margin of a notional inside one tier: ceil(ceil(size num / den) fraction / 10^6) - deduction.

    size        atoms of notional, 0 or more
    num         count, numerator of the rate
    den         count, its denominator
    fraction    ppm, 10^6 where the rate is the whole rule
    deduction   atoms
    returns     atoms, 0 or more
    Source      Binance "Leverage and Margin of USD-M Futures" (num / 10^6, deduction); Hyperliquid docs, margin tiers
                (1 / (2 max leverage), deduction); dYdX v4-chain 84d4664 x/perpetuals/lib (double ceil)
    """
    if den == 1000000:
        margin = mul_div_up(size, num, 1000000)
    else:
        margin = mul_div_up(size, num, den)
    if fraction != 1000000:
        margin = mul_div_up(margin, fraction, 1000000)
    return max(margin - deduction, 0)


maintenance = rule(_maintenance)


def _tier_of(size: int, first: int, last: int, floors: list[int], hint: int) -> int:
    """The tier a notional falls in: the last one whose floor is not above it. Tables of all markets lie end to end.

    size      atoms of notional
    first     index of the market's first tier
    last      index of its last tier
    floors    atoms, shape (tiers,)
    hint      index of the tier it was in when last looked at; any index will do
    returns   index into floors
    Source    ours: a remembered tier makes the search one comparison
    """
    tier = hint
    if tier < first or tier > last or size < floors[tier]:
        tier = first
    while tier < last and size >= floors[tier + 1]:
        tier += 1
    return tier


tier_of = rule(_tier_of)


def _row_maintenance(
    size: int,
    first: int,
    last: int,
    floors: list[int],
    nums: list[int],
    dens: list[int],
    fractions: list[int],
    deductions: list[int],
) -> int:
    """Maintenance margin of a notional, its tier looked up.

    size         atoms of notional
    first        index of the market's first tier
    last         index of its last tier
    floors       atoms, shape (tiers,)
    nums         count, shape (tiers,)
    dens         count, shape (tiers,)
    fractions    ppm, shape (tiers,)
    deductions   atoms, shape (tiers,)
    returns      atoms
    Source       as maintenance
    """
    tier = tier_of(size, first, last, floors, first)
    return maintenance(size, nums[tier], dens[tier], fractions[tier], deductions[tier])


row_maintenance = rule(_row_maintenance)


def _continuous_deduction(before: int, floor: int, num: int, den: int, num_before: int, den_before: int) -> int:
    """The deduction that makes maintenance continuous at a floor: before + floor (rate - rate before), rounded down.

    before       atoms, deduction of the tier below
    floor        atoms of notional at which the tier begins
    num          count, numerator of the tier's rate
    den          count, its denominator
    num_before   count, numerator of the rate of the tier below
    den_before   count, its denominator
    returns      atoms
    Source       Binance FAQ ceccfcfb4e3a45e3b48b0b1bb1a8ae46 (maintenance amount); Hyperliquid docs, margin tiers
    Law          maintenance does not jump at the floor by more than the rounding of one atom
    """
    return before + mul_div_down(floor, num * den_before - num_before * den, den * den_before)


continuous_deduction = rule(_continuous_deduction)


def _maintenance_rate(rate: int, fraction: int) -> int:
    """The maintenance rate that a fraction of an initial rate amounts to, for display.

    rate       ppm, initial rate
    fraction   ppm of it
    returns    ppm, rounded down
    Source     dYdX v4-chain 84d4664 x/perpetuals/types/liquidity_tier.go
    """
    return mul_div_down(rate, fraction, 1000000)


maintenance_rate = rule(_maintenance_rate)


class Schedule(NamedTuple):
    """One market's tiers as row_maintenance reads them: row_maintenance(notional, *schedule)."""

    first: int
    last: int
    floors: list[int]
    nums: list[int]
    dens: list[int]
    fractions: list[int]
    deductions: list[int]


def schedule(tiers: tuple[Tier, ...]) -> Schedule:
    """The tables of one market's tiers."""
    return Schedule(
        0,
        len(tiers) - 1,
        [tier.floor for tier in tiers],
        [tier.mm_num for tier in tiers],
        [tier.mm_den for tier in tiers],
        [tier.mm_fraction for tier in tiers],
        [tier.deduction for tier in tiers],
    )


def added(num: int, den: int, ppm: int) -> tuple[int, int]:
    """A rate with another one in ppm added: exact, in ppm where it can be (the sweep divides by a constant then)."""
    num, den = lowest_terms(num * PPM + ppm * den, den * PPM)
    times = mul_div_down(PPM, 1, den)
    return (num * times, PPM) if times * den == PPM else (num, den)


def with_add_on(tier: Tier, ppm: int) -> Tier:
    """A tier whose maintenance rate is higher by a share of the same notional, so that nothing jumps anew.

    ppm   of notional, 0 or more
    """
    if ppm == 0:
        return tier
    num, den = added(tier.mm_num * tier.mm_fraction, tier.mm_den * PPM, ppm)
    return replace(tier, mm_num=num, mm_den=den, mm_fraction=PPM)


def with_initial(tier: Tier, ppm: int, least: int) -> Tier:
    """A tier whose initial rate is higher by `ppm` of notional, and at least `least` ppm."""
    num, den = added(tier.im_num, tier.im_den, ppm) if ppm else (tier.im_num, tier.im_den)
    num, den = (num, den) if num * PPM >= least * den else (least, PPM)
    return replace(tier, im_num=num, im_den=den)
