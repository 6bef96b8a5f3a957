"""Whose rules a pool is looked at by: one table, by protocol."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

from solvent import events as e
from solvent.book import Book
from solvent.engine.loans.aave import view as aave
from solvent.engine.loans.aave4 import view as aave4
from solvent.engine.loans.compound import view as compound
from solvent.engine.loans.euler import view as euler
from solvent.engine.loans.fluid import view as fluid
from solvent.engine.loans.liquity import view as liquity
from solvent.engine.loans.liquity2 import view as liquity2
from solvent.engine.loans.llamma import view as llamma
from solvent.engine.loans.maker import view as maker
from solvent.engine.loans.morpho import view as morpho
from solvent.lending.aave.versions import VERSIONS
from solvent.lending.standing import Standing
from solvent.policy import Protocol
from solvent.reasons import Bearer


def _nothing(_book: Book, _pool: int, _now_s: int) -> list[e.Event]:
    return []


def _is_told(_book: Book, _reserve: int) -> int:
    return 0


class View(NamedTuple):
    """How the loans of a pool are looked at.

    standing   (book, loan, seconds): its values and health; none while a price is asked for that was not told
    suspects   (book, pool, seconds): the loans that may have changed sides
    unbacked   (book, loan, seconds): of each holding, (holding, units owed with nothing behind them)
    bearer     who bears those
    told       (book, pool, seconds): what time or a price changed of the pool as a whole
    mute       whether an oracle of it may answer 0, which nobody believes
    par        (book, reserve): the price of an asset in which all others are told, and no other; 0 of those
    """

    standing: Callable[[Book, int, int], Standing | None]
    suspects: Callable[[Book, int, int], list[int]]
    unbacked: Callable[[Book, int, int], Iterator[tuple[int, int]]]
    bearer: Bearer
    told: Callable[[Book, int, int], list[e.Event]] = _nothing
    mute: bool = False
    par: Callable[[Book, int], int] = _is_told


AAVE = View(aave.standing, aave.suspects, aave.unbacked, aave.BEARER)
COMPOUND = View(compound.standing, compound.suspects, compound.unbacked, compound.BEARER, compound.told, mute=True)
LIQUITY = View(liquity.standing, liquity.suspects, liquity.unbacked, liquity.BEARER, liquity.told)
MORPHO = View(morpho.standing, morpho.suspects, morpho.unbacked, morpho.BEARER, par=morpho.par)
MAKER = View(maker.standing, maker.suspects, maker.unbacked, maker.BEARER)
CURVE_LEND = View(llamma.standing, llamma.suspects, llamma.unbacked, llamma.LENT, par=llamma.par)
CURVE_MINT = CURVE_LEND._replace(bearer=llamma.MINTED)
LIQUITY_V2 = View(liquity2.standing, liquity2.suspects, liquity2.unbacked, liquity2.BEARER)
AAVE_V4 = View(aave4.standing, aave4.suspects, aave4.unbacked, aave4.BEARER)
FLUID = View(fluid.standing, fluid.suspects, fluid.unbacked, fluid.BEARER, fluid.told, par=fluid.par)
EULER = View(euler.standing, euler.suspects, euler.unbacked, euler.BEARER)
VIEWS: dict[int, View] = {
    **dict.fromkeys(VERSIONS, AAVE),
    Protocol.COMPOUND_V3: COMPOUND,
    Protocol.LIQUITY_V1: LIQUITY,
    Protocol.MORPHO_BLUE: MORPHO,
    Protocol.MAKER_2: MAKER,
    Protocol.MAKER_1_2: MAKER,
    Protocol.EULER_V2: EULER,
    Protocol.LIQUITY_V2: LIQUITY_V2,
    Protocol.CURVE_MINT: CURVE_MINT,
    Protocol.CURVE_LEND: CURVE_LEND,
    Protocol.AAVE_V4: AAVE_V4,
    Protocol.FLUID_T1: FLUID,
}


def view_of(book: Book, pool: int) -> View:
    """How the loans of a pool are looked at."""
    return VIEWS[int(book.pools.protocol[pool])]
