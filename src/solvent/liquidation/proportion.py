"""How many lots each candidate of a deleveraging gives up: level by level, in proportion inside a level, to the lot."""

import numpy as np

from solvent.columns import Int64Array
from solvent.fixed import kernel, mul_div_down


def _quotas(asked: int, have: list[int], total: int, quotas: list[int]) -> None:
    """Each one's part of what is asked, in proportion to what he has, rounded down.

    asked    lots, 0 to total
    have     lots, 1 or more, shape (candidates,)
    total    lots, sum of have
    quotas   lots, shape (candidates,); written
    """
    for i in range(len(have)):
        quotas[i] = mul_div_down(asked, have[i], total)


quotas = kernel(_quotas, out=("quotas",))


def pro_rata(have: Int64Array, asked: int) -> Int64Array:
    """Largest remainder: everyone's part rounded down, and one lot more for those whom rounding took most from.

    have      lots, 1 or more, shape (candidates,)
    asked     lots, 0 to the sum of have
    returns   lots, shape (candidates,): their sum is what is asked, and nobody gives more than he has
    Law       every part is within one lot of asked x have / total; ties go to who comes first
    """
    total, parts = int(have.sum()), np.zeros(len(have), np.int64)
    if asked == 0:
        return parts
    quotas(asked, have, total, parts)
    # Both products may wrap; their difference is the remainder, from 0 to total - 1, which int64 holds.
    lost = np.int64(asked) * have - np.int64(total) * parts
    parts[np.argsort(-lost, kind="stable")[: asked - int(parts.sum())]] += 1
    return parts


def given_up(have: Int64Array, level: Int64Array, asked: int) -> Int64Array:
    """What each candidate gives up: whole levels first, the level that is not needed whole in proportion.

    have      lots, 1 or more, shape (candidates,), in order of level
    level     index, ascending
    asked     lots; more than there are: all of them
    returns   lots, shape (candidates,)
    """
    parts, upto = have.copy(), np.cumsum(have)
    if len(have) == 0 or asked >= int(upto[-1]):
        return parts
    first, last = np.searchsorted(level, level[np.searchsorted(upto, asked)] + np.arange(2))
    parts[first:last] = pro_rata(have[first:last], asked - (int(upto[first - 1]) if first else 0))
    parts[last:] = 0
    return parts
