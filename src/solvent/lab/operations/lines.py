"""What failed in a case, and what that did to those who had to be closed, in sentences."""

from collections.abc import Sequence

from solvent.lab.operations.terms import ALL, FEED, MATCHING, Terms
from solvent.reports import words
from solvent.reports.backlog import Backlog
from solvent.reports.result import Result, Run
from solvent.reports.views import LETTERS, WITHOUT, beyond, pairs

MEANT = {
    MATCHING: "matching is down: no trade, no liquidation order",
    FEED: "no price from outside arrives",
    ALL: "matching is down and no price from outside arrives",
}


def failures(terms: Terms) -> list[str]:
    """Everything that fails in a case, a sentence each, as it is played."""
    told = [
        f"From {words.clock(one.start_ns)} to {words.clock(one.end_ns)} UTC {MEANT[one.what]} "
        f"({', '.join(one.markets)}). {one.source}."
        for one in terms.outages
    ]
    told += [
        f"What {one.role} prints of {one.market} arrives {words.span(one.delay_ns)} late. {one.source}."
        for one in terms.delays
    ]
    told += [
        f"At {words.clock(one.at_ns)} UTC whoever has a regime {one.regime} declares it: {one.reason.strip('. ')}."
        for one in terms.regimes
    ]
    if terms.per_second:
        told.append(f"T{_throttle(terms)[1:]}")
    if terms.rejected:
        told.append(f"Of the liquidation orders {words.percent(terms.rejected)} are turned away, as the seed has it.")
    return told


def noted(text: str, terms: Terms) -> str:
    """The rulebook's text as a run with failures journals it: where the case throttles, a last line says so."""
    return f"{text}\n# In this case: {_throttle(terms)}\n" if terms.per_second else text


def _throttle(terms: Terms) -> str:
    return f"the venue places at most {words.count(terms.per_second)} liquidation orders a second."


def backlog_lines(result: Result) -> list[str]:
    """What fails, and one line a rulebook: who waited, with it and without; none where nothing fails."""
    told = [_waited(letter, *both) for letter, both in zip(LETTERS, pairs(result), strict=False)]
    if not told:
        return []
    what = f"What fails, but not {WITHOUT} nor where nobody is closed. {' '.join(result.failures)}"
    apart = max(run.backlog.apart_ns for both in pairs(result) for run in both if run.backlog)
    looked = f"Backlog, those in breach and not closed yet; looks are at most {words.span(apart)} apart:"
    return ["", what, looked, *told]


def had_nothing_failed(result: Result) -> str:
    """ " Lost beyond own margin: 8,253,628 and 6,073,752; had nothing failed, 0 and 1,295." where anything does."""
    losses = [[words.short(beyond(run.bill), run.decimals) for run in both] for both in pairs(result)]
    if not losses:
        return ""
    failing, sound = (" and ".join(column) for column in zip(*losses, strict=True))
    return f" Lost beyond own margin: {failing}; had nothing failed, {sound}."


def _waited(letter: str, failing: Run, sound: Run) -> str:
    return f"  {letter}, {failing.rulebook}: {_said(failing.backlog)}. Had nothing failed: {_said(sound.backlog)}."


def _said(backlog: Backlog | None) -> str:
    """ "at most 312 accounts at 21:24:29, the oldest for 290 s, 25.1 h in all; 31 orders turned away" """
    if backlog is None or not backlog.most:
        said = "nobody was seen to wait"
    else:
        who = "1 account" if backlog.most == 1 else f"{words.count(backlog.most)} accounts"
        said = f"at most {who}, at {words.clock(backlog.most_ns)}, {_oldest(backlog)}"
    return said if backlog is None or not backlog.rejected else f"{said}; {_turned_away(backlog.rejected)}"


def _oldest(backlog: Backlog) -> str:
    if not backlog.oldest:
        return "none of them for longer than one look"
    return f"the oldest for {words.span(backlog.oldest)}; added up they waited {words.span(backlog.waited_ns)}"


def _turned_away(orders: int) -> str:
    return "1 order was turned away" if orders == 1 else f"{words.count(orders)} orders were turned away"


def with_and_without(variants: Sequence[str], terms: Terms) -> tuple[str, ...]:
    """The variants of a case, and after the first of them the one in which nothing fails, where anything does."""
    return (*variants[:1], WITHOUT, *variants[1:]) if terms.any and WITHOUT not in variants else tuple(variants)
