"""The point of a contagion in sentences: what each side did alone, what both did together, and who paid."""

from collections.abc import Iterator

from solvent.lab.case import LONG
from solvent.reports import words
from solvent.reports.contagion import LOANS, MEANT, PERPETUALS, TOGETHER, LoansRun
from solvent.reports.result import Result, Run
from solvent.reports.views import LETTERS, PAYERS


def contagion_lines(result: Result) -> list[str]:
    """What each side adds to the other, a line a rulebook; then one paragraph a variant."""
    by_variant: dict[str, dict[str, Run]] = {}
    for run in result.runs:
        by_variant.setdefault(run.variant, {})[run.rulebook] = run
    names = list(by_variant.get(TOGETHER, {}))
    lines = [*(_point(name, by_variant) for name in names), "", *(_added(name, by_variant) for name in names)]
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
    """ "index-full: a fall of -6 % becomes -14 %; it closes 180 of 300 longs and 60 of 100 loans." """
    both = by_variant[TOGETHER][name]
    one, (closed, held), loans = both.cascades[0], _longs(both), _loans(both)
    return (
        f"{name}: a shock of {words.percent(one.shock)} becomes {words.percent(one.move)}; it closes "
        f"{words.count(closed)} of {words.count(held)} longs and {words.count(loans.closed)} of "
        f"{words.count(loans.loans)} loans."
    )


def _added(name: str, by_variant: dict[str, dict[str, Run]]) -> str:
    """What of that neither side would have come to alone."""
    both, perpetuals, loans = (by_variant[variant][name] for variant in (TOGETHER, PERPETUALS, LOANS))
    longs, alone = _longs(both)[0], _longs(perpetuals)[0]
    closed, by_itself = _loans(both).closed, _loans(loans).closed
    falls = [words.percent(run.cascades[0].move) for run in (perpetuals, loans)]
    return (
        f"{name}: perpetuals alone {falls[0]} and {words.count(alone)} longs, loans alone {falls[1]} and "
        f"{words.count(by_itself)} loans. The other side adds {words.count(longs - alone)} longs and "
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
