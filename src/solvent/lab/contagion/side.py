"""The loans of one run: a pool, and strangers who sell what they seize in the market where perpetuals are closed."""

from collections import Counter
from collections.abc import Iterable, Iterator

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine import Outcome
from solvent.errors import BadCase
from solvent.lab.case import Case
from solvent.lab.contagion.terms import Loans
from solvent.lab.impact import Impact
from solvent.lab.lending.chance import POOL, Chance, Sent
from solvent.lab.lending.entry import entered
from solvent.lab.lending.missing import bad_debt, deficits, shortfall
from solvent.lab.lending.outlet import Outlet
from solvent.lab.lending.sizing import sized
from solvent.lab.lending.work import Strangers
from solvent.reports.contagion import LoansRun
from solvent.runtime import Runtime

ACTOR = "stranger"


class Side:
    """The loans beside a venue, and who acts on them."""

    def __init__(self, case: Case, loans: Loans, venue: Impact, book: Book) -> None:
        self.case, self.loans, self.venue, self.book = case, loans, venue, book
        market = case.market(loans.market)
        base, decimals = loans.policy.base_decimals, loans.policy.decimals[loans.asset]
        outlet = Outlet(
            venue.pools[market.name], lambda lots, now_ns: venue.trade(market.name, lots, now_ns), decimals,
            market.size_decimals, market.price_decimals, base,
        )  # fmt: skip
        self.at_work = Strangers(book, loans.costs, self._look, {loans.asset: outlet})
        self.closed: dict[int, None] = {}
        self.first_ns = 0
        self.next_ns: int | None = None  # when strangers look again; none before the pool is open

    def _look(self, book: Book, loan: int, queue: int, now_ns: int) -> Chance | None:
        return sized(book, loan, self.loans.costs, queue, now_ns, self.at_work.outlets)

    def hear(self, _seq: int, outcome: Outcome) -> None:
        """Who is closed, and when the first one is."""
        for event in outcome.events:
            if isinstance(event, e.LoanLiquidated):
                self.closed[event.loan] = None
                self.first_ns = self.first_ns or outcome.command.time_ns

    def submit(self, runtime: Runtime, feed: Iterable[c.Command]) -> None:
        """The feed as the venue tells it, and between two commands what strangers do, one at a time."""
        for command in self._through(feed):
            self.at_work.refused = runtime.submit([command])[0].refused

    def _through(self, feed: Iterable[c.Command]) -> Iterator[c.Command]:
        for command in feed:
            if self.next_ns is None and command.time_ns > self.case.entry.time_ns:
                yield from self._founding(self.case.entry.time_ns)
                self.next_ns = command.time_ns
            yield self.venue.displaced(command)
            yield from self.venue.turns(command)
            if self.next_ns is not None and command.time_ns >= self.next_ns:
                self.next_ns = command.time_ns + self.loans.every_ns
                yield from self._acts(command)

    def _founding(self, at: int) -> Iterator[c.Command]:
        """The pool, its prices and everybody in it."""
        loans, said = self.loans, {"pool": POOL}
        sent: list[Sent] = [(c.AdoptLending, {**said, "policy": loans.policy, "text": loans.text})]
        sent += [(c.ObserveOracle, {**said, "asset": one, "price": str(price)}) for one, price in loans.prices.items()]
        sent.append((c.FollowIndex, {**said, "asset": loans.asset, "market": loans.market}))
        sent += entered(loans.owners)
        for place, (kind, fields) in enumerate(sent):
            yield kind(id=f"{self.case.name}/loans/{place}", time_ns=at, actor="case", **fields)
            if refused := self.at_work.refused:
                raise BadCase(f"expected loans that can stand, found {refused.name} of {fields}", self.case.file)

    def _acts(self, cause: c.Command) -> Iterator[c.Command]:
        """Calls, each with the prints that its sale makes, until a whole look brings none."""
        place, last = 0, cause
        while True:
            before = self.at_work.calls
            for sent in self.at_work.turns(cause.time_ns):
                if sent is None:
                    yield from self.venue.turns(last)
                    continue
                place += 1
                kind, said = sent
                said = {**said, "pool": POOL, "id": f"{cause.id}/stranger.{place}", "time_ns": cause.time_ns}
                last = kind(actor=ACTOR, **said)
                yield last
            if self.at_work.calls == before:
                return

    def found(self) -> LoansRun:
        """What came of it."""
        book, work, asset = self.book, self.at_work, self.loans.asset
        bad = Counter(bad_debt(book))
        bad.update(deficits(book))
        return LoansRun(
            rulebook=self.loans.policy.name, asset=asset, base_decimals=self.loans.policy.base_decimals,
            loans=sum(bool(owner.owed) for owner in self.loans.owners), fell=len(work.fallen),
            closed=len(self.closed), calls=work.calls, first_ns=self.first_ns, repaid=work.repaid, seized=work.seized,
            sold=work.sold.get(asset, 0), decimals=dict(self.loans.policy.decimals),
            not_worth=work.not_worth, locked=work.locked, waited=work.waited,
            still=int(book.loans.liquidatable.sum()),
            shortfall=shortfall(book),
            bad_debt=dict(bad),
        )  # fmt: skip
