"""A stranger at a market of Morpho Blue: all of a debt where its collateral pays for it, else all of the collateral."""

from typing import NamedTuple

from solvent import commands as c
from solvent.book import Book
from solvent.engine.loans.morpho.actions import Scene, scene_of
from solvent.engine.loans.morpho.liquidating import Asked, Early, early_done
from solvent.engine.loans.morpho.pair import early_of, price_of
from solvent.fixed import mul_div_down
from solvent.lab.lending.case import Costs
from solvent.lab.lending.chance import Chance, owner_of
from solvent.lending.morpho import early, liquidation
from solvent.lending.morpho.early import Bounds
from solvent.lending.morpho.liquidation import PRICE, Liquidation
from solvent.lending.profit import gas_in_queue, profit
from solvent.policy import PairPolicy


class Move(NamedTuple):
    """What a stranger would ask for, and what it does."""

    said: dict[str, object]
    done: Liquidation


def chance(book: Book, loan: int, costs: Costs, queue: int, now_s: int) -> Chance | None:
    """The most a stranger may liquidate now; none where the contract would take nothing of it."""
    scene = scene_of(book, int(book.loans.pool[loan]), loan, now_s)
    price = price_of(book, scene.pair)
    move = _whole(scene, price) or (_early(book, scene, price) if book.loans.early[loan] else None)
    if move is None:
        return None
    finer = 10 ** (PairPolicy.PRICE_DECIMALS - int(book.reserves.decimals[scene.pair.loan]))
    worth, repaid = mul_div_down(move.done.seized, price, PRICE) * finer, move.done.repaid * finer
    gas = gas_in_queue(costs.gas, costs.queue, queue)
    left = profit(worth, repaid, costs.slippage, gas, costs.priority, costs.flash)
    return Chance(c.LiquidateExactly, {"account": owner_of(book, loan), **move.said}, repaid, worth, left)


def _whole(scene: Scene, price: int) -> Move | None:
    """By the market's line: every share, or every unit of collateral where that is worth less."""
    market, position = scene.market, scene.position
    for said in ({"shares": position.borrow_shares}, {"seized": position.collateral}):
        done = liquidation.liquidate(market, position, price, **said)
        if isinstance(done, Liquidation):
            return Move({key: str(amount) for key, amount in said.items()}, done)
    return None


def _early(book: Book, scene: Scene, price: int) -> Move | None:
    """By an early line: as many shares as may be repaid."""
    terms = early_of(book, scene.pair)
    found = early.bounds(scene.market, scene.position, price, terms) if terms else None
    if terms is None or not isinstance(found, Bounds) or not found.shares:
        return None
    shares = min(found.shares, scene.position.borrow_shares)
    done = early_done(scene, price, terms, Asked(0, shares))
    return Move({"shares": str(shares), "early": True}, done.done) if isinstance(done, Early) else None
