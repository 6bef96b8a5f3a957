"""The point of a case in sentences: who was closed, what it cost, who paid, and what the comparison is worth."""

from collections.abc import Sequence

from solvent.fixed import mul_div_down
from solvent.lab.case import LONG
from solvent.reports import words
from solvent.reports.result import Closed, Group, Result, Run
from solvent.reports.views import average
from solvent.units import PPM

NAMES = "ABCDEFGHIJ"


def headline(result: Result) -> list[str]:
    """The first line is the point; then one paragraph a variant, one line a rulebook and group."""
    first = [run for run in result.runs if run.variant == result.runs[0].variant]
    lines = [_point(first)] if first else []
    for variant in dict.fromkeys(run.variant for run in result.runs):
        lines += ["", f"{variant}:"]
        for letter, run in zip(NAMES, (run for run in result.runs if run.variant == variant), strict=False):
            lines += [f"  {letter}, {run.rulebook} (triggers on {run.trigger}, closes {_how(run)})"]
            lines += [f"     {sentence}" for sentence in _sentences(run, result.asset)]
    return lines


def _how(run: Run) -> str:
    return "in full" if run.sizing == "all" else "partially"


def _point(runs: Sequence[Run]) -> str:
    """ "Both venues offered 10x. A closed N of M longs by 21:16 at -x %; B closed none." """
    focus = next(group for group in runs[0].groups if group.side == LONG)
    many = {1: "The venue", 2: "Both venues"}.get(len(runs), f"All {len(runs)} venues")
    deeds = [f"{letter} {_deed(run, focus)}" for letter, run in zip(NAMES, runs, strict=False)]
    return f"{many} offered {words.leverage(focus.leverage_ppm)}. {'; '.join(deeds)}."


def _deed(run: Run, focus: Group) -> str:
    """What one venue did to the longs the case is about."""
    group = next(group for group in run.groups if group.name == focus.name)
    if not group.triggered:
        return "closed none"
    closings = [closed for closed in run.closed if closed.group == group.name]
    last = words.clock(max(group.last_ns, *(closed.ended_ns for closed in closings)))[:5]
    whole = "closed" if all(closed.close == 3 for closed in closings) else "cut or closed"
    return f"{whole} {group.triggered} of {group.accounts} longs by {last} at {_move(closings)}"


def _move(closings: Sequence[Closed]) -> str:
    """The average price of what was closed against its average entry."""
    sold = [closed for closed in closings if closed.lots and closed.entry and closed.proceeds]
    paid = sum(closed.entry * closed.lots for closed in sold)
    got = sum(_fetched(closed) for closed in sold)
    if not paid:
        return "no price"
    return words.percent(mul_div_down(got - paid, PPM, paid))


def _fetched(closed: Closed) -> int:
    """Lots x ticks of what was closed; of an inverse contract at the average price, rounded down to the tick."""
    return closed.proceeds * closed.den if closed.den > 0 else average(closed) * closed.lots


def _sentences(run: Run, asset: str) -> list[str]:
    lines = [_group_line(run, group, asset) for group in run.groups]
    bill = run.bill
    beyond = bill.fund + bill.operator + bill.socialised + bill.deleveraged + bill.backstop + bill.bad_debt
    payers = [
        f"{name} {words.money(amount, 0)}"
        for name, amount in (
            ("fund", bill.fund), ("operator", bill.operator), ("winners' profits", bill.socialised),
            ("deleveraged winners", bill.deleveraged), ("backstop", bill.backstop), ("bad debt", bill.bad_debt),
        )
        if amount
    ]  # fmt: skip
    paid = f": {', '.join(payers)}" if payers else ""
    total = (
        f"Loss beyond own margin {words.money(beyond, 0)} {asset}{paid}; unallocated {words.money(bill.unallocated)}. "
        f"Fund {words.money(bill.fund_before, 0)} before, {words.money(bill.fund_after, 0)} after."
    )
    return [*lines, total]


def _group_line(run: Run, group: Group, asset: str) -> str:
    closings = [closed for closed in run.closed if closed.group == group.name]
    change = group.equity - group.deposited
    stand = f"{words.money(group.deposited, 0)} paid in, {words.money(group.equity, 0)} at the end"
    if group.equity_at_last != group.equity and group.flat != group.accounts:
        stand += f"; {words.money(group.equity_at_last, 0)} if sold at the last price"
    verb = "gained" if change >= 0 else "lost"
    total = f"{verb} {words.money(abs(change), 0)} {asset} ({stand})"
    if not closings:
        return f"{group.name}: none of {group.accounts} closed; {total}."
    when = f"{words.clock(group.first_ns)} to {words.clock(group.last_ns)}"
    beyond = sum(closed.shortfall for closed in closings)
    debts = f", {words.money(beyond, 0)} beyond it" if beyond else ""
    return f"{group.name}: {group.triggered} of {group.accounts} closed, {when}, at {_move(closings)}; {total}{debts}."
