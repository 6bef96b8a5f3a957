"""One command, one step.

A step is an ordered list of decide -> apply stages. A handler is a generator: it yields the events of a stage, the
clerk writes them, and the handler goes on in the book as it now stands. A refusal is the only event of its step. When
a stage fails, the engine seals itself: nothing of the command may be kept, and the book is to be rebuilt from the
journal.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from solvent import commands as c
from solvent import events as e
from solvent.apply import apply
from solvent.book import Book, House
from solvent.engine import (
    accounts,
    closing,
    coins,
    funding,
    funds,
    governance,
    interest,
    manipulation,
    mutual,
    regimes,
    registry,
    session,
    tick,
    trades,
)
from solvent.engine.credit import desk as credit_desk
from solvent.engine.credit.prices import after
from solvent.engine.loans import adopting, desk, watching
from solvent.engine.loans.desk import Handler
from solvent.engine.refusal import Refusal, Stages
from solvent.errors import EngineSealed, InvariantBroken, Misuse
from solvent.policy import Policy
from solvent.reasons import Reason

HANDLERS: dict[type[c.Command], Handler] = {
    c.AdoptRulebook: governance.adopt_rulebook,
    c.ListMarket: governance.list_market,
    c.ListCoin: governance.list_coin,
    c.ListReference: registry.list_reference,
    c.SetIndex: registry.set_index,
    c.RestateIndex: registry.restate_index,
    c.SetConstituent: registry.set_constituent,
    c.Restart: registry.restart,
    c.ChangeRegime: regimes.change_regime,
    c.ReportManipulationCost: manipulation.report_manipulation_cost,
    c.PauseMarket: governance.pause_market,
    c.ResumeMarket: governance.resume_market,
    c.OpenAccount: accounts.open_account,
    c.FundInsurance: funds.fund_insurance,
    c.Contribute: mutual.contribute,
    c.Deposit: accounts.deposit,
    c.Withdraw: accounts.withdraw,
    c.DepositCoin: coins.deposit_coin,
    c.WithdrawCoin: coins.withdraw_coin,
    c.Transfer: accounts.transfer,
    c.SetLeverage: accounts.set_leverage,
    c.SetMarginMode: accounts.set_margin_mode,
    c.ReportTrade: trades.report_trade,
    c.LoadPosition: trades.load_position,
    c.ReportOrders: trades.report_orders,
    c.ObservePrice: tick.observe_price,
    c.ObserveQuote: tick.observe_quote,
    c.ObservePrices: tick.observe_prices,
    c.ObserveTrade: tick.observe_trade,
    c.ObserveBook: tick.observe_book,
    c.ObserveDepth: tick.observe_depth,
    c.AdvanceTime: watching.advance_time,
    c.SettleFunding: funding.settle_funding,
    c.SamplePremium: funding.sample_premium,
    c.FormFunding: funding.form_funding,
    c.AccrueInterest: interest.accrue_interest,
    c.ReportFill: closing.report_fill,
    c.ReportExpiry: closing.report_expiry,
    c.AdoptLending: adopting.adopt_lending,
    c.ObserveOracle: watching.observe_oracle,
    c.ObserveOracles: watching.observe_oracles,
    c.FollowIndex: watching.follow_index,
    **dict.fromkeys(desk.COMMANDS, desk.act),
    **credit_desk.DESK,
}
FOUNDING = (c.AdoptRulebook, c.AdoptLending, c.AdoptAgreement)
# What needs no rulebook of perpetuals once there is a lending pool.
LENDING: tuple[type[c.Command], ...] = (c.OpenAccount, c.AdvanceTime, c.ObserveOracle, c.ObserveOracles, *desk.COMMANDS)
# And what needs none once there is a credit desk.
CREDIT: tuple[type[c.Command], ...] = (c.OpenAccount, c.AdvanceTime, *credit_desk.DESK)
FEW_HOLDERS = 4096
assert set(HANDLERS) == set(c.ALL), "a command without a handler"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a step did: its events, stage by stage.

    refused   why the command took no effect, None when it did
    """

    command: c.Command
    stages: list[list[e.Event]]
    refused: Reason | None = None

    @property
    def events(self) -> list[e.Event]:
        """All events in order."""
        return [event for stage in self.stages for event in stage]


class Engine:
    """The deterministic engine: a step is a function of (book, command) and nothing else.

        engine = Engine(policy)
        outcome = engine.step(command)

    rules   a policy or anything with a `policy` attribute; adopted at time 0. None: the first command adopts one
    """

    def __init__(self, rules: Policy | None = None, book: Book | None = None) -> None:
        self.book = book or Book()
        self.sealed: str | None = None
        if rules is not None:
            if not isinstance(rules, Policy):
                raise Misuse(f"expected a compiled rulebook (Policy), found {type(rules).__name__}")
            adopted = self.step(c.AdoptRulebook(id=f"rulebook:{rules.content_hash}", policy=rules))
            if adopted.refused:
                raise Misuse(f"expected a rulebook the engine can adopt, found {adopted.refused.name}")

    def step(self, command: c.Command) -> Outcome:
        """Takes one command to its end; raises only when the engine is, or now becomes, sealed."""
        if self.sealed:
            raise EngineSealed(f"the engine stopped: {self.sealed}")
        try:
            return self._step(command)
        except Exception as error:
            self.sealed = f"{type(error).__name__}: {error}"
            if isinstance(error, InvariantBroken):
                raise
            raise InvariantBroken(f"step of {type(command).__name__} {command.id!r} failed: {self.sealed}") from error

    def _step(self, command: c.Command) -> Outcome:
        stages: list[list[e.Event]] = []
        try:
            for stage in self._decide(command):
                kept = [e.compact(event) for event in stage if not e.is_empty(event)]
                for event in kept:
                    apply(self.book, event)
                if kept:
                    stages.append(kept)
        except Refusal as refusal:
            if stages:
                raise InvariantBroken(f"{type(command).__name__} was refused after it had taken effect") from refusal
            stages.append([e.CommandRejected(refusal.reason, refusal.detail)])
            return Outcome(command, stages, refusal.reason)
        self._check(stages)
        return Outcome(command, stages)

    def _decide(self, command: c.Command) -> Stages:
        handler = HANDLERS.get(type(command))
        if handler is None:
            raise Misuse(f"expected a command, found {type(command).__name__}")
        now = self.book.now_ns
        if not self._ready(command):
            raise Refusal(Reason.NOT_READY, "expected AdoptRulebook first")
        if command.time_ns < now:
            raise Refusal(Reason.TIME_WENT_BACK, f"expected {now} ns or later, found {command.time_ns} ns")
        decided = handler(self.book, command)
        first = next(decided, None)  # a refusal comes before anything is written, the time included
        if command.time_ns > now:
            yield [e.TimeAdvanced(command.time_ns)]
        yield session.begun(self.book, command.time_ns)
        yield manipulation.outdated(self.book)
        if first is not None:
            yield first
            yield from decided
        yield from watching.followed(self.book)
        yield from after(self.book, command)

    def _ready(self, command: c.Command) -> bool:
        """Whether the rules a command needs were adopted."""
        lends = self.book.pools.n > 0 and isinstance(command, LENDING)
        lends = lends or (self.book.desks.n > 0 and isinstance(command, CREDIT))
        return self.book.rules is not None or lends or isinstance(command, FOUNDING)

    def _check(self, stages: list[list[e.Event]]) -> None:
        """The laws that must hold between any two commands.

        A single posting takes from one holder what it gives to another and cannot unbalance anything; the whole ledger
        is added up after tables of postings, and always while it is small.
        """
        book = self.book
        tables = any(isinstance(event, e.CashTransferred) and not isinstance(event.amount, int)
                     for stage in stages for event in stage)  # fmt: skip
        unbalanced = book.ledger.unbalanced() if tables or book.ledger.n <= FEW_HOLDERS else 0
        if unbalanced:
            raise InvariantBroken(f"money is not conserved: balances sum to {unbalanced} parts of an atom")
        if book.markets.net_lots.any():
            raise InvariantBroken("positions are not conserved: longs and shorts of a market differ")
        for asset in range(len(book.assets)):
            left = int(book.ledger.balance[book.house(asset, House.CLEARING)])
            if left:
                raise InvariantBroken(f"unallocated deficit: the clearing pool holds {left} atoms")


def replay(book: Book, stages: list[list[e.Event]]) -> None:
    """Writes a recorded step into a book by effect: no rule is asked."""
    for stage in stages:
        for event in stage:
            apply(book, event)


def steps(engine: Engine, commands: Iterator[c.Command]) -> Iterator[Outcome]:
    """One outcome a command."""
    for command in commands:
        yield engine.step(command)
