"""Whose position is reduced when nobody else takes a loser's: the ranking (policy.Ranking) and the matching.

Scores are ratios in ppm that saturate at CEILING, so that a rank never overflows: a million times the stake on a
million times leverage is as high as one can stand. Ties keep the order the candidates are given in.

A ranking puts candidates on levels. A level is used up before the next one is asked (`proportion`); in a queue everyone
is a level of his own.
"""

from typing import Any

import numpy as np

from solvent.columns import Int64Array
from solvent.fixed import kernel, mul_div_down, mul_div_up, product_below, rule
from solvent.grid import notional, value
from solvent.policy import Ranking
from solvent.units import PPM

PROFIT_TIMES_LEVERAGE, MARK_OVER_ENTRY = int(Ranking.PROFIT_TIMES_LEVERAGE), int(Ranking.MARK_OVER_ENTRY_TIMES_LEVERAGE)
PRO_RATA, QUANTITY_FIFTHS = int(Ranking.PRO_RATA), int(Ranking.QUANTITY_FIFTHS)
CEILING = 10**12  # ppm: a million times

_MASK = 2**64 - 1


def _saturated_ratio(part: int, whole: int) -> int:
    """part / whole in ppm, between -CEILING and CEILING; a part of nothing, or of a debt, is the CEILING.

    part      atoms, signed
    whole     atoms
    returns   ppm, rounded down
    Source    ours
    """
    if part == 0:
        return 0
    if whole <= 0 or not product_below(abs(part), PPM, CEILING, whole):
        return CEILING if part > 0 else -CEILING
    return mul_div_down(part, PPM, whole)


saturated_ratio = rule(_saturated_ratio)


def _profit_score(profit: int, cost: int, size: int, equity: int) -> int:
    """Profit in per cent of the entry value times effective leverage; a loss is divided by it.

    profit    atoms, unrealised, signed
    cost      atoms, entry value, unsigned
    size      atoms of notional
    equity    atoms, signed, of the bucket
    returns   ppm, the higher the sooner reduced
    Source    BitMEX, Auto-Deleveraging; Binance FAQ 360033525471
    """
    gain = saturated_ratio(profit, cost)
    leverage = max(saturated_ratio(size, equity), 1)
    if gain < 0:
        return mul_div_down(gain, PPM, leverage)
    return mul_div_down(gain, leverage, PPM)


profit_score = rule(_profit_score)


def _mark_over_entry_score(lots: int, cost: int, size: int, equity: int) -> int:
    """(mark / entry) (notional / account value) for a long, with entry / mark for a short.

    lots      lots, signed; of an inverse contract with the sign turned over: its notional grows as the price falls
    cost      atoms, entry value, unsigned
    size      atoms of notional at the mark
    equity    atoms, signed, of the bucket
    returns   ppm, the higher the sooner reduced
    Source    Hyperliquid docs, auto-deleveraging, for the index. It is printed without a side and meant for users in
              profit; turned over for shorts, whose profit grows as the mark falls, is ours
    """
    moved = saturated_ratio(size, cost) if lots > 0 else saturated_ratio(cost, size)
    return mul_div_down(moved, saturated_ratio(size, equity), PPM)


mark_over_entry_score = rule(_mark_over_entry_score)


def _scores(
    lots: list[int], cost: list[int], equity: list[int], ticks: int, den: int, ranking: int, scores: list[int]
) -> None:
    """The score of every candidate of one market.

    lots      lots, signed, shape (candidates,)
    cost      atoms, signed as lots: what opening the position cost
    equity    atoms, signed, of its bucket
    ticks     ticks, mark
    den       count of lot x ticks in one atom; below 0: an inverse contract, see grid
    ranking   index of policy.Ranking; where it scores nobody, 0
    scores    ppm; written
    """
    for i in range(len(lots)):
        size = notional(lots[i], ticks, den)
        if ranking in (PROFIT_TIMES_LEVERAGE, QUANTITY_FIFTHS):
            scores[i] = profit_score(value(lots[i], ticks, den) - cost[i], abs(cost[i]), size, equity[i])
        elif ranking == MARK_OVER_ENTRY:
            side = lots[i] if den > 0 else -lots[i]
            scores[i] = mark_over_entry_score(side, abs(cost[i]), size, equity[i])
        elif ranking == PRO_RATA:
            scores[i] = 1 if value(lots[i], ticks, den) > cost[i] else 0
        else:
            scores[i] = 0


scores = kernel(_scores, out=("scores",))


def random_start(count: int, seed: int) -> int:
    """Where a round through `count` candidates begins: the finaliser of splitmix64 over the seed.

    Source   dYdX v4-chain 84d4664: iteration starts at a pseudo-random offset; the generator is ours
    """
    word = (seed + 0x9E3779B97F4A7C15) & _MASK
    word = ((word ^ (word >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    word = ((word ^ (word >> 27)) * 0x94D049BB133111EB) & _MASK
    return (word ^ (word >> 31)) % max(count, 1)


def _queue_percentile(upto: int, total: int) -> int:
    """Where a winner stands in the queue, by quantity and not by heads: 20 is the first fifth to be reduced.

    upto      lots of everyone up to this winner, its own included, 1 or more
    total     lots of all winners
    returns   per cent, a multiple of 20 (unit: parts of 100)
    Source    BitMEX, autoDeleveragingExamples
    """
    return mul_div_up(upto, 5, total) * 20


queue_percentile = rule(_queue_percentile)


def rank(lots: Any, cost: Any, equity: Any, ticks: int, den: int, ranking: int, seed: int, order: Any) -> Int64Array:
    """The candidates of one market in the order they are reduced; columns and numbers as scores.

    seed      count from which RANDOM_START draws where to begin
    order     index of the candidates, first to be reduced first, shape (candidates,); written
    returns   index of the level of each in that order, ascending
    """
    count = len(order)
    if ranking == Ranking.RANDOM_START:
        order[:] = np.roll(np.arange(count, dtype=np.int64), -random_start(count, seed))
        return np.arange(count)
    points = np.zeros(count, np.int64)
    scores(lots, cost, equity, ticks, den, ranking, points)
    order[:] = np.argsort(-points, kind="stable")
    if ranking == Ranking.PRO_RATA:
        losing: Int64Array = 1 - points[order]
        return losing
    if ranking == Ranking.QUANTITY_FIFTHS:
        upto = np.cumsum(np.abs(lots[order]))
        return np.array([queue_percentile(lot, int(upto[-1])) for lot in upto.tolist()], np.int64)
    return np.arange(count)


def _match(needs: list[int], lots: list[int], loser: list[int], winner: list[int], closed: list[int]) -> int:
    """Closes what losers need against ranked winners, in order: each winner is used up before the next is asked.

    needs     lots, unsigned, shape (losers,), first in line first
    lots      lots, unsigned, shape (winners,), ranked
    loser     index into needs, shape (losers + winners,); written up to the count
    winner    index into lots; written
    closed    lots, 1 or more; written
    returns   count of pairs
    """
    count, place, used = 0, 0, 0
    for i in range(len(needs)):
        need = needs[i]
        while need > 0 and place < len(lots):
            part = min(need, lots[place] - used)
            if part > 0:
                loser[count], winner[count], closed[count] = i, place, part
                count, used, need = count + 1, used + part, need - part
            else:
                place, used = place + 1, 0
    return count


match = kernel(_match, out=("loser", "winner", "closed"))
