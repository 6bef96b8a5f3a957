"""Plays a case about loans through the runtime: prices come, strangers act where it pays, and what is left is told."""

from collections import Counter
from pathlib import Path

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, wide
from solvent.engine import Outcome
from solvent.engine.loans import reading
from solvent.fixed import mul_div_down
from solvent.lab.lending import figures
from solvent.lab.lending.bidders import Bidders
from solvent.lab.lending.case import LendingCase, Owner, Step
from solvent.lab.lending.chance import POOL, Chance, asset_of, owner_of
from solvent.lab.lending.entry import entered
from solvent.lab.lending.lines import compared, lines_of
from solvent.lab.lending.missing import absorbed, bad_debt, deficits, shortfall
from solvent.lab.lending.moving import Moving
from solvent.lab.lending.proposals import Proposals
from solvent.lab.lending.result import LendingComparison, LendingResult
from solvent.lab.lending.sales import Sales
from solvent.lab.lending.sizing import sized
from solvent.lab.lending.strangers import chance, trade
from solvent.lab.lending.variants import Variant, early_line
from solvent.lab.lending.work import Strangers
from solvent.lab.player import Player
from solvent.lab.run import write_journal
from solvent.lending.scales import RAY
from solvent.reasons import Bearer, Reason


class _Playing(Player):
    """One run, counted as it goes."""

    NAMED = ("account", "asset")

    def __init__(self, case: LendingCase, variant: Variant) -> None:
        super().__init__(case.name, [self.hear])
        self.case, self.variant = case, variant
        self.losses: Counter[str] = Counter()
        self.taken: Counter[str] = Counter()
        self.given: Counter[str] = Counter()
        self.paid: Counter[str] = Counter()
        self.lost: Counter[str] = Counter()
        self.reserves: dict[str, int] = {}
        self.closed: dict[str, None] = {}
        self.prices: dict[str, tuple[int, int]] = {}
        self.turned: Counter[str] = Counter()
        self.moving = Moving(case, variant.policy)
        self.proposals = Proposals(case, variant)
        self.bidding = Bidders(self.book, case.bidders if case.costs.act else (), case.congestion)
        self.sales = Sales()
        self.traded: Counter[str] = Counter()
        self.at_work = Strangers(self.book, case.costs, self._look, self.moving.outlets, self._trade)

    def hear(self, _seq: int, outcome: Outcome) -> None:
        """Who is acted on and what leaves him, what was taken over, a protocol's reserves, and prices."""
        for event in outcome.events:
            self.sales.hear(event)
            if isinstance(event, e.LoanLiquidated | e.LoanPreLiquidated):
                self.closed[owner_of(self.book, event.loan)] = None
                self.given[asset_of(self.book, event.collateral)] += int(event.seized) + int(getattr(event, "fee", "0"))
                self.paid[asset_of(self.book, event.owing)] += int(event.repaid)
            elif isinstance(event, e.TicksLiquidated):
                t = self.book.tick_vaults
                self.given[asset_of(self.book, int(t.collateral[event.vault]))] += int(event.seized)
                self.paid[asset_of(self.book, int(t.borrowed[event.vault]))] += int(event.repaid)
            elif isinstance(event, e.TroveLiquidated):
                self.taken["depositors"] += int(event.offset)
                self.taken["borrowers"] += int(event.debt)
            elif isinstance(event, e.ReservesNamed):
                self.reserves = {asset_of(self.book, event.reserve): int(event.units)}
            elif isinstance(event, e.BandsTraded):
                self._swapped(event)
            elif isinstance(event, e.LendersLost):
                self.lost[asset_of(self.book, event.reserve)] += int(event.units)
            elif isinstance(event, e.AuctionStarted):
                self.closed[owner_of(self.book, event.loan)] = None
            elif isinstance(event, e.AuctionLossBorne):
                self.losses[Bearer(event.bearer).name.lower()] += mul_div_down(int(event.rad), 1, RAY)
            elif isinstance(event, e.TroveLossBorne):
                self.losses[Bearer(event.bearer).name.lower()] += int(event.units)
        if any(isinstance(event, e.OracleUpdated) for event in outcome.events):
            self._noted()

    def _swapped(self, event: e.BandsTraded) -> None:
        t = self.book.band_markets
        sides = int(t.borrowed[event.market]), int(t.collateral[event.market])
        going = sides[event.coming == sides[0]]
        self.traded[asset_of(self.book, event.coming)] -= int(event.paid)
        self.traded[asset_of(self.book, going)] += int(event.received)

    def _noted(self) -> None:
        """The lowest and the highest price of every asset so far."""
        for (_, asset), reserve in self.book.reserve_of.items():
            if price := wide(self.book.reserves, reserve, "price"):
                low, high = self.prices.get(self.book.assets[asset], (price, price))
                self.prices[self.book.assets[asset]] = min(low, price), max(high, price)

    def enter(self) -> None:
        """The pool, what its prices follow, and everybody in it: what is supplied before what is owed."""
        case, at, variant = self.case, self.case.start_ns, self.variant
        if variant.prices:
            rules = case.rules[variant.prices]
            self.must(c.AdoptRulebook, at, policy=rules.policy, text=rules.text)
        self.must(c.AdoptLending, at, pool=POOL, policy=variant.policy, text=variant.text)
        for feed in case.feeds:
            for kind, said in feed.founding(POOL, variant.listened[feed.market], variant.typed):
                self.must(kind, at, **said)
        for kind, said in entered(case.owners):
            self.must(kind, at, **said)

    def ask(self, at: int) -> None:
        """Enters e-modes and agrees to early lines; who builds his loan up does it now, as far as the rules let him."""
        for owner in self.case.owners:
            if owner.category:
                self.must(c.SetCategory, at, pool=POOL, account=owner.name, category=owner.category)
            if owner.agrees and early_line(self.variant.policy):
                self.must(c.AllowPreLiquidation, at, pool=POOL, account=owner.name, allowed=True)
            for _ in range(owner.times):
                self._asks(owner, at)

    def _asks(self, owner: Owner, at: int) -> None:
        said = {"pool": POOL, "account": owner.name}
        for asset, units in owner.supplied.items():
            self.must(c.Supply, at, **said, asset=asset, amount=str(units))
        refused = [why for asset, units in owner.owed.items()
                   if (why := self.take(c.Borrow, at, **said, asset=asset, amount=str(units)))]  # fmt: skip
        if refused:
            self.turned[refused[0].name] += 1
            for asset, units in owner.supplied.items():
                self.must(c.Redeem, at, **said, asset=asset, amount=str(units))

    def tell(self, step: Step) -> None:
        """What is told in one step, unless it is a proposal that is refused."""
        sent = self.proposals.commands(step)
        if step.proposal and not self.proposals.passes(self.journal, step, sent):
            return
        for kind, said in sent:
            self.must(kind, step.time_ns, **said)

    def _trade(self, book: Book, now_ns: int) -> Chance | None:
        return trade(book, self.case.costs, reading.seconds(now_ns))

    def _look(self, book: Book, loan: int, queue: int, now_ns: int) -> Chance | None:
        if self.moving.outlets:
            return sized(book, loan, self.case.costs, queue, now_ns, self.moving.outlets)
        return chance(book, loan, self.case.costs, queue, reading.seconds(now_ns))

    def bidders(self, time_ns: int) -> None:
        """Unsafe vaults are sent to auction, and bidders bid; a command the pool refuses is counted."""
        self.at_work.fallen.update(np.flatnonzero(self.book.loans.liquidatable).tolist())
        for kind, said in self.bidding.turns(time_ns, reading.seconds(time_ns)):
            refused = self.take(kind, time_ns, pool=POOL, **said)
            self.at_work.calls += refused is None
            self.at_work.waited += refused is Reason.INDEX_UNSAFE

    def strangers(self, time_ns: int) -> None:
        """Everybody who may be liquidated is looked at, until it does not pay any more."""
        if self.case.bidders:
            self.bidders(time_ns)
            return
        for sent in self.at_work.turns(time_ns):
            if sent is not None:
                kind, said = sent
                self.at_work.refused = self.take(kind, time_ns, pool=POOL, actor="stranger", **said)

    def moved(self, time_ns: int) -> None:
        """The prices of markets that move, as they are now."""
        for asset, price in self.moving.told(time_ns):
            self.must(c.ObserveOracle, time_ns, pool=POOL, asset=asset, price=str(price))


def play_lending(case: LendingCase, out: Path | None = None, variant: Variant | None = None) -> LendingResult:
    """Plays a case in one way, the first unless told otherwise; with `out` its journal is written there."""
    variant = variant or case.variants[0]
    run = _Playing(case, variant)
    run.enter()
    for place, step in enumerate(case.steps):
        run.tell(step)
        if not place:
            run.moved(step.time_ns)
            run.ask(step.time_ns)
        until = case.steps[place + 1].time_ns if place + 1 < len(case.steps) else step.time_ns + 1
        for time_ns in run.moving.times(step, until):
            run.moved(time_ns)
            run.strangers(time_ns)
    run.runtime.snapshot()
    if out:
        more = f".{variant.name.replace(' ', '-')}" if len(case.variants) > 1 else ""
        write_journal(run.journal, out / f"{variant.policy.name}{more}.journal")
    return _result(run)


def play_variants(case: LendingCase, out: Path | None = None) -> LendingComparison:
    """Plays a case in every way it says, and asks its criteria."""
    runs = [play_lending(case, out, variant) for variant in case.variants]
    by_name = {run.variant: run for run in runs}
    policies = {variant.name: variant.policy for variant in case.variants}
    criteria = [figures.judged(one, by_name[one.variant], runs[0], policies[one.variant], case.name)
                for one in case.criteria]  # fmt: skip
    found = LendingComparison(case.name, case.title, list(case.labels), list(case.facts), runs, criteria, [])
    found.lines.extend(compared(found))
    return found


def _result(run: _Playing) -> LendingResult:
    case, book, work, policy = run.case, run.book, run.at_work, run.variant.policy
    short = absorbed(book)
    losses = dict(run.losses) | ({Bearer.GOVERNANCE.name.lower(): short} if short else {})
    result = LendingResult(
        case=case.name, title=case.title, rulebook=policy.name, content_hash=policy.content_hash, loans=book.loans.n,
        fell=len(work.fallen), calls=work.calls, repaid=work.repaid, seized=work.seized, not_worth=work.not_worth,
        locked=work.locked, still=int(book.loans.liquidatable.sum()),
        shortfall=shortfall(book), bad_debt=bad_debt(book),
        taken=dict(run.taken), reserves=run.reserves, losses=losses,
        head=run.journal.head.hex(), digest=book.digest().hex(), lines=[],
        variant=run.variant.name, control=run.variant.control, closed=list(run.closed), waited=work.waited,
        deficits=deficits(book), given=dict(run.given), paid=dict(run.paid), bought=work.bought, sold=work.sold,
        named=run.proposals.named, rejected=run.proposals.rejected, turned=dict(run.turned), lost=dict(run.lost),
        auctions=run.sales.found(), trades=work.trades, traded=dict(run.traded),
        highest={asset: high for asset, (_, high) in run.prices.items()},
        lowest={asset: low for asset, (low, _) in run.prices.items()},
    )  # fmt: skip
    result.lines.extend(lines_of(case, policy, result))
    return result
