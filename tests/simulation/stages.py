"""Whether every order, placed and filled, keeps to the terms of its stage of the market."""

from fractions import Fraction
from math import ceil

from solvent import events as e
from solvent.book import Kind
from solvent.engine import Outcome
from solvent.policy import PriceRole, TakerPolicy
from tests.oracle import worth
from tests.simulation.house import House
from tests.world import cells


def on_its_terms(house: House, outcome: Outcome) -> list[str]:
    """Orders and fills of a step that are not what the rulebook allows."""
    found: list[str] = []
    for event in outcome.events:
        if isinstance(event, e.DepthObserved):
            house.ordered[event.market, True] = house.ordered[event.market, False] = 0
        if isinstance(event, e.LiquidationOrderPlaced):
            found += _placed(house, event)
        if isinstance(event, e.LiquidationOrderFilled):
            found += _filled(house, event)
    return found


def _placed(house: House, event: e.LiquidationOrderPlaced) -> list[str]:
    book, found, (stage,) = house.book, [], cells(event.taker)
    terms = house.rules.takers[stage]
    for row, lots, limit, ticks in zip(*map(cells, (event.row, event.lots, event.limit, event.ticks)), strict=True):
        market, selling = int(book.rows.market[row]), lots < 0
        if book.markets.kind[market] == Kind.COIN:
            continue  # coins are ordered for all that is owed at once, without a limit price
        size = abs(worth(lots, ticks, int(book.markets.den[market])))
        if terms.slice and abs(lots) > 1 and size > terms.slice:
            found.append(f"a slice of {size} atoms where {terms.slice} are the most")
        used = house.ordered[market, selling] = house.ordered.get((market, selling), 0) + abs(lots)
        depth = int((book.markets.bids if selling else book.markets.asks)[market])
        if terms.participation and used > ceil(Fraction(depth * terms.participation, 10**6)):
            found.append(f"{used} lots are ordered of a depth of {depth}")
        if not _in_band(house, terms, market, selling, limit):
            found.append(f"a limit of {limit} is outside the band")
    return found


def _in_band(house: House, terms: TakerPolicy, market: int, selling: bool, limit: int) -> bool:
    m = house.book.markets
    around = int({PriceRole.MARK: m.mark, PriceRole.INDEX: m.index, PriceRole.LAST: m.last}[terms.around][market])
    if not terms.band:
        return True
    if selling:
        return limit >= max(Fraction(around * (10**6 - terms.band), 10**6), 1)
    return 0 < limit <= Fraction(around * (10**6 + terms.band), 10**6)


def _filled(house: House, event: e.LiquidationOrderFilled) -> list[str]:
    orders, found = house.book.orders, []
    for order, lots, ticks in zip(cells(event.order), cells(event.lots), cells(event.ticks), strict=True):
        limit = int(orders.limit[order])
        if orders.whole[order] and orders.lots[order]:
            found.append(f"fill-or-kill order {order} was filled in part")
        if limit and (ticks < limit if lots < 0 else ticks > limit):
            found.append(f"order {order} was filled at {ticks}, beyond {limit}")
    return found
