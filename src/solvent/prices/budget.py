"""How much may hang on a price, given what it costs to move it."""

from solvent.fixed import product_below, rule


def _beyond_budget(open_interest: int, move: int, cost: int, cover: int) -> bool:
    """Whether all of one side, moved so far, is worth more than a share of what the move costs; at exactly it, not.

    open_interest   atoms of notional, 0 or more
    move            ppm of the price, 1 or more
    cost            atoms, 0 or more
    cover           ppm of the cost
    returns         flag
    Source          ours: whoever moves the price holds at most one side of it; docs/concepts/manipulation-budget.md
    """
    return product_below(cost, cover, open_interest, move)


beyond_budget = rule(_beyond_budget)


def _frozen(now_ns: int, reported_ns: int, max_age_ns: int, cost: int, floor: int) -> int:
    """Why open interest may not grow: 0 it may, 1 no report, 2 one too old, 3 a cost below the floor.

    now_ns        ns
    reported_ns   ns, 0: never
    max_age_ns    ns; at exactly this age a report still counts
    cost          atoms
    floor         atoms; a cost of exactly the floor is enough
    returns       index, reasons.Frozen
    Source        ours: docs/concepts/manipulation-budget.md
    """
    if reported_ns == 0:
        return 1
    if now_ns - reported_ns > max_age_ns:
        return 2
    return 3 if cost < floor else 0


frozen = rule(_frozen)
