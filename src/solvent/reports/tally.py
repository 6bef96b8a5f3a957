"""Counts a run as it happens: from the events alone, step by step."""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from solvent import events as e
from solvent.book import Book
from solvent.columns import as_column, side_by_side
from solvent.engine import Outcome
from solvent.grid import entry_ticks
from solvent.policy import Payer
from solvent.reasons import Moved, Posting
from solvent.reports.affiliates import MOST, Meeting, met
from solvent.reports.flows import Flows
from solvent.reports.result import Closed, Trace

MOST_STEPS = 100  # of one sum that are noted


@dataclass(slots=True)
class Prices:
    """A market's prices so far, one entry a change."""

    now: dict[str, int] = field(default_factory=lambda: dict.fromkeys(("last", "index", "mark", "valuation"), 0))
    path: list[tuple[int, int, int, int, int, int]] = field(default_factory=list)


class Tally:
    """A subscriber of a runtime: money by payer, closings one by one, prices over time.

    group_of   the group an account is counted with
    steps      by the name of a sum in `money`, the first steps in which it was booked
    entered    the step of the first position, 0 for none
    refused    by reason, how many commands took no effect
    """

    def __init__(self, book: Book, group_of: Callable[[str], str]) -> None:
        self.book, self.group_of = book, group_of
        self.money: dict[str, int] = defaultdict(int)
        self.steps: dict[str, list[int]] = {}
        self.refused: Counter[str] = Counter()
        self.closed: list[dict[str, Any]] = []
        self.prices: dict[int, Prices] = defaultdict(Prices)
        self.margin: dict[int, int] = defaultdict(int)
        self.held: dict[int, tuple[int, int]] = {}
        self.opened: dict[int, int] = {}  # atoms a row first cost
        self.open: dict[int, dict[str, Any]] = {}
        self.waiting: dict[int, int] = {}
        self.events = self.warnings = self.orders = self.queued = self.oldest_ns = self.now_ns = self.seq = 0
        self.entered = 0
        self.flows, self.affiliates = Flows(book), list[Meeting]()

    def __call__(self, seq: int, outcome: Outcome) -> None:
        """Takes one step."""
        self.seq = seq
        if outcome.refused:
            self.refused[outcome.refused.name] += 1
        self.affiliates += met(self.book, seq, outcome)[: MOST - len(self.affiliates)]
        for event in outcome.events:
            self.events += 1
            handler = HANDLERS.get(type(event))
            if handler:
                handler(self, event)

    def _booked(self, name: str, amount: int) -> None:
        """Adds to a sum, and notes the step."""
        self.money[name] += amount
        steps = self.steps.setdefault(name, [])
        if amount and len(steps) < MOST_STEPS and self.seq not in steps[-1:]:
            steps.append(self.seq)

    def _time_advanced(self, event: e.TimeAdvanced) -> None:
        self.now_ns = event.time_ns

    def _cash_transferred(self, event: e.CashTransferred) -> None:
        self.flows.moved(event)
        for source, target, amount, posting in side_by_side(event.source, event.target, event.amount, event.posting):
            if posting == Posting.DEPOSIT or posting == Posting.TRANSFER:
                self.margin[target] += amount
            if posting == Posting.WITHDRAWAL or posting == Posting.TRANSFER:
                self.margin[source] -= amount
            if posting == Posting.INSURANCE_CONTRIBUTION:
                self._booked("fund_before", amount)
            if posting == Posting.TAKER_FEE:
                self._booked("taker_fees", amount)
            if posting == Posting.LIQUIDATION_FEE:
                self._booked("liquidation_fees", amount)

    def _position_changed(self, event: e.PositionChanged) -> None:
        for row, lots, cost, cause in side_by_side(event.row, event.lots, event.cost, event.cause):
            before = self.held.get(row, (0, 0))
            self.held[row] = before[0] + lots, before[1] + cost
            self.entered = self.entered or self.seq
            if cause == Moved.TRADE:
                self.opened[row] = self.opened.get(row, 0) + cost
            record = self.open.get(int(self.book.rows.bucket[row]))
            if record and cause != Moved.TRADE:
                record["lots"] += abs(lots)

    def _index_updated(self, event: e.IndexUpdated | e.IndexGuarded) -> None:
        for market, ticks in side_by_side(event.market, event.ticks):
            self.prices[market].now["index"] = ticks

    def _last_traded(self, event: e.LastTraded) -> None:
        self.prices[event.market].now["last"] = event.ticks

    def _mark_updated(self, event: e.MarkUpdated) -> None:
        for market, ticks, valuation in side_by_side(event.market, event.ticks, event.valuation):
            self._valued(self.prices[market], ticks, valuation)

    def _valued(self, prices: Prices, mark: int, valuation: int) -> None:
        now = prices.now
        now |= {"mark": mark, "valuation": valuation}
        entry = (self.now_ns, self.seq, now["last"], now["index"], now["mark"], now["valuation"])
        if prices.path and prices.path[-1][2:] == entry[2:]:
            return
        if prices.path and prices.path[-1][0] == self.now_ns:
            prices.path.pop()
        prices.path.append(entry)

    def _margin_warning_issued(self, event: e.MarginWarningIssued) -> None:
        self.warnings += int((as_column(event.level) > 0).sum())

    def _liquidation_triggered(self, event: e.LiquidationTriggered) -> None:
        for bucket, equity, maintenance in side_by_side(event.bucket, event.equity, event.maintenance):
            rows = [row for row in self.book.rows_of(bucket) if self.held.get(row, (0, 0))[0]]
            account = self.book.holder_name(bucket)
            market = int(self.book.rows.market[rows[0]]) if rows else -1
            lots, cost = self.held[rows[0]] if len(rows) == 1 else (0, 0)
            now = self.prices[market].now
            den = int(self.book.markets.den[market])
            record = {
                "account": account, "group": self.group_of(account), "bucket": bucket, "seq": self.seq, "den": den,
                "market": self.book.market_names[market] if len(rows) == 1 else "several", "time_ns": self.now_ns,
                "ended_ns": 0, "equity": equity, "maintenance": maintenance, "ticks": now["valuation"],
                "last": now["last"], "index": now["index"], "mark": now["mark"],
                "entry": entry_ticks(lots, cost, den) if lots else 0, "held": lots, "lots": 0, "proceeds": 0,
                "fees": 0, "shortfall": 0, "margin": self.margin[bucket], "loss": 0, "close": 0,
            }  # fmt: skip
            self.open[bucket] = record
            self.closed.append(record)

    def _liquidation_throttled(self, event: e.LiquidationThrottled) -> None:
        for bucket, since in side_by_side(event.bucket, event.queued_ns):
            self.waiting[bucket] = since
        self.queued = max(self.queued, len(self.waiting))

    def _served(self, bucket: int) -> None:
        since = self.waiting.pop(bucket, None)
        if since is not None:
            self.oldest_ns = max(self.oldest_ns, self.now_ns - since)

    def _liquidation_order_placed(self, event: e.LiquidationOrderPlaced) -> None:
        self.orders += len(as_column(event.order))
        for (bucket,) in side_by_side(event.bucket):
            self._served(bucket)

    def _liquidation_order_filled(self, event: e.LiquidationOrderFilled) -> None:
        for order, notional, taker, fee in side_by_side(
            event.order, event.notional, event.taker_fee, event.liquidation_fee
        ):
            record = self.open.get(int(self.book.orders.bucket[order]))
            if record:
                record["proceeds"] += notional
                record["fees"] += taker + fee

    def _liquidation_ended(self, event: e.LiquidationEnded) -> None:
        for bucket, close, equity in side_by_side(event.bucket, event.close, event.equity):
            self._served(bucket)
            record = self.open.pop(bucket, None)
            if record:
                record |= {"ended_ns": self.now_ns, "close": close, "loss": record["margin"] - equity}

    def _shortfall_found(self, event: e.ShortfallFound) -> None:
        for bucket, amount in side_by_side(event.bucket, event.amount):
            self._booked("shortfall", amount)
            if bucket in self.open:
                self.open[bucket]["shortfall"] += amount

    def _insurance_fund_drawn(self, event: e.InsuranceFundDrawn | e.CategoryFundDrawn) -> None:
        self._booked("fund", int(as_column(event.amount).sum()))

    def _operator_paid(self, event: e.OperatorPaid) -> None:
        self._booked("operator", int(as_column(event.amount).sum()))

    def _loss_socialised(self, event: e.LossSocialised) -> None:
        self._booked("socialised", int(as_column(event.amount).sum()))

    def _default_fund_drawn(self, event: e.DefaultFundDrawn) -> None:
        for contribution, amount in side_by_side(event.contribution, event.amount):
            self._booked("default_fund" if contribution >= 0 else "skin", amount)

    def _loss_shared(self, event: e.LossShared) -> None:
        self._booked(Payer(event.payer).name.lower(), int(as_column(event.amount).sum()))

    def _bad_debt_recorded(self, event: e.BadDebtRecorded) -> None:
        self._booked("bad_debt", int(as_column(event.amount).sum()))

    def _position_deleveraged(self, event: e.PositionDeleveraged) -> None:
        self._booked("deleveraged", int(as_column(event.given_up).sum()))
        for row, lots, quote in side_by_side(event.row, event.lots, event.quote):
            self._sold(int(self.book.rows.bucket[row]), lots, quote)

    def _backstop_took_over(self, event: e.BackstopTookOver) -> None:
        self._booked("backstop", int(-as_column(event.equity)[as_column(event.equity) < 0].sum()))
        for bucket, lots, quote in side_by_side(event.bucket, event.lots, event.quote):
            self._sold(bucket, lots, quote)

    def _sold(self, bucket: int, lots: int, quote: int) -> None:
        """What a taker other than the market gave for a closed position: nothing for one worth less than that."""
        if bucket in self.open:
            given = quote if (lots > 0) == (self.open[bucket]["den"] > 0) else -quote  # an inverse long is worth -Q / p
            self.open[bucket]["proceeds"] += max(given, 0)

    def closings(self) -> list[Closed]:
        """Every closing so far, in the order they were triggered."""
        return [Closed(**record) for record in self.closed]

    def traces(self) -> list[Trace]:
        """Every market's prices."""
        m = self.book.markets
        return [
            Trace(self.book.market_names[market], int(m.price_decimals[market]), int(m.size_decimals[market]),
                  *([list(column) for column in zip(*prices.path, strict=True)] or [[]] * 6))
            for market, prices in sorted(self.prices.items())
        ]  # fmt: skip


HANDLERS: dict[type[e.Event], Callable[[Tally, Any], None]] = {
    e.TimeAdvanced: Tally._time_advanced,
    e.CashTransferred: Tally._cash_transferred,
    e.PositionChanged: Tally._position_changed,
    e.IndexUpdated: Tally._index_updated,
    e.IndexGuarded: Tally._index_updated,
    e.LastTraded: Tally._last_traded,
    e.MarkUpdated: Tally._mark_updated,
    e.MarginWarningIssued: Tally._margin_warning_issued,
    e.LiquidationTriggered: Tally._liquidation_triggered,
    e.LiquidationThrottled: Tally._liquidation_throttled,
    e.LiquidationOrderPlaced: Tally._liquidation_order_placed,
    e.LiquidationOrderFilled: Tally._liquidation_order_filled,
    e.LiquidationEnded: Tally._liquidation_ended,
    e.ShortfallFound: Tally._shortfall_found,
    e.InsuranceFundDrawn: Tally._insurance_fund_drawn,
    e.CategoryFundDrawn: Tally._insurance_fund_drawn,
    e.DefaultFundDrawn: Tally._default_fund_drawn,
    e.LossShared: Tally._loss_shared,
    e.OperatorPaid: Tally._operator_paid,
    e.LossSocialised: Tally._loss_socialised,
    e.BadDebtRecorded: Tally._bad_debt_recorded,
    e.PositionDeleveraged: Tally._position_deleveraged,
    e.BackstopTookOver: Tally._backstop_took_over,
}
