"""Published outcomes of the day, beside what each run of a case found. Nothing is fitted to them here."""

from collections.abc import Callable, Sequence

from solvent.fixed import mul_div_down
from solvent.lab.case import LONG, Case
from solvent.reports import words
from solvent.reports.result import Run
from solvent.reports.views import LETTERS

MILLION = 6  # a power of ten


def _longs(case: Case, run: Run) -> str:
    """Longs closed, in millions of the quote currency: contracts of an inverse market, proceeds of a linear one."""
    closed = [one for one in run.closed if one.held > 0]
    found = 0
    for one in closed:
        market = case.market(one.market)
        if market.inverse:
            found += mul_div_down(one.lots * market.contract_value, 1, 10**market.size_decimals)
        else:
            found += mul_div_down(one.proceeds, 1, 10**run.decimals)
    return f"{words.decimal(found, MILLION, 0)} M of {words.count(len(closed))} {LONG}s"


def _fund(case: Case, run: Run) -> str:
    """By how much the fund changed."""
    change = run.bill.fund_after - run.bill.fund_before
    return f"{'+' if change > 0 else ''}{words.short(change, run.decimals)} {case.settlement}"


def _deleveraged(case: Case, run: Run) -> str:
    """What deleveraged winners gave up."""
    given = run.bill.deleveraged
    return f"winners gave up {words.short(given, run.decimals)} {case.settlement}" if given else "nothing given up"


MEASURES: dict[str, Callable[[Case, Run], str]] = {
    "longs liquidated": _longs, "fund": _fund, "deleveraged": _deleveraged,
}  # fmt: skip


def beside(case: Case, runs: Sequence[Run]) -> list[tuple[str, str, list[str]]]:
    """(what was published, by whom, what each run of the first variant found) of every published outcome."""
    return [(one.text, one.source, [MEASURES[one.what](case, run) for run in runs]) for one in case.public]


def public_lines(found: Sequence[tuple[str, str, list[str]]]) -> list[str]:
    """A line for each published outcome; none where a case states none."""
    told = [
        f"  {text} Here: {'; '.join(f'{letter} {value}' for letter, value in zip(LETTERS, values, strict=False))}."
        for text, _, values in found
    ]
    return ["", "Published, beside what was found on this made-up book:", *told] if told else []
