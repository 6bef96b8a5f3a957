"""What somebody decides about a pool's prices: adopted as it is, or first played on a copy of the book."""

from collections.abc import Iterable

from solvent import commands as c
from solvent import events as e
from solvent.engine import Engine
from solvent.journal import Journal
from solvent.lab.lending.case import LendingCase, Step
from solvent.lab.lending.chance import POOL, Sent, owner_of
from solvent.lab.lending.variants import Variant
from solvent.reports import words
from solvent.runtime import recover

MOST_NAMED = 5


class Proposals:
    """The proposals of one run.

    named      accounts that one would have let be liquidated
    rejected   what was refused, and why
    """

    def __init__(self, case: LendingCase, variant: Variant) -> None:
        self.case, self.variant = case, variant
        self.named: list[str] = []
        self.rejected: list[str] = []

    def commands(self, step: Step) -> list[Sent]:
        """What a step tells the engine, in order: rules, then prices, then sources."""
        sent: list[Sent] = []
        rules = self.case.rules.get(self._rules(step))
        if rules and rules.policy:
            sent.append((c.AdoptRulebook, {"policy": rules.policy, "text": rules.text}))
        moving = [one.asset for one in self.case.markets]
        for asset, price in step.prices.items():
            if asset not in moving:
                sent.append((c.ObserveOracle, {"pool": POOL, "asset": asset, "price": str(price)}))
        listened = self.variant.listened
        for market, sources in step.told.items():
            for source, (ticks, unit) in sources.items():
                if source in listened[market]:
                    said = {"market": market, "source": source, "ticks": ticks, "venue_ns": step.time_ns}
                    sent.append((c.ObserveQuote, {**said, "unit": unit if self.variant.typed else ""}))
        return sent

    def _rules(self, step: Step) -> str:
        return self.variant.swapped.get(step.adopts, step.adopts)

    def passes(self, journal: Journal, step: Step, sent: Iterable[Sent]) -> bool:
        """Whether a proposal may be adopted: its rules can be read, and on a copy of the book nobody falls by it."""
        rules = self.case.rules.get(self._rules(step))
        if rules and rules.refused:
            self.rejected.append(f"{step.proposal}: {rules.refused}")
            return False
        if not self.variant.preflight:
            return True
        copy = Engine(book=recover(journal))
        fallen: dict[str, None] = {}
        for place, (kind, said) in enumerate(sent):
            outcome = copy.step(kind(id=f"preflight/{place}", time_ns=step.time_ns, **said))
            for event in outcome.events:
                if isinstance(event, e.LoanLiquidatable):
                    fallen[owner_of(copy.book, event.loan)] = None
        self.named += fallen
        if fallen:
            some = ", ".join(list(fallen)[:MOST_NAMED])
            more = f" and {words.count(len(fallen) - MOST_NAMED)} more" if len(fallen) > MOST_NAMED else ""
            count = words.count(len(fallen))
            self.rejected.append(f"{step.proposal}: {count} loans would be liquidated by it alone ({some}{more}).")
        return not fallen
