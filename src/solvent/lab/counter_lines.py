"""The point of a counterfactual in sentences: as it was, and what other rules would have made of it, as a range."""

from collections.abc import Callable, Iterator, Sequence

import msgspec

from solvent.lab.case import LONG, Case
from solvent.lab.counter_stage import strength_name
from solvent.lab.headline import headline
from solvent.reports import words
from solvent.reports.result import Result, Run
from solvent.reports.views import AS_IT_WAS, PAYERS, beyond


def counter_lines(result: Result, case: Case) -> list[str]:
    """The first line is the point; then a paragraph a rulebook, and what the printed tape alone says."""
    terms = case.counterfactual
    assert terms is not None
    runs = {(run.rulebook, run.variant): run for run in result.runs}
    printed = msgspec.structs.replace(result, runs=[run for run in result.runs if run.variant == AS_IT_WAS])
    bare = runs[terms.as_was, AS_IT_WAS]
    others = [name for name in dict.fromkeys(run.rulebook for run in result.runs) if name != terms.as_was]
    ranges = {name: [runs[name, strength_name(one)] for one in terms.strengths] for name in others}
    closed, held = _closed(bare)
    point = f"As it was, under {terms.as_was}, {words.count(closed)} of {words.count(held)} longs closed"
    for name, three in ranges.items():
        point += f"; as if under {name}, {_over(three, _triggered, words.count)} would have been"
    return [
        f"{point}.",
        "",
        _what(case),
        *_told(terms.as_was, [bare], "as it was"),
        *(line for name, three in ranges.items() for line in _told(name, three, "as if")),
        "",
        "Nobody else reacts: who was frightened by the fall still is, and who bought there still does.",
        "",
        "On the printed tape alone, without taking anything off:",
        "",
        *headline(printed),
    ]


def _what(case: Case) -> str:
    terms = case.counterfactual
    assert terms is not None
    low, middle, high = (words.percent(one, 0) for one in terms.strengths)
    return (
        f"The tape less what a {terms.terms.model} model makes of the forced sales of {terms.as_was}, plus what it "
        f"makes of each rulebook's own: at {middle} of the stated impact, and in brackets the least and the most at "
        f"{low}, {middle} and {high} of it; what lies between these was not played."
    )


def _told(name: str, runs: list[Run], how: str) -> Iterator[str]:
    yield ""
    decimals = runs[0].traces[0].price_decimals
    closed = _over(runs, _triggered, words.count)
    fell = _over(runs, _lowest, lambda ticks: words.price(ticks, decimals))
    lost = _over(runs, lambda run: run.bill.own_margin, words.money)
    more = _over(runs, lambda run: beyond(run.bill), words.money)
    yield (
        f"  {name}, {how}: closed {closed}; the last price fell to {fell}; lost by the closed {lost}, "
        f"beyond own margin {more}{_payers(runs)}."
    )


def _over(runs: list[Run], of: Callable[[Run], int], said: Callable[[int], str]) -> str:
    return ranged([of(run) for run in runs], said)


def ranged(found: Sequence[int], said: Callable[[int], str]) -> str:
    """What the central strength made, and the least and the most that any made; one figure where they agree."""
    middle, least, most = said(found[len(found) // 2]), said(min(found)), said(max(found))
    return middle if least == most else f"{middle} ({least} to {most})"


def _triggered(run: Run) -> int:
    return _closed(run)[0]


def _closed(run: Run) -> tuple[int, int]:
    mine = [group for group in run.groups if group.side == LONG]
    return sum(group.triggered for group in mine), sum(group.accounts for group in mine)


def _lowest(run: Run) -> int:
    return min((ticks for ticks in run.traces[0].last if ticks), default=0)


def _payers(runs: list[Run]) -> str:
    paid = [field for field, *_ in PAYERS[1:] if any(getattr(run.bill, field) > 0 for run in runs)]
    return f", paid by {', '.join(field.replace('_', ' ') for field in paid)}" if paid else ""
