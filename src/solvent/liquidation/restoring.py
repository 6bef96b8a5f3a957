"""The smallest part of a position whose closing puts its bucket back in order.

Closing x lots releases their maintenance and costs fee and slippage. Where rates rise from tier to tier, a lot releases
less the smaller the position gets, so the surplus first rises with x and may then fall again. The smallest x is
therefore looked for tier by tier, from the one the position is in down to the lowest, and never by one bisection over
the whole position; inside a tier the surplus is a straight line but for the rounding of single atoms.
"""

from solvent.fixed import mul_div_down, mul_div_up, rule
from solvent.grid import most_below, notional
from solvent.health import breached
from solvent.tiers import maintenance, row_maintenance, tier_of
from solvent.units import PPM


def _restored(
    closed: int,
    held: int,
    ticks: int,
    den: int,
    equity: int,
    others: int,
    cost: int,
    buffer: int,
    comparator: int,
    num: int,
    over: int,
    fraction: int,
    deduction: int,
) -> bool:
    """Whether a bucket meets its target once some lots of a position are closed.

    closed       lots, 0 to held
    held         lots
    ticks        ticks
    den          count of lot x ticks in one atom; below 0: an inverse contract, see grid
    equity       atoms, signed, of the bucket
    others       atoms, maintenance of the bucket's other positions
    cost         ppm of the closed notional: fee and assumed slippage
    buffer       ppm of maintenance to reach beyond it
    comparator   index of policy.Comparator
    num          count, numerator of the rate of the tier in which the rest falls
    over         count, its denominator
    fraction     ppm, of the same tier
    deduction    atoms, of the same tier
    returns      flag; cost and target are rounded up
    Source       ours: closing r changes the surplus by r (requirement released - cost of closing)
    """
    required = others + maintenance(notional(held - closed, ticks, den), num, over, fraction, deduction)
    after = equity - mul_div_up(notional(closed, ticks, den), cost, PPM)
    return not breached(after, mul_div_up(required, PPM + buffer, PPM), comparator)


restored = rule(_restored)


def _restoring_within(
    low: int,
    high: int,
    held: int,
    ticks: int,
    den: int,
    equity: int,
    others: int,
    cost: int,
    buffer: int,
    comparator: int,
    num: int,
    over: int,
    fraction: int,
    deduction: int,
) -> int:
    """The smallest closing that restores, among those whose rest falls in one tier.

    low          lots: the smallest such closing
    high         lots: the largest
    held         lots
    ticks        ticks
    den          count of lot x ticks in one atom; below 0: an inverse contract, see grid
    equity       atoms, as restored
    others       atoms, as restored
    cost         ppm, as restored
    buffer       ppm, as restored
    comparator   index, as restored
    num          count, as restored
    over         count, as restored
    fraction     ppm, as restored
    deduction    atoms, as restored
    returns      lots, -1 where neither end restores
    Source       ours
    Law          closing them restores; closing one lot less does not, or would leave the rest in a higher tier
    """
    short, enough, tried = low - 1, -1, low  # the most known not to restore, the fewest known to
    while high >= low and enough != short + 1:
        if restored(tried, held, ticks, den, equity, others, cost, buffer, comparator, num, over, fraction, deduction):
            enough = tried
        elif tried == high:
            return -1
        else:
            short = tried
        tried = high if enough < 0 else short + mul_div_down(enough - short, 1, 2)
    return enough


restoring_within = rule(_restoring_within)


def _restoring_size(
    held: int,
    ticks: int,
    den: int,
    equity: int,
    maintained: int,
    cost: int,
    buffer: int,
    comparator: int,
    first: int,
    last: int,
    floors: list[int],
    nums: list[int],
    dens: list[int],
    fractions: list[int],
    deductions: list[int],
) -> int:
    """The fewest lots whose closing restores the bucket; all of them where that cannot help.

    held         lots, 0 or more
    ticks        ticks
    den          count of lot x ticks in one atom; below 0: an inverse contract, see grid
    equity       atoms, signed, of the bucket
    maintained   atoms, maintenance of the bucket, this position's included
    cost         ppm, as restored
    buffer       ppm, as restored
    comparator   index, as restored
    first        index of the market's first tier
    last         index of its last tier
    floors       atoms, shape (tiers,)
    nums         count, shape (tiers,)
    dens         count, shape (tiers,)
    fractions    ppm, shape (tiers,)
    deductions   atoms, shape (tiers,)
    returns      lots, 0 where the target is met already
    Source       ours: (mu N - e) / (mu - phi - s) within one tier; all where mu <= phi + s, since no part helps then
    Law          closing them restores, closing one lot less does not
    """
    size = notional(held, ticks, den)
    others = maintained - row_maintenance(size, first, last, floors, nums, dens, fractions, deductions)
    tier = tier_of(size, first, last, floors, first)
    low = 0
    while low < held:
        high = held - most_below(floors[tier], ticks, den) - 1 if tier > first else held
        found = restoring_within(
            low, high, held, ticks, den, equity, others, cost, buffer, comparator,
            nums[tier], dens[tier], fractions[tier], deductions[tier],
        )  # fmt: skip
        if found >= 0:
            return found
        low = high + 1
        tier -= 1
    return held


restoring_size = rule(_restoring_size)
