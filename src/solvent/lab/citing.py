"""What a result quotes from a run's journal: the steps its numbers rest on, and the story of one account."""

from collections.abc import Iterable
from itertools import islice

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.journal import Journal
from solvent.reports.explain import explain_account
from solvent.reports.result import Bill, Cell, Closed, Line, Why
from solvent.reports.wording import step_line

MOST_STEPS = 400  # with closings that are quoted of a run


def why(journal: Journal, book: Book, group: str, groups: dict[str, list[int]]) -> Why | None:
    """The story of the first account of a group; None where nobody is in it."""
    members = groups.get(group)
    return explain_account(journal, book.account_names[members[0]]) if members else None


def cited(closed: Iterable[Closed], bill: Bill, grid: Iterable[Cell], story: Why | None, entered: int) -> set[int]:
    """The steps that anything in a run refers to: rules, entry, triggers, who paid, what lines were met, one story."""
    seqs = {1, entered}
    seqs.update(islice(dict.fromkeys(one.seq for one in closed), MOST_STEPS))
    seqs.update(seq for steps in bill.steps.values() for seq in steps)
    seqs.update(cell.seq for cell in grid)
    if story:
        seqs.update(seq for seq, _ in story.sentences)
    return seqs - {0}


def excerpt(journal: Journal, book: Book, seqs: set[int]) -> list[Line]:
    """Those steps in words, in order; the book is the one at the end, in which every name exists."""
    found: list[Line] = []
    for record in journal.records(min(seqs), max(seqs)) if seqs else ():
        if record.seq in seqs:
            stages = e.decode(record.effect)
            found.append(step_line(book, record.seq, record.time_ns, c.decode(record.command), stages))
    return found
