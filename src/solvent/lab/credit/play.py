"""Plays a case about a credit desk under each of its agreements, and says what came of it."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec

from solvent import events as e
from solvent.engine.credit import reading
from solvent.lab.credit.case import CreditCase
from solvent.lab.credit.playing import Playing
from solvent.lab.run import write_journal
from solvent.lending.credit.calls import Cause, Ease, Standing
from solvent.reports import words
from solvent.rulebooks.credit import CreditRulebook


class CreditRun(msgspec.Struct, frozen=True):
    """What came of one agreement; money in atoms of the currency.

    called, cured        loans that were called, and that answered in time
    defaults             loans by the cause of their default, in lower case
    sold, fees, surplus  what sales brought, of which the desk's, and the clients'
    discount             what they brought less than the desk's price
    set_off              what was laid on another loan of a client
    by_reserve, by_lender, claims   who bears what is missing in the end, and what clients still owe of it
    fallen               the loans that were in default, by name
    """

    rulebook: str
    content_hash: str
    loans: int
    called: int
    cured: int
    defaults: dict[str, int]
    waived: int
    sold: int
    fees: int
    surplus: int
    discount: int
    set_off: int
    refused_bids: int
    late: int
    lender: str
    by_reserve: int
    by_lender: int
    claims: int
    owed: int
    still: int  # loans in default at the end
    fallen: list[str]
    head: str
    digest: str


class CreditResult(msgspec.Struct, frozen=True):
    """What came of a case about a credit desk."""

    case: str
    title: str
    currency: str
    decimals: int
    runs: list[CreditRun]
    lines: list[str]


def play_credit(case: CreditCase, out: Path | None = None) -> CreditResult:
    """Plays a case; with `out` a journal of each run is written there."""
    runs = [_played(case, rules, out) for rules in case.rules]
    first = case.rules[0].policy
    result = CreditResult(case.name, case.title, first.currency, first.decimals, runs, [])
    result.lines.extend(_lines(result))
    return result


def _played(case: CreditCase, rules: CreditRulebook, out: Path | None) -> CreditRun:
    run = Playing(case, rules)
    run.play()
    if out:
        write_journal(run.journal, out / f"{rules.policy.name}.journal")
    book, t = run.book, run.book.credits
    events = [event for record in run.journal.records() for stage in e.decode(record.effect) for event in stage]
    sold = [event for event in events if isinstance(event, e.CollateralSold)]
    fallen: dict[int, str] = {}
    for event in events:
        if isinstance(event, e.CreditDefaulted):
            fallen.setdefault(event.credit, Cause(event.cause).name.lower())
    eased = Counter((event.ease, event.credit) for event in events if isinstance(event, e.CreditEased))
    cured = {credit for ease, credit in eased if ease in (Ease.CURED, Ease.PARTLY_CURED)}
    ends = [reading.owing(book, credit, book.now_ns).debt for credit in range(t.n)]
    return CreditRun(
        rulebook=rules.policy.name, content_hash=rules.policy.content_hash, loans=t.n,
        called=len({event.credit for event in events if isinstance(event, e.CreditCalled)}), cured=len(cured),
        defaults=dict(Counter(fallen.values())), waived=sum(ease == Ease.WAIVED for ease, _ in eased),
        sold=sum(event.gross for event in sold), fees=sum(event.fee for event in sold),
        surplus=sum(event.surplus for event in sold), discount=_discount(events, run),
        set_off=_set_off(events), refused_bids=run.refused_bids, late=run.late,
        lender=rules.policy.lender, by_reserve=int(t.by_reserve.sum()), by_lender=int(t.by_lender.sum()),
        claims=int(t.claim.sum()), owed=sum(ends), still=int((t.standing == Standing.DEFAULTED).sum()),
        fallen=sorted(book.credit_names[credit] for credit in fallen), head=run.journal.head.hex(),
        digest=book.digest().hex(),
    )  # fmt: skip


def _discount(events: Sequence[e.Event], run: Playing) -> int:
    """What sales brought less than the desk's price of that moment."""
    prices: dict[int, int] = {}
    lost = 0
    for event in events:
        if isinstance(event, e.CollateralPriced):
            prices[event.collateral] = event.price
        if isinstance(event, e.CollateralSold):
            at = int(run.book.pledges.collateral[event.pledge])
            one = reading.pledge(run.book, run.policy, event.pledge)
            lost += one._replace(amount=event.amount, price=prices[at], haircut=0).value - event.gross
    return lost


def _set_off(events: Sequence[e.Event]) -> int:
    """What loans in default lacked and others of their clients took over."""
    owed: dict[int, int] = {}
    laid = 0
    for event in events:
        if isinstance(event, e.CreditChanged):
            if event.stands_in >= 0:
                laid += event.principal + event.interest - owed.get(event.credit, 0)
            owed[event.credit] = event.principal + event.interest
    return laid


def _lines(x: CreditResult) -> Iterator[str]:
    def money(atoms: int) -> str:
        return f"{words.money(atoms, 0, x.decimals)} {x.currency}"

    yield x.title
    for run in x.runs:
        yield ""
        yield f"Under {run.rulebook}"
        fell = ", ".join(f"{words.count(count)} {_CAUSES[cause]}" for cause, count in run.defaults.items())
        of, cured = f"{words.count(run.called)} of {words.count(run.loans)}", words.count(run.cured)
        yield (f"  {of} loans were called and {cured} answered in time; {words.count(len(run.fallen))} fell into "
               f"default{f' ({fell})' if fell else ''}.")  # fmt: skip
        if run.late or run.waived:
            yield f"  {words.count(run.late)} answers came too late, {words.count(run.waived)} times somebody waived."
        yield (f"  Collateral was sold for {money(run.sold)}, {money(run.discount)} below the desk's own price; "
               f"fees of {money(run.fees)}, {money(run.surplus)} back to clients.")  # fmt: skip
        if run.refused_bids:
            yield f"  {words.count(run.refused_bids)} bids were below the reserve price and refused."
        if run.set_off:
            yield f"  {money(run.set_off)} that a loan lacked were laid on another of the same client."
        yield from _missing(run, money)
    if len(x.runs) == 2:
        yield ""
        yield from _apart(*x.runs)


def _missing(run: CreditRun, money: Callable[[int], str]) -> Iterator[str]:
    if not run.by_reserve + run.by_lender:
        yield "  Nothing is missing."
        return
    missing = f"  Missing: {money(run.by_reserve + run.by_lender)}. The reserve bears {money(run.by_reserve)}"
    yield f"{missing}, {run.lender} {money(run.by_lender)}; clients still owe {money(run.claims)} of it."


def _apart(one: CreditRun, other: CreditRun) -> Iterator[str]:
    """Whose loans fell under one agreement and not under the other."""
    for here, there in ((one, other), (other, one)):
        only = sorted(set(here.fallen) - set(there.fallen))
        if only:
            shown = ", ".join(only[:5]) + (f" and {words.count(len(only) - 5)} more" if len(only) > 5 else "")
            yield f"In default under {here.rulebook} and not under {there.rulebook}: {shown}."


_CAUSES = {
    "liquidation_ltv": "at the liquidation line",
    "deadline": "at the deadline",
    "cross_default": "with another loan",
}
