"""Commands go in once, with all they cause; what is acknowledged is durable; and what failed leaves no half-truth."""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine import Outcome
from solvent.engine import step as engine_step
from solvent.engine.refusal import Stages
from solvent.errors import BadInput, EngineSealed, InvariantBroken, JournalCorrupt, JournalError, Misuse
from solvent.journal import Journal, MemoryJournal, MemoryStore, SqliteJournal, Step, verify
from solvent.reasons import Reason
from solvent.runtime import Ack, JournalClock, Runtime, SystemClock, recover
from tests.runtime.fall import fall, liquidity
from tests.world import PERP, USD, S


@pytest.fixture(scope="module")
def whole() -> tuple[MemoryJournal, Runtime, list[Ack]]:
    """The whole fall in one group, on a journal in memory: what every other way of sending it must come to."""
    journal = MemoryJournal()
    runtime = Runtime(journal, liquidity())
    return journal, runtime, runtime.submit(fall())


def deposit(number: int, amount: int = 5, **more: Any) -> c.Deposit:
    return c.Deposit(id=f"deposit/{number}", time_ns=101 * S, account="a0", asset=USD, amount=amount, **more)


def opened(journal: Journal | None = None, **ports: Any) -> Runtime:
    """A runtime with the first accounts of the fall and their positions."""
    runtime = Runtime(journal or MemoryJournal(), **ports)
    assert all(ack.refused is None for ack in runtime.submit(list(fall())[:25]))
    return runtime


def balance(runtime: Runtime, account: str = "a0") -> int:
    book = runtime.book
    bucket = book.bucket_for(book.account_of[account], 0)
    assert bucket is not None
    return int(book.ledger.balance[bucket])


def test_the_fall_closes_accounts_and_calls_on_everyone(whole: tuple[MemoryJournal, Runtime, list[Ack]]) -> None:
    """Else the tests below would prove little."""
    journal, runtime, acks = whole
    seen = {type(event) for record in journal.records() for stage in e.decode(record.effect) for event in stage}
    assert {e.LiquidationTriggered, e.LiquidationOrderFilled, e.LiquidationOrderExpired, e.PositionDeleveraged,
            e.InsuranceFundDrawn, e.LiquidationEnded, e.CommandRejected, e.FundingSettled} <= seen  # fmt: skip
    assert {ack.refused for ack in acks} > {None, Reason.INITIAL_MARGIN}
    assert journal.seq >= len(acks) + 20, "fills are steps of their own"
    assert verify(journal).ok
    assert recover(journal).digest() == runtime.book.digest()


@pytest.mark.parametrize("size", [1, 7, 256])
def test_the_size_of_groups_changes_neither_book_nor_chain(
    whole: tuple[MemoryJournal, Runtime, list[Ack]], size: int
) -> None:
    journal = MemoryJournal()
    runtime = Runtime(journal, liquidity())
    assert list(runtime.run(fall(), group=size)) == whole[2]
    assert (journal.head, runtime.book.digest()) == (whole[0].head, whole[1].book.digest())


def test_a_command_sent_twice_in_one_group_takes_effect_once() -> None:
    runtime = opened()
    before, seq = balance(runtime), runtime.journal.seq
    acks = runtime.submit([deposit(1), deposit(2), deposit(1), deposit(1, amount=999)])
    assert acks == [
        Ack("deposit/1", seq + 1),
        Ack("deposit/2", seq + 2),
        Ack("deposit/1", seq + 1, repeated=True),
        Ack("deposit/1", seq + 1, repeated=True),
    ]
    assert balance(runtime) == before + 10
    assert runtime.journal.seq == seq + 2


def test_a_command_sent_twice_in_two_groups_takes_effect_once() -> None:
    runtime = opened()
    before = balance(runtime)
    first = runtime.submit([deposit(1), deposit(2)])
    again = runtime.submit([deposit(2), deposit(3), deposit(1)])
    assert [ack.repeated for ack in again] == [True, False, True]
    assert [ack.seq for ack in again] == [first[1].seq, first[1].seq + 1, first[0].seq]
    assert balance(runtime) == before + 15


def test_a_command_sent_again_after_a_restart_takes_effect_once(tmp_path: Path) -> None:
    path = tmp_path / "journal.db"
    with SqliteJournal(path, create=True) as journal:
        runtime = opened(journal)
        first = runtime.submit([deposit(1)])
        digest = runtime.book.digest()
    with SqliteJournal(path) as journal:
        runtime = Runtime(journal)
        assert runtime.book.digest() == digest
        assert runtime.submit([deposit(1)]) == [Ack("deposit/1", first[0].seq, repeated=True)]
        assert runtime.book.digest() == digest


def test_after_a_restart_the_book_that_was_noted_is_asked_for_and_another_is_refused(tmp_path: Path) -> None:
    """The digest noted when the service went down, against the book that recovery leads to."""
    path = tmp_path / "journal.db"
    with SqliteJournal(path, create=True) as journal:
        runtime = opened(journal)
        runtime.submit([deposit(1)])
        digest = runtime.book.digest().hex()
    with SqliteJournal(path) as journal:
        runtime = Runtime(journal)
        noted = c.Restart(id="restart", time_ns=102 * S, digest=digest)
        assert [ack.refused for ack in runtime.submit([noted])] == [None]
        runtime.submit([deposit(2)])
        again = c.Restart(id="again", time_ns=103 * S, digest=digest)
        assert [ack.refused for ack in runtime.submit([again])] == [Reason.STATE_DIFFERS]


def test_a_refused_command_is_journaled_and_acknowledged_with_its_reason_also_when_it_is_sent_again() -> None:
    runtime = opened()
    digest, seq = runtime.book.digest(), runtime.journal.seq
    bad = c.Withdraw(id="w", time_ns=101 * S, account="a0", asset=USD, amount=10**12)
    assert runtime.submit([bad, bad]) == [
        Ack("w", seq + 1, Reason.INSUFFICIENT_CASH),
        Ack("w", seq + 1, Reason.INSUFFICIENT_CASH, repeated=True),
    ]
    assert runtime.submit([bad]) == [Ack("w", seq + 1, Reason.INSUFFICIENT_CASH, repeated=True)]
    assert runtime.book.digest() == digest, "a refused command changes nothing but the journal"
    record = next(runtime.journal.records(seq + 1))
    assert c.decode(record.command) == bad
    assert [type(event) for stage in e.decode(record.effect) for event in stage] == [e.CommandRejected]


@pytest.mark.parametrize("points", [(0,), (1,), (30, 90), (150,), (10_000,)])
def test_recovery_from_any_snapshot_is_recovery_from_the_journal(
    whole: tuple[MemoryJournal, Runtime, list[Ack]], points: Sequence[int]
) -> None:
    store, sent = MemoryStore(), 0
    runtime = Runtime(MemoryJournal(store), liquidity())
    commands = list(fall())
    for point in points:
        runtime.submit(commands[sent : min(point, 180)])
        sent = min(point, 180)
        runtime.snapshot()
    runtime.submit(commands[sent : sent + 20])
    live = runtime.book.digest()
    again = MemoryJournal(store)
    assert recover(again).digest() == live
    continued = Runtime(again, liquidity())
    continued.submit(commands[sent + 20 :])
    assert (again.head, continued.book.digest()) == (whole[0].head, whole[1].book.digest())
    assert recover(again).dump() == recover(MemoryJournal(store)).dump()


def test_a_snapshot_with_another_digest_or_of_another_book_is_refused() -> None:
    runtime = opened()
    journal, book = runtime.journal, runtime.book
    state = book.dump()
    journal.save_snapshot(journal.seq - 1, b"\0" * 32, state)
    with pytest.raises(InvariantBroken, match=f"snapshot at step {journal.seq - 1} does not hash"):
        Runtime(journal)
    digest = book.digest()
    book.ledger.balance[0] += 1  # behind everyone's back: the digest that is kept up to date does not see it
    assert book.digest() == digest
    journal.save_snapshot(journal.seq, digest, book.dump())
    with pytest.raises(InvariantBroken, match="does not hash"):
        Runtime(journal)
    other = MemoryJournal()
    other.save_snapshot(0, Book().digest(), b"no book")
    with pytest.raises(JournalCorrupt, match="expected a snapshot of a book"):
        Runtime(other)


def test_a_command_and_the_fills_it_causes_are_one_group_in_order() -> None:
    journal = MemoryJournal()
    runtime = Runtime(journal, liquidity())
    commands = list(fall())
    most = deepest = 0
    for command in commands:
        runtime.submit([command])
        blob = list(journal.blobs())[-1]
        records = list(journal.records(blob.first, blob.last))
        assert records[0].command_id == command.id
        assert all(record.command_id.startswith(f"@{command.id}/") for record in records[1:])
        assert {record.time_ns for record in records} == {records[0].time_ns}
        assert len({record.command_id for record in records}) == len(records)
        answers = [c.decode(record.command) for record in records[1:]]
        assert {type(answer) for answer in answers} <= {c.ReportFill, c.ReportExpiry}
        assert all((answer.actor, answer.id) == ("liquidity", record.command_id)
                   for answer, record in zip(answers, records[1:], strict=True))  # fmt: skip
        most = max(most, len(records))
        asked = [int(record.command_id.removeprefix(f"@{command.id}/").split(".")[0]) for record in records[1:]]
        answered = {depth: records[depth + 1].command_id for depth in asked}
        assert all(first == f"@{command.id}/{depth}.0" for depth, first in answered.items()), (
            "what a step causes comes before anything else that waits"
        )
        deepest = max(deepest, *asked, 0)
    assert most >= 3
    assert deepest >= 2, "an answer causes orders of its own"
    assert len(list(journal.blobs())) == len(commands)


def breaking(error: BaseException) -> Callable[[Book, c.Command], Stages]:
    """A handler that writes a stage and then fails."""

    def handler(book: Book, command: c.Command) -> Stages:
        yield [e.MarketPaused(0, 1)]
        raise error

    return handler


@pytest.mark.parametrize("error", [InvariantBroken("a law"), ZeroDivisionError("a bug"), MemoryError("no room")])
def test_a_broken_invariant_seals_engine_and_journal_and_what_came_before_survives(
    monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    store = MemoryStore()
    runtime = opened(MemoryJournal(store))
    expected = opened()
    expected.submit([deposit(1), deposit(2)])
    monkeypatch.setitem(engine_step.HANDLERS, c.PauseMarket, breaking(error))
    pause = c.PauseMarket(id="p", time_ns=101 * S, market=PERP)
    with pytest.raises(InvariantBroken, match=str(error)):
        runtime.submit([deposit(1), deposit(2), pause, deposit(3)])
    assert runtime.engine.sealed is not None
    assert str(error) in (runtime.journal.sealed or "")
    for verb in (lambda: runtime.submit([deposit(3)]), runtime.snapshot):
        with pytest.raises(EngineSealed):
            verb()
    again = MemoryJournal(store)
    assert [again.find(name) is not None for name in ("deposit/1", "deposit/2", "p", "deposit/3")] == [
        True,
        True,
        False,
        False,
    ]
    assert recover(again).digest() == expected.book.digest()
    late = Runtime(again)
    with pytest.raises(EngineSealed, match=str(error)):
        late.submit([deposit(3)])
    assert late.book.digest() == expected.book.digest(), "a sealed journal is not outrun"


def test_a_command_whose_answer_breaks_an_invariant_is_not_kept_by_half(monkeypatch: pytest.MonkeyPatch) -> None:
    commands = list(fall())
    runtime = Runtime(MemoryJournal(), liquidity())
    monkeypatch.setitem(engine_step.HANDLERS, c.ReportFill, breaking(InvariantBroken("in the answer")))
    with pytest.raises(InvariantBroken, match="in the answer"):
        runtime.submit(commands)
    journal = runtime.journal
    assert journal.sealed == "in the answer"
    last = next(journal.records(journal.seq))
    assert last.command_id == commands[journal.seq - 1].id
    cause = commands[journal.seq]
    assert isinstance(cause, c.ObservePrice | c.ObserveTrade)
    assert journal.find(cause.id) is None, "the price that placed the order is not there without its fills"


class Failing(MemoryJournal):
    """A journal whose disk is full from some append on."""

    def __init__(self, good: int, error: BaseException) -> None:
        super().__init__()
        self.good, self.error = good, error

    def append(self, steps: Sequence[Step]) -> bytes:
        if self.good == 0:
            raise self.error
        self.good -= 1
        return super().append(steps)


@pytest.mark.parametrize("error", [JournalError("the disk is full"), KeyboardInterrupt("stop"), OSError("gone")])
def test_a_journal_that_fails_seals_the_engine_and_nothing_is_acknowledged(error: BaseException) -> None:
    runtime = opened(Failing(1, error))
    seen: list[int] = []
    runtime.subscribe(lambda seq, _: seen.append(seq))
    recorded = recover(runtime.journal).digest()
    with pytest.raises(type(error)):
        runtime.submit([deposit(1), deposit(2)])
    assert seen == []
    assert "the journal failed" in (runtime.engine.sealed or "")
    with pytest.raises(EngineSealed, match="the journal failed"):
        runtime.submit([deposit(3)])
    with pytest.raises(EngineSealed, match="no snapshot"):
        runtime.snapshot()  # the book has deposits that the journal does not
    assert runtime.journal.snapshot() is None
    assert recover(runtime.journal).digest() == recorded != runtime.book.digest()


def unwritable(book: Book, command: c.Command) -> Stages:
    """Emits what no journal can hold."""
    yield [e.MarketPaused(0, np.float64(1))]  # type: ignore[arg-type]


@pytest.mark.parametrize("handler", [unwritable, breaking(KeyboardInterrupt())])
def test_a_step_cut_short_between_book_and_journal_seals_the_engine(
    monkeypatch: pytest.MonkeyPatch, handler: Callable[[Book, c.Command], Stages]
) -> None:
    runtime = opened()
    monkeypatch.setitem(engine_step.HANDLERS, c.PauseMarket, handler)
    with pytest.raises((TypeError, KeyboardInterrupt)):
        runtime.submit([deposit(1), c.PauseMarket(id="p", time_ns=101 * S, market=PERP), deposit(2)])
    assert runtime.journal.find("deposit/1") == runtime.journal.seq
    assert runtime.journal.sealed is None, "the journal is true: a restart goes on from it"
    with pytest.raises(EngineSealed, match="'p' was cut short"):
        runtime.submit([deposit(2)])


@pytest.mark.parametrize("command_id", ["", "@fall/9/0.0", "@"])
def test_a_command_without_an_id_of_its_own_is_refused_before_anything_happens(command_id: str) -> None:
    runtime = opened()
    seq = runtime.journal.seq
    with pytest.raises(Misuse, match="expected a Deposit with an id"):
        runtime.submit([deposit(1), msgspec.structs.replace(deposit(2), id=command_id)])
    assert runtime.journal.seq == seq + 1
    assert not runtime.submit([deposit(2)])[0].repeated


@pytest.mark.parametrize(
    "command", [deposit(1, amount=2**63), deposit(1, amount=2**64 - 1), deposit(1, actor=5), deposit(1, leg=1.5)]
)
def test_a_command_that_could_not_be_read_again_does_not_happen(command: c.Command) -> None:
    runtime = opened()
    digest, seq = runtime.book.digest(), runtime.journal.seq
    with pytest.raises(BadInput, match="expected a command, found"):
        runtime.submit([command])
    assert (runtime.book.digest(), runtime.journal.seq) == (digest, seq)
    assert [ack.seq for ack in runtime.submit([deposit(2)])] == [seq + 1]


def test_subscribers_are_told_every_step_in_order_once_it_is_durable() -> None:
    journal, told = MemoryJournal(), []

    def listen(seq: int, outcome: Outcome) -> None:
        record = next(journal.records(seq, seq))
        assert record.command == c.encode(outcome.command)
        assert record.effect == e.encode(outcome.stages)
        told.append((seq, outcome.refused))

    runtime = Runtime(journal, liquidity(), subscribers=[listen])
    later: list[int] = []
    commands = list(fall())
    acks = list(runtime.run(commands[:100], group=9))
    runtime.subscribe(lambda seq, _: later.append(seq))
    first = journal.seq
    acks += runtime.run(commands[100:], group=50)
    assert [seq for seq, _ in told] == list(range(1, journal.seq + 1))
    assert later == list(range(first + 1, journal.seq + 1))
    assert {ack.seq: ack.refused for ack in acks}.items() <= dict(told).items()


def test_groups_of_a_feed_are_blobs_of_the_journal_and_its_rest_is_one_more() -> None:
    journal = MemoryJournal()
    acks = Runtime(journal).run(iter(list(fall())[:25]), group=10)
    assert journal.seq == 0, "nothing is taken before somebody asks"
    first = [next(acks) for _ in range(10)]
    assert (first[-1].seq, journal.seq) == (10, 10)
    assert len(list(acks)) == 15
    assert [(blob.first, blob.last) for blob in journal.blobs()] == [(1, 10), (11, 20), (21, 25)]
    assert Runtime(journal).submit([]) == []
    assert len(list(journal.blobs())) == 3


class Hands:
    """A clock that says what it is told."""

    def __init__(self, *times: int) -> None:
        self.times = list(times)

    def now_ns(self) -> int:
        return self.times.pop(0)


def test_a_command_without_a_time_gets_the_clocks_and_never_one_before_the_last() -> None:
    runtime = opened(clock=Hands(200 * S, 150 * S, 300 * S))
    acks = runtime.submit([msgspec.structs.replace(deposit(n), time_ns=0) for n in (1, 2, 3)])
    assert [ack.refused for ack in acks] == [None] * 3
    times = [record.time_ns for record in runtime.journal.records(acks[0].seq)]
    assert times == [200 * S, 200 * S, 300 * S]
    commands = [c.decode(record.command).time_ns for record in runtime.journal.records(acks[0].seq)]
    assert commands == times, "the time is journaled with the command: a replay asks no clock"
    late = runtime.submit([deposit(4)])
    assert late[0].refused is Reason.TIME_WENT_BACK, "a time that was given is kept as it is"


def test_the_lab_has_no_clock() -> None:
    with pytest.raises(Misuse, match="expected a command with its own time_ns"):
        JournalClock().now_ns()
    runtime = opened()
    ack = runtime.submit([msgspec.structs.replace(deposit(1), time_ns=0)])[0]
    assert ack.refused is Reason.TIME_WENT_BACK


def test_the_machines_clock_never_runs_backwards(monkeypatch: pytest.MonkeyPatch) -> None:
    readings: Iterator[int] = iter([5, 7, 3, 7, 8, 0])
    clock = SystemClock()
    monkeypatch.setattr(time, "time_ns", lambda: next(readings))
    assert [clock.now_ns() for _ in range(6)] == [5, 7, 7, 7, 8, 8]
