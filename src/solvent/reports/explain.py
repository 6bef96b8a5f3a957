"""Why an account was closed, and what one step did: told from the journal alone, by effect; no rule is asked again.

The walk rebuilds the book event by event and speaks where something happened to the account. The sentences rest on the
operands the events carry and on the book as it stood between two stages.
"""

from collections.abc import Callable, Iterator
from difflib import get_close_matches
from typing import Any

import msgspec
import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.apply import apply
from solvent.book import Book
from solvent.columns import Int64Array, as_column
from solvent.engine.step import replay
from solvent.errors import BadInput, InvariantBroken
from solvent.journal import Journal, Record
from solvent.reasons import Posting
from solvent.reports import why_credit, why_loan, why_paid, why_triggered
from solvent.reports.command_words import command_line
from solvent.reports.naming import Names, plain
from solvent.reports.result import Why
from solvent.reports.standing import Standings, State
from solvent.reports.telling import Moment, Sentence
from solvent.reports.wording import event_line, one_row

Progress = Callable[[int], None]


def _quietly(_: int) -> None:
    """Tells nobody how far the work is."""


class Told(msgspec.Struct, frozen=True):
    """One step in words: its command, and stage by stage its events."""

    seq: int
    time_ns: int
    id: str
    actor: str
    command: str
    stages: list[list[str]]


def explain_step(journal: Journal, seq: int, progress: Progress = _quietly) -> Told:
    """One step of a journal in words."""
    if not 1 <= seq <= journal.seq:
        raise BadInput(f"expected a step from 1 to {journal.seq}, found {seq}")
    snapshot = journal.snapshot(seq - 1)
    book = Book.restore(snapshot.state) if snapshot else Book()
    if snapshot and book.digest() != snapshot.digest:
        raise InvariantBroken(f"the snapshot at step {snapshot.seq} does not hash to its recorded digest")
    for record in journal.records(snapshot.seq + 1 if snapshot else 1, seq):
        stages = e.decode(record.effect)
        replay(book, stages)
        progress(record.seq)
    command, names = c.decode(record.command), Names(book)
    told = [[event_line(names, event) for event in stage] for stage in stages]
    asked = command_line(names, command)
    return Told(seq, record.time_ns, plain(command.id), plain(command.actor), asked, told)


def explain_account(journal: Journal, account: str, progress: Progress = _quietly) -> Why:
    """An account's story: each sentence with the step it rests on."""
    return Why(account, [(sentence.seq, sentence.text) for sentence in explain(journal, account, progress)])


def explain(journal: Journal, account: str, progress: Progress = _quietly) -> list[Sentence]:
    """An account's story: each sentence with its step, its time and what it is about."""
    walk = _Walk(account)
    for record in journal.records():
        walk.step(record)
        progress(record.seq)
    return walk.end()


class _Walk:
    """One account's way through a journal.

    mine     its buckets
    margin   atoms its owner paid in and has not taken out, by bucket
    """

    def __init__(self, account: str) -> None:
        self.now, self.account = Moment(Book()), account
        self.mine: list[int] = []
        self.margin: dict[int, int] = {}

    def step(self, record: Record) -> None:
        """Walks one step, stage by stage."""
        self.now.seq, self.now.time_ns = record.seq, record.time_ns
        for stage in e.decode(record.effect):
            self._stage(stage)

    def end(self) -> list[Sentence]:
        """The story; of an account that was never closed, how it stands at the end."""
        book = self.now.book
        if self.account not in book.account_of:
            near = get_close_matches(self.account, book.account_of, 1)
            hint = f"; did you mean {near[0]!r}?" if near else ""
            raise BadInput(f"expected one of {len(book.account_of)} accounts, found {plain(self.account)!r}{hint}")
        if not any(sentence.kind == "trigger" for sentence in self.now.sentences):
            self._never()
        why_loan.stand(self.now, self.account)
        why_credit.stand(self.now, self.account)
        return self.now.sentences

    def _never(self) -> None:
        now, standings = self.now, Standings(self.now.book)
        now.say("standing", f"{plain(self.account)} was never closed in {now.seq} steps.")
        for bucket in self.mine:
            state, _ = standings.state(bucket)
            if state is State.NO_POSITION:
                money = now.names.bucket_money(standings.equity[bucket], bucket)
                now.say("standing", f"{now.names.bucket(bucket)} holds no position and {money}.")
                continue
            sums = [now.names.bucket_money(sums[bucket], bucket) for sums in (standings.equity, standings.maintenance)]
            now.say("standing", f"{now.names.bucket(bucket)} ends with equity {sums[0]} against maintenance {sums[1]}.")

    def _stage(self, stage: list[e.Event]) -> None:
        """Tells what a stage means for the account, then writes it, then tells what it changed."""
        now = self.now
        told = [(event, list(self._rows(event))) for event in stage if type(event) in _PLACES] if self.mine else []
        touched = sorted({bucket for _, rows in told for bucket, _ in rows})
        closing = any(type(event) in why_paid.TELLERS for event, rows in told if rows)
        before = {bucket: now.stand(bucket) for bucket in touched} if closing else {}
        for _, rows in told:
            for bucket, row in rows:
                self._tell(bucket, row)
        for event in stage:
            if isinstance(event, e.MarkUpdated):
                now.mark(event)
            apply(now.book, event)
            why_loan.tell(now, event, self.account)
            why_credit.tell(now, event, self.account)
            self._know(event)
        self._money(stage, told)
        for bucket, stood in before.items():
            why_paid.moved(now, bucket, stood)

    def _rows(self, event: e.Event) -> Iterator[tuple[int, Any]]:
        """(bucket, row) of an event's rows that are about the account."""
        columns = _PLACES[type(event)](self.now.book, event)
        about = [np.isin(buckets, self.mine) for buckets in columns]
        for place in np.flatnonzero(np.logical_or.reduce(about)).tolist():
            buckets = next(column for column, mine in zip(columns, about, strict=True) if mine[place])
            yield int(buckets[place]), one_row(event, place)

    def _tell(self, bucket: int, row: Any) -> None:
        if isinstance(row, e.LiquidationTriggered):
            why_triggered.triggered(self.now, row, self.margin.get(bucket, 0))
        elif isinstance(row, e.MarginWarningIssued):
            why_triggered.warned(self.now, row)
        else:
            why_paid.TELLERS[type(row)](self.now, row)

    def _know(self, event: e.Event) -> None:
        """Learns of new buckets of the account, and of money its owner moved."""
        book = self.now.book
        if isinstance(event, e.BucketOpened) and book.account_names[event.account] == self.account:
            self.mine.append(book.buckets.n - 1)
        if isinstance(event, e.CashTransferred) and self.mine:
            for source, target, atoms, posting in self._postings(event):
                if posting in (Posting.DEPOSIT, Posting.WITHDRAWAL, Posting.TRANSFER):
                    for bucket, change in ((source, -atoms), (target, atoms)):
                        self.margin[bucket] = self.margin.get(bucket, 0) + change

    def _money(self, stage: list[e.Event], told: list[tuple[e.Event, list[tuple[int, Any]]]]) -> None:
        """Tells the postings of a stage that moved money for a closing of the account."""
        if not self.mine:
            return
        winners = sum(
            len(as_column(event.bucket)) for event in stage if isinstance(event, e.LossSocialised | e.LossShared)
        )
        by_bucket: dict[int, list[tuple[int, int, int, Posting]]] = {}
        for event in stage:
            if isinstance(event, e.CashTransferred):
                for row in self._postings(event):
                    if row[3] in why_paid.CLOSING_POSTINGS and self._for_closing(row, told):
                        bucket = row[0] if row[0] in self.mine else row[1]
                        by_bucket.setdefault(bucket, []).append(row)
        for bucket, postings in by_bucket.items():
            why_paid.money(self.now, bucket, postings, winners)

    def _for_closing(
        self, row: tuple[int, int, int, Posting], told: list[tuple[e.Event, list[tuple[int, Any]]]]
    ) -> bool:
        """Whether a posting belongs to a closing: a taker fee is paid for a plain trade as well."""
        return row[3] is not Posting.TAKER_FEE or any(
            isinstance(event, e.LiquidationOrderFilled) for event, rows in told if rows
        )

    def _postings(self, event: e.CashTransferred) -> Iterator[tuple[int, int, int, Posting]]:
        """(source, target, atoms, why) of the rows that touch the account."""
        columns = [as_column(cells) for cells in (event.source, event.target, event.amount, event.posting)]
        mine = np.flatnonzero(np.isin(columns[0], self.mine) | np.isin(columns[1], self.mine))
        for i in mine.tolist():
            source, target, atoms, posting = (int(column[i]) for column in columns)
            yield source, target, atoms, Posting(posting)


Places = tuple[Int64Array, ...]


def _by_bucket(_: Book, event: Any) -> Places:
    return (as_column(event.bucket),)


def _by_row(book: Book, event: Any) -> Places:
    return (book.rows.bucket[as_column(event.row)],)


def _by_order(book: Book, event: Any) -> Places:
    return (book.orders.bucket[as_column(event.order)],)


def _both_sides(book: Book, event: Any) -> Places:
    return book.rows.bucket[as_column(event.row)], book.rows.bucket[as_column(event.winner)]


def _by_contribution(book: Book, event: Any) -> Places:
    """The first bucket of the account that had put it aside; the operator has none here."""
    places = as_column(event.contribution)
    buckets = np.full(len(places), -1)
    buckets[places >= 0] = book.accounts.first[book.contributions.account[places[places >= 0]]]
    return (buckets,)


# The buckets an event is about, one column or two, row by row.
_PLACES: dict[type[e.Event], Callable[[Book, Any], Places]] = {
    e.MarginWarningIssued: _by_bucket,
    e.LiquidationTriggered: _by_bucket,
    e.LiquidationThrottled: _by_bucket,
    e.OrdersCancelled: _by_row,
    e.LiquidationOrderPlaced: _by_bucket,
    e.LiquidationWithheld: _by_bucket,
    e.LiquidationOrderFilled: _by_order,
    e.LiquidationOrderExpired: _by_order,
    e.BackstopTookOver: _by_bucket,
    e.PositionDeleveraged: _both_sides,
    e.HedgeOffset: _by_bucket,
    e.ShortfallFound: _by_bucket,
    e.LossSocialised: _by_bucket,
    e.LossShared: _by_bucket,
    e.DefaultFundDrawn: _by_contribution,
    e.BadDebtRecorded: _by_bucket,
    e.LiquidationEnded: _by_bucket,
}
