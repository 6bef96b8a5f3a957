"""Waivers and more time. A person answers for each, by name and with a reason: they are what an incident log asks."""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine.credit.actions import Place, place_of
from solvent.engine.credit.looking import eased, looked
from solvent.engine.refusal import Stages, require
from solvent.lending.credit.calls import Ease, Standing
from solvent.reasons import Reason


def waive_call(book: Book, command: c.WaiveCall) -> Stages:
    """A call or a default is over, and none begins before a time; what stands at the end of it is looked at then."""
    place = _answered_for(book, command)
    standing, claimed = book.credits.standing[place.credit], bool(book.credits.claim[place.credit])
    called = standing != Standing.OPEN and not claimed
    require(called, Reason.NOT_CALLED, f"expected a call or a default with collateral, {command.loan} has neither")
    later = command.until_ns > command.time_ns
    require(later, Reason.OUT_OF_RANGE, f"expected a time after {command.time_ns}, found {command.until_ns} ns")
    yield _eased(book, place, command, Ease.WAIVED, command.until_ns)
    yield from looked(book, place.desk, command.time_ns, place.account)


def extend_call(book: Book, command: c.ExtendCall) -> Stages:
    """A client who was called has until a later time."""
    place = _answered_for(book, command)
    called = book.credits.standing[place.credit] == Standing.CALLED
    require(bool(called), Reason.NOT_CALLED, f"{command.loan} is not called")
    now, ends = command.time_ns, int(book.credits.deadline_ns[place.credit])
    later = command.deadline_ns > max(now, ends)
    require(later, Reason.OUT_OF_RANGE, f"expected a time after {max(now, ends)}, found {command.deadline_ns} ns")
    yield _eased(book, place, command, Ease.EXTENDED, command.deadline_ns)
    yield from looked(book, place.desk, command.time_ns, place.account)


def _answered_for(book: Book, command: c.WaiveCall | c.ExtendCall) -> Place:
    place = place_of(book, command)
    require(bool(command.reason.strip()), Reason.REASON_MISSING, "expected why, found nothing")
    require(bool(command.actor.strip()), Reason.PERSON_MISSING, "expected who answers for it as actor, found nobody")
    return place


def _eased(book: Book, place: Place, command: c.WaiveCall | c.ExtendCall, ease: Ease, until_ns: int) -> list[e.Event]:
    return list(eased(book, place.credit, ease, command.time_ns, until_ns, command.reason, command.actor))
