"""Plays a case about loans through the runtime: prices come, strangers act where it pays, and what is left is told."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine import Outcome
from solvent.engine.loans import reading, watching
from solvent.engine.loans.views import view_of
from solvent.lab.lending.case import LendingCase
from solvent.lab.lending.chance import asset_of
from solvent.lab.lending.strangers import chance
from solvent.lab.player import Player
from solvent.lab.run import write_journal
from solvent.reasons import Bearer
from solvent.reports import words

MOST_CALLS = 64  # on one loan at one price: half of a debt each, so what is left by then is dust
POOL = "pool"
BEARERS = {"depositors": "The depositors of the stability pool", "borrowers": "The other borrowers"}


class LendingResult(msgspec.Struct, frozen=True):
    """What came of a case about loans; values in base units, bad debt in units by asset."""

    case: str
    title: str
    rulebook: str
    content_hash: str
    loans: int
    fell: int  # loans that may have been liquidated at some time
    calls: int
    repaid: int
    seized: int
    not_worth: int  # times a loan was left alone since acting would not have paid
    locked: int  # times what would have been seized was lent out
    still: int  # loans that may be liquidated at the end
    shortfall: int  # what all debts exceed their collateral by at the end
    bad_debt: dict[str, int]  # units owed with nothing behind them, borne by that reserve's suppliers
    taken: dict[str, int]  # debt of closed troves, by who took it over
    reserves: dict[str, int]  # units that belong to a protocol whose reserves have a sign, by asset
    losses: dict[str, int]  # by which closed loans exceeded their collateral, by who bears it
    head: str
    digest: str
    lines: list[str]


class _Playing(Player):
    """One run, counted as it goes."""

    NAMED = ("account", "asset")

    def __init__(self, case: LendingCase) -> None:
        super().__init__(case.name, [self.hear])
        self.case = case
        self.losses: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()
        self.reserves: dict[str, int] = {}
        self.calls = self.repaid = self.seized = self.not_worth = self.locked = 0
        self.fallen: set[int] = set()

    def hear(self, _seq: int, outcome: Outcome) -> None:
        """What was taken over of a closed trove and what its bearer lost by that; a protocol's reserves."""
        for event in outcome.events:
            if isinstance(event, e.TroveLiquidated):
                self.taken["depositors"] += int(event.offset)
                self.taken["borrowers"] += int(event.debt)
            elif isinstance(event, e.ReservesNamed):
                self.reserves = {asset_of(self.book, event.reserve): int(event.units)}
            elif isinstance(event, e.TroveLossBorne):
                self.losses[Bearer(event.bearer).name.lower()] += int(event.units)

    def enter(self) -> None:
        """The pool, and everybody in it: what is supplied before what is owed."""
        case, at = self.case, self.case.start_ns
        self.must(c.AdoptLending, at, pool=POOL, policy=case.policy, text=case.text)
        for owner in case.owners:
            self.must(c.OpenAccount, at, account=owner.name)
        for key in ("supplied", "owed"):
            for owner in case.owners:
                for asset, units in getattr(owner, key).items():
                    self.must(c.LoadLoan, at, pool=POOL, account=owner.name, asset=asset, **{key: str(units)})

    def strangers(self, time_ns: int) -> None:
        """Everybody who may be liquidated is looked at, in order, until it does not pay any more."""
        ripe = [loan for loan in range(self.book.loans.n) if self.book.loans.liquidatable[loan]]
        self.fallen.update(ripe)
        queue = 0
        for loan in ripe if self.case.costs.act else ():
            for _ in range(MOST_CALLS):
                found = chance(self.book, loan, self.case.costs, queue, reading.seconds(time_ns))
                if found is None or not self.book.loans.liquidatable[loan]:
                    break
                if found.profit <= 0:
                    self.not_worth += 1
                    break
                if self.take(found.command, time_ns, pool=POOL, actor="stranger", **found.said):
                    self.locked += 1
                    break
                for kind, said in found.then:
                    self.must(kind, time_ns, pool=POOL, actor="stranger", **said)
                queue, self.calls = queue + 1, self.calls + 1
                self.repaid, self.seized = self.repaid + found.repaid, self.seized + found.seized


def play_lending(case: LendingCase, out: Path | None = None) -> LendingResult:
    """Plays a case; with `out` its journal is written there."""
    run = _Playing(case)
    run.enter()
    for step in case.steps:
        for asset, price in step.prices.items():
            run.must(c.ObserveOracle, step.time_ns, pool=POOL, asset=asset, price=str(price))
        run.strangers(step.time_ns)
    run.runtime.snapshot()
    if out:
        write_journal(run.journal, out / f"{case.policy.name}.journal")
    return _result(run)


def _result(run: _Playing) -> LendingResult:
    case, book = run.case, run.book
    standings = [whole for loan in range(book.loans.n) if (whole := watching.standing(book, loan))]
    result = LendingResult(
        case=case.name, title=case.title, rulebook=case.policy.name, content_hash=case.policy.content_hash,
        loans=book.loans.n, fell=len(run.fallen), calls=run.calls, repaid=run.repaid, seized=run.seized,
        not_worth=run.not_worth, locked=run.locked, still=int(book.loans.liquidatable.sum()),
        shortfall=sum(max(whole.debt - whole.collateral, 0) for whole in standings), bad_debt=_bad_debt(book),
        taken=dict(run.taken), reserves=run.reserves, losses=dict(run.losses),
        head=run.journal.head.hex(), digest=book.digest().hex(), lines=[],
    )  # fmt: skip
    result.lines.extend(_lines(case, result))
    return result


def _bad_debt(book: Book) -> dict[str, int]:
    """Units that are owed with no collateral behind them, by asset."""
    found: dict[str, int] = {}
    now_s = reading.seconds(book.now_ns)
    for loan in range(book.loans.n):
        for holding, owed in view_of(book, int(book.loans.pool[loan])).unbacked(book, loan, now_s):
            if owed:
                asset = asset_of(book, int(book.holdings.reserve[holding]))
                found[asset] = found.get(asset, 0) + owed
    return found


def _lines(case: LendingCase, x: LendingResult) -> Iterator[str]:
    def base(amount: int) -> str:
        return words.decimal(amount, case.policy.base_decimals, 4)

    yield case.title
    fell, loans = words.count(x.fell), words.count(x.loans)
    yield f"{fell} of {loans} loans could be liquidated at some time, {words.count(x.still)} still can."
    if not case.costs.act:
        yield "Nobody acts in this case."
    else:
        yield (f"Strangers made {words.count(x.calls)} calls: {base(x.repaid)} repaid for {base(x.seized)} seized; "
               f"{words.count(x.not_worth)} times it did not pay, {words.count(x.locked)} times the collateral was "
               f"lent out.")  # fmt: skip
    yield f"All debts together exceed their own collateral by {base(x.shortfall)} where they do."
    for asset, units in x.bad_debt.items():
        amount = words.size(units, case.policy.decimals[asset])
        yield f"Bad debt of {amount} {asset} has no collateral behind it: the suppliers of {asset} bear it."
    for bearer, debt in x.taken.items():
        lost = f", {base(x.losses[bearer])} more than the collateral is worth" if bearer in x.losses else ""
        yield f"{BEARERS[bearer]} took over {base(debt)} of debt{lost}."
    for asset, units in x.reserves.items():
        short = " below 0: suppliers cannot all take out what they have" if units < 0 else ""
        yield f"The protocol's reserves are {words.size(abs(units), case.policy.decimals[asset])} {asset}{short}."
    if not x.bad_debt:
        yield "No debt is without collateral."
