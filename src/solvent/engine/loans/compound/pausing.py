"""A guardian of Compound III stops what may be done, action by action; interest goes on."""

from functools import reduce
from operator import or_

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine.loans import reading
from solvent.engine.loans.compound.market import Action, base_of
from solvent.engine.refusal import Stages, require
from solvent.reasons import Reason

NAMES = {action.name.lower(): action for action in Action if action.name}


def pause_actions(book: Book, command: c.PauseActions) -> Stages:
    """From here on exactly what is named is paused."""
    pool, wrong = reading.pool_of(book, command.pool), [name for name in command.actions if name not in NAMES]
    require(not wrong, Reason.OUT_OF_RANGE, f"expected actions among {', '.join(NAMES)}, found {wrong[:1]!r:.60}")
    paused, base = reduce(or_, (NAMES[name] for name in command.actions), Action(0)), base_of(book, pool)
    in_force = int(book.reserves.paused[base]) == paused
    require(not in_force, Reason.ALREADY_IN_FORCE, f"just so much of {command.pool} is paused already")
    yield [e.ReservePaused(base, int(paused), 0)]
