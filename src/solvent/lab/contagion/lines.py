"""The point of a contagion in sentences: what each side did alone, what both did together, and who paid."""

from collections.abc import Iterator

from solvent.lab.cascade import NO_IMPACT
from solvent.lab.case import LONG
from solvent.lab.contagion.stage import LOANS, PERPETUALS, TOGETHER
from solvent.reports import words
from solvent.reports.contagion import LoansRun
from solvent.reports.result import Result, Run
from solvent.reports.views import LETTERS, PAYERS

MEANT = {
    TOGETHER: "Both sides sell into one book.",
    PERPETUALS: "No loans: the venue's own forced orders move the price.",
    LOANS: "Nobody holds a perpetual: what strangers seize and sell moves the price.",
    NO_IMPACT: "The tape alone: whatever is sold finds its taker and moves nothing.",
}


def contagion_lines(result: Result) -> list[str]:
    """What each side adds to the other, a line a rulebook; then one paragraph a variant."""
    by_variant: dict[str, dict[str, Run]] = {}
    for run in result.runs:
        by_variant.setdefault(run.variant, {})[run.rulebook] = run
    lines = [_point(name, by_variant) for name in by_variant.get(TOGETHER, {})]
    for variant, runs in by_variant.items():
        lines += ["", f"{variant[0].upper()}{variant[1:]}. {MEANT[variant]}"]
        for letter, run in zip(LETTERS, runs.values(), strict=False):
            lines.append(f"  {letter}, {run.rulebook}: {' '.join(_told(run))}")
    odd = [words.money(run.bill.unallocated) for run in result.runs if run.bill.unallocated]
    return [
        *lines,
        "",
        f"Unallocated: {', '.join(odd) if odd else '0.00 in every run'}. Amounts are in {result.asset}.",
    ]


def _point(name: str, by_variant: dict[str, dict[str, Run]]) -> str:
    """ "Under index-full 61 longs and 14 loans close together; alone 40 and 3: 32 because of the other side." """
    both, perpetuals, loans = (by_variant[variant][name] for variant in (TOGETHER, PERPETUALS, LOANS))
    longs, alone = _longs(both)[0], _longs(perpetuals)[0]
    closed, by_itself = _loans(both).closed, _loans(loans).closed
    falls = [words.percent(run.cascades[0].move) for run in (both, perpetuals, loans)]
    return (
        f"{name}: together {words.count(longs)} longs and {words.count(closed)} loans are closed and the price moves "
        f"by {falls[0]}; perpetuals alone {words.count(alone)} longs and {falls[1]}, loans alone "
        f"{words.count(by_itself)} loans and {falls[2]}. The other side adds {words.count(longs - alone)} longs and "
        f"{words.count(closed - by_itself)} loans."
    )


def _longs(run: Run) -> tuple[int, int]:
    mine = [group for group in run.groups if group.side == LONG]
    return sum(group.triggered for group in mine), sum(group.accounts for group in mine)


def _loans(run: Run) -> LoansRun:
    assert run.loans is not None, "only perpetuals alone are without loans"
    return run.loans


def _told(run: Run) -> Iterator[str]:
    one = run.cascades[0]
    yield f"a shock of {words.percent(one.shock)} became {words.percent(one.move)}."
    if run.variant != LOANS:
        closed, held = _longs(run)
        first = f" from {words.clock(one.first_ns)}" if closed else ""
        yield f"{words.count(closed)} of {words.count(held)} longs closed{first}, {words.money(one.forced, 0)} sold."
        yield _paid(run)
    if run.loans:
        yield from _lent(run.loans)


def _paid(run: Run) -> str:
    bill = run.bill
    told = [f"{called.lower()} {words.money(getattr(bill, field), 0)}"
            for field, called, _ in PAYERS if getattr(bill, field) > 0]  # fmt: skip
    return f"Paid by {', '.join(told)}." if told else "Nothing was lost."


def _lent(x: LoansRun) -> Iterator[str]:
    def base(amount: int) -> str:
        return words.decimal(amount, x.base_decimals, 2)

    first = f" from {words.clock(x.first_ns)}" if x.closed else ""
    yield (
        f"{words.count(x.closed)} of {words.count(x.loans)} loans liquidated{first} in {words.count(x.calls)} calls: "
        f"{base(x.repaid)} repaid, {words.size(x.sold, x.decimals[x.asset])} {x.asset} sold."
    )
    if x.still:
        yield f"{words.count(x.still)} may still be liquidated, short of {base(x.shortfall)}."
    for asset, units in x.bad_debt.items():
        yield f"Bad debt of {words.size(units, x.decimals[asset])} {asset}, borne by its suppliers."
    if not x.bad_debt:
        yield "No bad debt."
