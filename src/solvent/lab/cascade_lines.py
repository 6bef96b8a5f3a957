"""The point of a cascade in sentences: what the shock became, where it would have stopped, and who paid."""

from collections.abc import Sequence

from solvent.lab.cascade import NO_IMPACT
from solvent.lab.case import BOTH, LONG, SHORT
from solvent.lab.headline import PAYERS
from solvent.reports import words
from solvent.reports.cascade import Cascade
from solvent.reports.result import Result, Run
from solvent.reports.views import LETTERS, VARIANTS, WITHOUT
from solvent.units import PPM


def cascade_lines(result: Result) -> list[str]:
    """The first line is the point; then where the book could run away, and one paragraph a variant."""
    by_variant: dict[str, list[Run]] = {}
    for run in result.runs:
        by_variant.setdefault(run.variant, []).append(run)
    if not by_variant:
        return []
    first = next(iter(by_variant.values()))
    lines = [_point(first), "", *_warnings(first)]
    for variant, runs in by_variant.items():
        lines += ["", _meant(variant, runs[0].cascades[0])]
        for letter, run in zip(LETTERS, runs, strict=False):
            told = " ".join(_told(run, one) for one in run.cascades)
            lines.append(f"  {letter}, {run.rulebook}, closes on {run.trigger} {_how(run)}: {told} {_paid(run)}")
    odd = [words.money(run.bill.unallocated) for run in result.runs if run.bill.unallocated]
    return [
        *lines,
        "",
        f"Unallocated: {', '.join(odd) if odd else '0.00 in every run'}. Amounts are in {result.asset}.",
    ]


def _point(runs: Sequence[Run]) -> str:
    """ "A shock of -4 % became -12 %: 412 of 640 longs closed in 61 rounds; with B it stopped at -5 %, 31 closed." """
    bare, one = runs[0], runs[0].cascades[0]
    closed, held = _closed(bare, one.side)
    noun, turns = _noun(bare, one.side), _rounds(one.rounds)
    line = (
        f"A shock of {words.percent(one.shock)} became {words.percent(one.move)}: "
        f"{words.count(closed)} of {words.count(held)} {noun} closed in {turns}"
    )
    for run in runs[1:]:
        other = run.cascades[0]
        verb = "stopped at" if abs(other.move) < abs(one.move) else "came to"
        deed = "closed" if run.sizing == "all" else "cut or closed"
        count = words.count(_closed(run, one.side)[0])
        line += f"; with {run.rulebook} it {verb} {words.percent(other.move)}, {count} {deed}"
    return f"{line}."


def _closed(run: Run, side: int) -> tuple[int, int]:
    """(accounts closed at least once, accounts) of one side."""
    mine = [group for group in run.groups if group.side in (LONG if side > 0 else SHORT, BOTH)]
    return sum(group.triggered for group in mine), sum(group.accounts for group in mine)


def _noun(run: Run, side: int) -> str:
    """Who may be closed: "longs" or "shorts", "accounts" where a group may hold either."""
    if any(group.side == BOTH for group in run.groups):
        return "accounts"
    return "longs" if side > 0 else "shorts"


def _rounds(count: int) -> str:
    return f"{words.count(count)} round" if count == 1 else f"{words.count(count)} rounds"


def _how(run: Run) -> str:
    return "in full" if run.sizing == "all" else "in part"


def _warnings(runs: Sequence[Run]) -> list[str]:
    """Where each rulebook's book could run away, by the map at the entry: with all its depth, and with the least."""
    lines = []
    for letter, run in zip(LETTERS, runs, strict=False):
        for one in run.cascades:
            told = _feeds(one, one.runaway, max((rung.n for rung in one.rungs), default=0))
            if one.thinnest < PPM:
                share = words.percent(one.thinnest, 0)
                told += f"; with the {share} of its depth that was left, {_feeds(one, one.thin_runaway, one.thin_n)}"
            upper = "" if run.sizing == "all" else ", were every position closed whole"
            lines.append(f"{letter}, {run.rulebook}: at the entry {told}{upper}.")
    return lines


def _feeds(one: Cascade, distance: int | None, most: int) -> str:
    if distance is None:
        return f"no closing feeds itself (n up to {ratio(most)})"
    return f"closing feeds itself from {words.percent(-one.side * distance)} on (n up to {ratio(most)})"


def ratio(ppm: int) -> str:
    """A ratio with two decimals: 1500000 ppm is '1.50'."""
    return words.decimal(ppm, 6, 2)


def _meant(variant: str, one: Cascade) -> str:
    if variant == NO_IMPACT or one.pass_through is None:
        return "No impact. The tape alone: forced orders find their taker and move nothing."
    if variant == WITHOUT:
        return f"Without operations. {VARIANTS[WITHOUT]}"
    if one.pass_through == 0:
        return f"{variant.capitalize()}. Forced orders move the venue; the outside does not follow."
    share = words.percent(one.pass_through, 0)
    return f"{variant.capitalize()}. Forced orders move the venue, and the outside follows {share} of it."


def _told(run: Run, one: Cascade) -> str:
    """What became of the shock, in three short sentences."""
    closed, held = _closed(run, one.side)
    noun = _noun(run, one.side)
    if not closed:
        return f"{words.percent(one.move)}, no {noun} of {words.count(held)} closed."
    deed = "sold into" if one.side > 0 else "bought from"
    turns = f" in {_rounds(one.rounds)}, at most {words.count(one.most_rounds)} after one print" if one.rounds else ""
    parts = [
        f"{words.percent(one.shock)} became {words.percent(one.move)} ({ratio(one.amplification)}×){turns}.",
        f"{words.count(closed)} of {words.count(held)} {noun} from {words.clock(one.first_ns)};",
        f"{words.money(one.forced, 0)} {deed} the book.",
    ]
    if one.overshoot:
        parts.append(f"Forced orders held the last price up to {words.percent(one.overshoot)} from the price outside.")
    if one.peak:
        back = f"Half of the displacement was gone after {words.span(one.half_ns)}." if one.half_ns else ""
        parts.append(back or "Less than half of the displacement came back in the window.")
    if one.expired:
        parts.append(f"{words.percent(words.share_ppm(one.expired, one.ordered))} of what was ordered found no taker.")
    if one.capped:
        parts.append(f"It ran away: after {_rounds(one.rounds)} no order found a taker any more.")
    return " ".join(parts)


def _paid(run: Run) -> str:
    """Residual equity of each side, and the loss beyond own margin by payer."""
    sides = []
    for side in (LONG, SHORT, BOTH):
        mine = [group for group in run.groups if group.side == side]
        if mine:
            before, after = (sum(getattr(group, name) for group in mine) for name in ("deposited", "equity"))
            who = "accounts" if side == BOTH else f"{side}s"
            sides.append(f"{who} have {words.money(after, 0)} of {words.money(before, 0)} left")
    payers = [
        f"{who} {words.money(getattr(run.bill, name), 0)}"
        for name, who in (*PAYERS, ("bad_debt", "nobody (bad debt)"))
        if getattr(run.bill, name)
    ]
    beyond = f"Beyond own margin: {', '.join(payers)}." if payers else "Nothing was lost beyond own margin."
    before, after = run.bill.fund_before, run.bill.fund_after
    if after != before:
        beyond += f" The fund has {words.money(after, 0)} of {words.money(before, 0)}."
    kept = f"{'; '.join(sides)}. "
    return f"{kept[0].upper()}{kept[1:]}{beyond}"
