"""How much of one position a liquidation order closes (policy.Sizing); one step per order."""

from solvent.fixed import kernel, mul_div_down, mul_div_up, rule
from solvent.grid import most_below, notional
from solvent.liquidation.restoring import restoring_size
from solvent.policy import Sizing
from solvent.tiers import tier_of
from solvent.units import PPM

FRACTION, TIER_STEP, RESTORE = int(Sizing.FRACTION), int(Sizing.TIER_STEP), int(Sizing.RESTORE)


def _fraction_size(held: int, ticks: int, den: int, fraction: int, fraction_above: int) -> int:
    """A fixed share of a large position, all of one that is not.

    held             lots, 0 or more
    ticks            ticks
    den              count of lot x ticks in one atom; below 0: an inverse contract, see grid
    fraction         ppm of the position
    fraction_above   atoms of notional: only a larger position is closed in parts
    returns          lots, the share rounded up
    Source           Hyperliquid docs, liquidations: 20 % where the position is above 100k USDC
    """
    if notional(held, ticks, den) <= fraction_above:
        return held
    return min(mul_div_up(held, fraction, PPM), held)


fraction_size = rule(_fraction_size)


def _tier_step_size(held: int, ticks: int, den: int, levels: int, first: int, last: int, floors: list[int]) -> int:
    """The fewest lots whose closing brings the position so many tiers down; all of it where there are not so many.

    held      lots, 0 or more
    ticks     ticks
    den       count of lot x ticks in one atom; below 0: an inverse contract, see grid
    levels    count of tiers, 1 or more
    first     index of the market's first tier
    last      index of its last tier
    floors    atoms, shape (tiers,)
    returns   lots
    Source    Bybit, BitMEX: the difference to the next lower risk limit tier; OKX: two tiers down, the lowest two whole
    """
    tier = tier_of(notional(held, ticks, den), first, last, floors, first)
    if tier - first < levels:
        return held
    return held - most_below(floors[tier - levels + 1], ticks, den)


tier_step_size = rule(_tier_step_size)


def _order_size(
    sizing: int,
    lots: int,
    ticks: int,
    den: int,
    equity: int,
    maintained: int,
    cost: int,
    escalate: int,
    fraction: int,
    fraction_above: int,
    buffer: int,
    comparator: int,
    levels: int,
    first: int,
    last: int,
    floors: list[int],
    nums: list[int],
    dens: list[int],
    fractions: list[int],
    deductions: list[int],
) -> int:
    """How many lots of one position its next liquidation order closes.

    sizing           index of policy.Sizing
    lots             lots, signed
    ticks            ticks
    den              count of lot x ticks in one atom; below 0: an inverse contract, see grid
    equity           atoms, signed, of the bucket
    maintained       atoms, maintenance of the bucket
    cost             ppm of the closed notional: fee and assumed slippage (RESTORE)
    escalate         flag: 1 where this order is for everything, whatever the sizing
    fraction         ppm of the position (FRACTION)
    fraction_above   atoms of notional above which it applies (FRACTION)
    buffer           ppm of maintenance to restore beyond it (RESTORE)
    comparator       index of policy.Comparator (RESTORE)
    levels           count of tiers to step down (TIER_STEP)
    first            index of the market's first tier
    last             index of its last tier
    floors           atoms, shape (tiers,)
    nums             count, shape (tiers,)
    dens             count, shape (tiers,)
    fractions        ppm, shape (tiers,)
    deductions       atoms, shape (tiers,)
    returns          lots, unsigned, at most those held
    Source           ours; which venue sizes how is in each rulebook
    """
    held = abs(lots)
    if escalate == 1:
        return held
    if sizing == FRACTION:
        return fraction_size(held, ticks, den, fraction, fraction_above)
    if sizing == TIER_STEP:
        return tier_step_size(held, ticks, den, levels, first, last, floors)
    if sizing == RESTORE:
        return restoring_size(
            held, ticks, den, equity, maintained, cost, buffer, comparator,
            first, last, floors, nums, dens, fractions, deductions,
        )  # fmt: skip
    return held


order_size = rule(_order_size)


def _order_sizes(
    lots: list[int],
    ticks: list[int],
    den: list[int],
    first: list[int],
    last: list[int],
    equity: list[int],
    maintained: list[int],
    cost: list[int],
    escalate: list[int],
    sizing: int,
    fraction: int,
    fraction_above: int,
    buffer: int,
    comparator: int,
    levels: int,
    floors: list[int],
    nums: list[int],
    dens: list[int],
    fractions: list[int],
    deductions: list[int],
    sizes: list[int],
) -> None:
    """order_size over many orders of one policy.

    lots .. escalate      as order_size, shape (orders,); equity and maintained of each order's bucket
    sizing .. levels      as order_size
    floors .. deductions  schedules of all markets end to end, shape (tiers,)
    sizes                 lots, shape (orders,); written
    """
    for i in range(len(lots)):
        sizes[i] = order_size(
            sizing, lots[i], ticks[i], den[i], equity[i], maintained[i], cost[i], escalate[i], fraction, fraction_above,
            buffer, comparator, levels, first[i], last[i], floors, nums, dens, fractions, deductions,
        )  # fmt: skip


order_sizes = kernel(_order_sizes, out=("sizes",))


def _notional_bounds(size: int, least: int, portion: int) -> tuple[int, int]:
    """The least and the most notional of one position that may be liquidated at a time.

    size      atoms, notional of the position
    least     atoms: less than this is never asked for, unless the position is smaller
    portion   ppm of the position
    returns   atoms, atoms
    Source    dYdX v4-chain 84d4664 x/clob, position block limits
    """
    smallest = min(least, size)
    return smallest, max(smallest, mul_div_down(size, portion, PPM))


notional_bounds = rule(_notional_bounds)
