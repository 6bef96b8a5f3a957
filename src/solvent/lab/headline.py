"""The point of a case in sentences: who was closed, what it cost, who paid, and what the comparison is worth.

Each line is one thought and as long as it needs to be; whoever prints it wraps it. Details are in the result's tables.
"""

from collections.abc import Sequence

from solvent.fixed import mul_div_down
from solvent.lab.case import BOTH, OWN_BOOK
from solvent.reports import words
from solvent.reports.result import Closed, Group, Result, Run
from solvent.reports.views import LETTERS, NEVER, VARIANTS, average, beyond, debts
from solvent.units import PPM

MOST_GROUPS = 3  # told one by one in a line; the rest is counted
PAYERS = (
    ("fund", "the fund"), ("operator", "the operator"), ("backstop", "the backstop"),
    ("deleveraged", "deleveraged winners"), ("socialised", "winners' profits"),
    ("default_fund", "the default fund"), ("skin", "the operator before it"), ("day_winners", "the day's winners"),
    ("open_interest", "open interest"),
)  # fmt: skip


def headline(result: Result) -> list[str]:
    """The first line is the point; then what is compared, and one paragraph a variant."""
    if not result.runs:
        return []
    variants = list(dict.fromkeys(run.variant for run in result.runs))
    first = _played(result, variants[0])
    lines = [_point(first, result.focus), "", _compared(first, result)]
    for variant in variants:
        meant = f"{variant.capitalize()}. {VARIANTS.get(variant, '')}".strip()
        lines += ["", meant, *_paragraph(_played(result, variant), first, result.focus)]
    odd = [words.money(run.bill.unallocated, scale=run.decimals) for run in result.runs if run.bill.unallocated]
    return [*lines, "", f"Unallocated: {', '.join(odd) if odd else '0.00 in every run'}."]


def _played(result: Result, variant: str) -> list[Run]:
    return [run for run in result.runs if run.variant == variant]


def group_of(run: Run, name: str) -> Group:
    """A group of a run by name; the first one where there is none of that name."""
    return next((group for group in run.groups if group.name == name), run.groups[0])


def _point(runs: Sequence[Run], focus: str) -> str:
    """ "Both venues offered 10x. A closed N of M longs by 21:16 at -x %; B closed none." """
    many = {1: "The venue", 2: "Both venues"}.get(len(runs), f"All {len(runs)} venues")
    letters = ["It"] if len(runs) == 1 else LETTERS
    deeds = "; ".join(f"{letter} {_deed(run, focus)}" for letter, run in zip(letters, runs, strict=False))
    groups = [group_of(run, focus) for run in runs]
    about = groups[0]
    if about.name == OWN_BOOK:
        return f"{many} held the {'same ' if len(runs) > 1 else ''}book. {deeds}."
    if any(group.entered < group.accounts for group in groups):
        where = {1: "of the venue", 2: "of both venues"}.get(len(runs), f"of all {len(runs)} venues")
        asked = f"{words.count(about.accounts)} {_noun(about)} asked {words.leverage(about.leverage_ppm)} {where}"
        return f"{asked}. {deeds}."
    return f"{many} offered {words.leverage(about.leverage_ppm)}. {deeds}."


def _name(group: Group) -> str:
    """What a group is called in a sentence."""
    return "accounts" if group.name == OWN_BOOK else group.name


def _noun(group: Group) -> str:
    return "accounts" if group.side == BOTH else f"{group.side}s"


def _deed(run: Run, focus: str) -> str:
    """What one venue did to those the case is about."""
    group = group_of(run, focus)
    let_in = (
        "" if group.entered == group.accounts else f"let {words.count(group.entered) if group.entered else 'none'} in"
    )
    if not group.triggered:
        return " and ".join(part for part in (let_in, "closed none" if group.entered else "") if part)
    closings = [closed for closed in run.closed if closed.group == group.name]
    last = words.clock(max([group.last_ns, *(closed.ended_ns for closed in closings)]))[:5]
    whole = "closed" if all(closed.close == 3 for closed in closings) else "cut or closed"
    who = f"{words.count(group.triggered)} of {words.count(group.entered)} {_noun(group)}"
    told = f"{whole} {who} by {last}{_at(group, closings)}"
    return f"{let_in} and {told}" if let_in else told


def _at(group: Group, closings: Sequence[Closed]) -> str:
    """ " at -8.7 %": the average price of what was closed against its average entry; "" where that says nothing."""
    sold = [closed for closed in closings if closed.lots and closed.entry and closed.proceeds]
    paid = sum(closed.entry * closed.lots for closed in sold)
    if group.side == BOTH or not paid or len({closed.den for closed in sold}) > 1:
        return ""
    got = sum(_fetched(closed) for closed in sold)
    return f" at {words.percent(mul_div_down(got - paid, PPM, paid))}"


def _fetched(closed: Closed) -> int:
    """Lots x ticks of what was closed; of an inverse contract at the average price, rounded down to the tick."""
    return closed.proceeds * closed.den if closed.den > 0 else average(closed) * closed.lots


def _compared(runs: Sequence[Run], result: Result) -> str:
    """What the venues are, and what the tape mode means."""
    deeds = [
        f"{letter} is {run.rulebook}{_whose(run, result)}: it closes on {run.trigger}, "
        f"{'in full' if run.sizing == 'all' else 'in part'}."
        for letter, run in zip(LETTERS, runs, strict=False)
    ]
    tape = "Orders are filled at the last price of the tape, which does not move because of them."
    return f"{' '.join(deeds)} {tape} Amounts are in {result.asset}."


def _whose(run: Run, result: Result) -> str:
    """As it was, of the venue whose day it was; of any other, as if that day had passed under its rules."""
    if not result.venue:
        return ""
    return f", as if {result.venue}'s day had passed under its rules" if run.as_if else ", as it was"


def _paragraph(runs: Sequence[Run], first: Sequence[Run], focus: str) -> list[str]:
    """One line a venue; venues of which the same is to be said share one."""
    told: dict[str, str] = {}
    for letter, run, before in zip(LETTERS, runs, first, strict=False):
        if run is not before and run.closed and _outcome(run) == _outcome(before):
            parts = ["The same closings and the same bill.", _still_open(run, focus)]
        elif run.variant == NEVER and not run.closed:
            parts = [_debts(run)]
        else:
            parts = [_closings(run, before, focus), _bill(run), _still_open(run, focus)]
            parts += [_refused(run)] if run is before else []
        said = " ".join(part for part in parts if part)
        told[said] = f"{told[said]}, {letter}" if said in told else letter
    return [f"  {letters}  {said}" for said, letters in told.items()]


def _outcome(run: Run) -> object:
    """What two runs must share to be told as the same: who was closed, when, at what, and who paid."""
    bill = run.bill
    closings = [(closed.account, closed.time_ns, closed.proceeds, closed.shortfall) for closed in run.closed]
    return closings, bill.own_margin, beyond(bill), bill.fund_after


def _closings(run: Run, before: Run, focus: str) -> str:
    """A sentence for each group that was hit; a group told already is not told twice."""
    hit = sorted((group for group in run.groups if group.triggered), key=lambda group: group.name != focus)
    told = []
    for group in hit[:MOST_GROUPS]:
        said = _closing(run, group)
        known = run is not before and group.name != focus and said == _closing(before, group_of(before, group.name))
        told.append(f"{group.name}: as they were." if known else said)
    if len(hit) > MOST_GROUPS:
        rest = sum(group.triggered for group in hit[MOST_GROUPS:])
        told.append(f"Of {len(hit) - MOST_GROUPS} more groups {words.count(rest)} accounts.")
    return " ".join(told) or "Nobody was closed."


def _closing(run: Run, group: Group) -> str:
    """ "25x longs: 100 of 100 closed, 21:14:43 to 21:14:47, at -9.8 %; lost all 38,893 paid in and 55,961 beyond." """
    closings = [closed for closed in run.closed if closed.group == group.name]
    first, last = words.clock(group.first_ns), words.clock(group.last_ns)
    when = first if first == last else f"{first} to {last}"
    lost, short = group.deposited - group.equity, sum(closed.shortfall for closed in closings)
    paid = words.short(group.deposited, run.decimals)
    if group.side == BOTH:
        bare = f"those closed lost {words.short(run.bill.own_margin, run.decimals)} of their own"
    elif lost < 0:
        bare = f"gained {words.short(-lost, run.decimals)} on {paid} paid in"
    else:
        bare = (
            f"lost all {paid} paid in"
            if lost == group.deposited
            else f"lost {words.short(lost, run.decimals)} of {paid} paid in"
        )
    more = f" and {words.short(short, run.decimals)} beyond it" if short else ""
    who = f"{words.count(group.triggered)} of {words.count(group.entered)} closed, {when},{_at(group, closings)}"
    return f"{_name(group)[:1].upper()}{_name(group)[1:]}: {who.rstrip(',')}; {bare}{more}."


def _bill(run: Run) -> str:
    """Who paid what own margin did not, and what is left in the fund."""
    bill = run.bill
    if not run.closed:
        return ""
    total, left = beyond(bill), _left(run)
    paid = [(who, getattr(bill, name)) for name, who in PAYERS if getattr(bill, name) > 0]
    if not total:
        return f"Nobody else had to pay; {left}."
    if len(paid) == 1 and not bill.bad_debt:
        return f"{paid[0][0].capitalize()} paid what lay beyond, {words.short(total, run.decimals)}; {left}."
    parts = [f"{who} paid {words.short(atoms, run.decimals)}" for who, atoms in paid]
    if bill.bad_debt:
        parts.append(f"{words.short(bill.bad_debt, run.decimals)} nobody could pay and the operator owes")
    return f"Of {words.short(total, run.decimals)} beyond own margin {', '.join(parts)}; {left}."


def _left(run: Run) -> str:
    """What is left in the fund."""
    bill = run.bill
    before, after = words.short(bill.fund_before, run.decimals), words.short(bill.fund_after, run.decimals)
    if bill.fund_after >= bill.fund_before:
        kept = f"the fund grew from {before} to {after}"
        return kept if bill.fund_after > bill.fund_before else f"the fund keeps its {before}"
    left = f"{after if bill.fund_after else 'nothing'} is left of the fund's {before}"
    besides = bill.fund_before - bill.fund - bill.backstop - bill.fund_after
    return f"{left}, {words.short(besides, run.decimals)} of it lost on positions it took over" if besides > 0 else left


def _still_open(run: Run, focus: str) -> str:
    """What those who were not closed are worth at the price the venue believes, and at the one they could sell at."""
    side = group_of(run, focus).side if run.groups else ""
    told = [
        f"{_name(group)} are worth {words.short(group.equity, run.decimals)} on {run.trigger}, "
        f"{words.short(group.equity_at_last, run.decimals)} at last"
        for group in run.groups
        if group.side == side and group.equity != group.equity_at_last
    ]
    return f"Still open: {'; '.join(told[:MOST_GROUPS])}, where they would have to be closed." if told else ""


def _debts(run: Run) -> str:
    """The debts that never liquidating hides."""
    every = debts(run)
    if not any(owing for _, owing in every):
        return "Nobody would owe more than they have."
    told = "; ".join(f"on {price} {_owed(run, owing)}" for price, owing in every)
    return f"{told[0].upper()}{told[1:]}."


def _owed(run: Run, owing: Sequence[tuple[Group, int, int]]) -> str:
    told = [
        f"{words.short(-atoms, run.decimals)} by {words.count(many)} of {words.count(group.entered)} {_name(group)}"
        for group, many, atoms in owing[:MOST_GROUPS]
    ]
    rest = sum(many for _, many, _ in owing[MOST_GROUPS:])
    more = f" and more by {words.count(rest)} others" if rest else ""
    return f"more is owed than there is: {', '.join(told)}{more}" if told else "nobody owes more than they have"


def _refused(run: Run) -> str:
    """Commands that took no effect, and whom they kept out."""
    if not run.refused:
        return ""
    reasons = ", ".join(f"{words.count(times)} {reason}" for reason, times in run.refused.items())
    out = sum(group.accounts - group.entered for group in run.groups)
    kept = f"; {words.count(out)} accounts hold nothing" if out else ""
    return f"Refused: {reasons}{kept}."
