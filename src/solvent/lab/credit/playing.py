"""One agreement of a case through the runtime: prices, answers, waivers and sales, from one look to the next."""

from collections.abc import Iterator

import numpy as np

from solvent import commands as c
from solvent.engine.credit import reading
from solvent.fixed import mul_div_down
from solvent.lab.credit.case import CreditCase, Lent, Step
from solvent.lab.player import Player
from solvent.lending.credit import ratio
from solvent.lending.credit.calls import Standing
from solvent.lending.credit.hours import deadline
from solvent.policy.credit import Clock
from solvent.reasons import Reason
from solvent.rulebooks.credit import CreditRulebook
from solvent.units import PPM

DESK = "desk"
MOST_SALES = 64  # of one loan at one time: each leaves less than a tenth of what was due


class Playing(Player):
    """One run, counted as it goes.

    refused_bids  offers below a reserve price
    late          answers to a call that had become a default
    """

    NAMED = ("account", "loan", "to")

    def __init__(self, case: CreditCase, rules: CreditRulebook) -> None:
        super().__init__(case.name)
        self.case, self.policy, self.text = case, rules.policy, rules.text
        self.refused_bids = self.late = 0
        self.bid = PPM
        self.answers: dict[str, int] = {}  # when, by loan
        self.selling: dict[int, int] = {}  # since when, by loan
        self.waivers = list(case.waivers)

    def play(self) -> None:
        """The whole case."""
        self._enter()
        now, last, steps = self.case.start_ns, self.case.steps[-1].time_ns, list(self.case.steps[1:])
        self._after(now)
        while now < last:
            now = min(time for time in self._times(now, steps) if time > now)
            self._answered(now)
            self._waived(now)
            self._look(now, steps.pop(0) if steps and steps[0].time_ns == now else None)
            self._after(now)
        self.runtime.snapshot()

    def _enter(self) -> None:
        """The desk, its money, the first prices, and everybody's loans."""
        case, at = self.case, self.case.start_ns
        self.must(c.AdoptAgreement, at, desk=DESK, policy=self.policy, text=self.text)
        for to, atoms in (("till", case.till + sum(loan.owed for loan in case.loans)), ("reserve", case.reserve)):
            if atoms:
                self.must(c.FundDesk, at, desk=DESK, amount=atoms, to=to)
        self._look(at, case.steps[0])
        for loan in case.loans:
            if loan.client not in self.book.account_of:
                self.must(c.OpenAccount, at, account=loan.client)
            self.must(c.LoadCredit, at, desk=DESK, account=loan.client, loan=loan.name, principal=loan.owed,
                       assets=list(loan.collateral), amounts=list(loan.collateral.values()))  # fmt: skip

    def _times(self, now: int, steps: list[Step]) -> Iterator[int]:
        """When something may happen next: the desk looks, a price, a deadline, an answer, a waiver, a sale."""
        looks = mul_div_down(now - self.case.start_ns, 1, self.case.look_ns) + 1
        yield min(self.case.start_ns + looks * self.case.look_ns, self.case.steps[-1].time_ns)
        yield from (step.time_ns for step in steps[:1])
        t = self.book.credits
        yield from t.deadline_ns[t.standing == Standing.CALLED].tolist()
        yield from self.answers.values()
        yield from (waiver.time_ns for waiver in self.waivers)
        yield from (since + self.case.sells_ns for since in self.selling.values())

    def _look(self, now: int, step: Step | None) -> None:
        """Prices where there are any, and the time."""
        if step is None:
            self.must(c.AdvanceTime, now)
            return
        self.bid = step.bid
        told = {asset: price for asset, price in step.prices.items() if asset in self.policy.collateral}
        self.must(c.ObserveCollateral, now, desk=DESK, assets=list(told), prices=list(told.values()))

    def _answered(self, now: int) -> None:
        """Answers that arrive: what is missing now, from clients who are not in default yet."""
        for loan in self.case.loans:
            if self.answers.get(loan.name) == now:
                del self.answers[loan.name]
                self._answer(loan, now)

    def _answer(self, loan: Lent, now: int) -> None:
        book, credit = self.book, self._credit(loan.name)
        standing = int(book.credits.standing[credit])
        self.late += standing == Standing.DEFAULTED
        owes, line = reading.owing(book, credit, now), self.policy.cure_to
        enough = ratio.within(owes.debt, owes.worth, line)
        if standing == Standing.DEFAULTED or loan.answer is None or enough:
            return
        if loan.answer.asset == self.policy.currency:
            repaid = ratio.restoring_repayment(owes.debt, owes.worth, line)
            self.take(c.RepayCredit, now, desk=DESK, loan=loan.name, amount=repaid)
            return
        missing = ratio.restoring_value(owes.debt, owes.worth, line)
        at = next(one for one in range(book.collaterals.n) if self._asset(one) == loan.answer.asset)
        terms = self.policy.collateral[loan.answer.asset]
        grain = ratio.grain(terms.decimals, self.policy.decimals)
        pledge = ratio.Pledge(0, int(book.collaterals.price[at]), grain, terms.haircut)
        more = (ratio.restoring_amount(missing, pledge) or 0) + 1  # two sums are rounded down, this makes up for one
        self.take(c.PostCollateral, now, desk=DESK, loan=loan.name, asset=loan.answer.asset, amount=more)

    def _waived(self, now: int) -> None:
        for waiver in [one for one in self.waivers if one.time_ns <= now]:
            self.waivers.remove(waiver)
            self.take(c.WaiveCall, now, desk=DESK, loan=waiver.loan, until_ns=waiver.until_ns, reason=waiver.reason,
                       actor=waiver.person)  # fmt: skip

    def _after(self, now: int) -> None:
        """Who was called gets to work, and what is for sale finds its buyer."""
        t, asked = self.book.credits, {loan.name: loan.answer for loan in self.case.loans}
        for credit in np.flatnonzero(t.standing == Standing.CALLED).tolist():
            name = self.book.credit_names[credit]
            answer = asked[name]
            if answer and name not in self.answers:
                clock = Clock.BUSINESS_HOURS if answer.banks else Clock.HOURS
                self.answers[name] = deadline(self.case.banks, clock, now, answer.after_ns)
        for credit in range(t.n):
            self._sell(credit, now)

    def _sell(self, credit: int, now: int) -> None:
        """A sale that has been due for as long as one takes is answered, until nothing is due or no bid is taken."""
        t = self.book.credits
        for _ in range(MOST_SALES):
            if not t.due[credit]:
                self.selling.pop(credit, None)
                return
            if now < self.selling.setdefault(credit, now) + self.case.sells_ns:
                return
            collateral = int(self.book.pledges.collateral[int(t.due[credit]) - 1])
            price = max(mul_div_down(int(self.book.collaterals.price[collateral]), self.bid, PPM), 1)
            what = {"loan": self.book.credit_names[credit], "asset": self._asset(collateral)}
            amount = int(t.due_amount[credit])
            refused = self.take(c.ReportSale, now, desk=DESK, **what, amount=amount, price=price)
            if refused:
                self.refused_bids += refused is Reason.BID_BELOW_RESERVE
                self.selling[credit] = now
                return

    def _credit(self, loan: str) -> int:
        return self.book.credit_of[0, loan]

    def _asset(self, collateral: int) -> str:
        return self.book.assets[int(self.book.collaterals.asset[collateral])]
