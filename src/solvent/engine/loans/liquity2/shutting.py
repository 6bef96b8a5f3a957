"""A branch is shut down for good: interest stops, nothing is borrowed, and urgent redemptions begin."""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine.loans import reading, watching
from solvent.engine.loans.liquity2.branch import is_open, rated_of, terms_of, total_ratio, written
from solvent.engine.refusal import Stages, require
from solvent.lending.liquity.rated import Change
from solvent.reasons import Reason


def shut_branch(book: Book, command: c.ShutBranch) -> Stages:
    """Anybody may say that all troves together are below the line of a shutdown.

    An oracle that failed shuts a branch of the contracts down too; here such a price is one nobody may act on.
    Source    liquity/bold 405f912 BorrowerOperations.sol shutdown (read 2026-11-27)
    """
    pool, now_s = reading.pool_of(book, command.pool), reading.seconds(command.time_ns)
    before = rated_of(book, pool)
    is_open(before, command.pool)
    whole, line = total_ratio(book, before, now_s), terms_of(book, before).shutdown
    require(whole < line, Reason.SYSTEM_RATIO, f"all troves together are at {whole} wad, not below {line}")
    now = before.booked(Change(), now_s)
    yield [*written(book, before, now), e.BranchShut(before.branch.row, str(whole), max(now_s, 1))]
    yield watching.swept(book, pool)
