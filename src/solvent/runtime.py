"""The host: command -> step -> one durable record -> acknowledge -> subscribers.

Four ports, and nothing else differs between the service and the lab: a clock, a feed of commands, a journal, and
whoever answers liquidation orders. What a command causes at once (the fills of its own orders) is one group with it:
all of the group is durable, or none of it happened.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine import Engine, Outcome
from solvent.engine.step import replay
from solvent.errors import EngineSealed, InvariantBroken, JournalCorrupt, Misuse, SolventError
from solvent.journal import Journal, Record, Step
from solvent.reasons import Reason


class Clock(Protocol):
    """Where the time of a command that carries none comes from."""

    def now_ns(self) -> int:
        """ns UTC."""


class SystemClock:
    """The machine's clock, never running backwards."""

    def __init__(self) -> None:
        self._last = 0

    def now_ns(self) -> int:
        """ns UTC, at least what it said before."""
        self._last = max(self._last, time.time_ns())
        return self._last


class JournalClock:
    """The lab: every command brings its own time."""

    def now_ns(self) -> int:
        """Nobody may ask."""
        raise Misuse("expected a command with its own time_ns: the lab has no clock")


Feed = Iterable[c.Command]


class Liquidity(Protocol):
    """Who answers liquidation orders: at once with commands, or later through the feed."""

    def answer(self, book: Book, placed: e.LiquidationOrderPlaced, /) -> Sequence[c.Command]:
        """`ReportFill` and `ReportExpiry` for orders just placed; ids and times are filled in."""


class NoLiquidity:
    """Nobody answers now; fills come as commands of their own."""

    def answer(self, _book: Book, _placed: e.LiquidationOrderPlaced, /) -> Sequence[c.Command]:
        """Nothing."""
        return ()


@dataclass(frozen=True, slots=True)
class Ack:
    """The answer to a command once it is durable.

    seq        the step that took it
    refused    why it took no effect, then or now; None when it did
    repeated   it had been taken before; nothing happened now
    """

    id: str
    seq: int
    refused: Reason | None = None
    repeated: bool = False


ANSWER = "@"  # the first character of the ids of what liquidity answers: no one else may use it
Subscriber = Callable[[int, Outcome], None]


class Runtime:
    """Drives one engine over one journal.

    group   how many commands are made durable together by `run`
    """

    def __init__(
        self,
        journal: Journal,
        liquidity: Liquidity | None = None,
        clock: Clock | None = None,
        subscribers: Sequence[Subscriber] = (),
    ) -> None:
        self.journal = journal
        self.engine = Engine(book=recover(journal))
        self.engine.sealed = journal.sealed
        self._liquidity: Liquidity = liquidity or NoLiquidity()
        self._clock: Clock = clock or JournalClock()
        self._subscribers = list(subscribers)

    @property
    def book(self) -> Book:
        """The engine's book, to be read only."""
        return self.engine.book

    def subscribe(self, subscriber: Subscriber) -> None:
        """Calls it with every step from now on, once that is durable."""
        self._subscribers.append(subscriber)

    def submit(self, commands: Iterable[c.Command]) -> list[Ack]:
        """Takes commands in order and returns once all of them, and all they caused, are durable."""
        acks: list[Ack] = []
        taken: dict[str, int] = {}
        done: list[tuple[Step, Outcome]] = []
        whole = 0  # steps of commands that were taken to their end, with all they caused
        try:
            for command in commands:
                acks.append(self._take(command, taken, done))
                whole = len(done)
        except InvariantBroken as broken:
            self._keep(done[:whole])
            self.journal.seal(str(broken))
            raise
        except (
            BaseException
        ):  # a feed or a liquidity that fails, a command without an id: the book has what came before
            self._keep(done)
            raise
        self._keep(done)
        return acks

    def run(self, feed: Feed, group: int = 256) -> Iterator[Ack]:
        """Takes a whole feed, `group` commands to a durable record."""
        batch: list[c.Command] = []
        for command in feed:
            batch.append(command)
            if len(batch) == group:
                yield from self.submit(batch)
                batch = []
        if batch:
            yield from self.submit(batch)

    def snapshot(self) -> None:
        """Writes the book as it stands, so that recovery need not begin at step 1."""
        if self.engine.sealed:
            raise EngineSealed(f"no snapshot of a book that the journal may not lead to: {self.engine.sealed}")
        self.journal.save_snapshot(self.journal.seq, self.book.digest(), self.book.dump())

    def _take(self, command: c.Command, taken: dict[str, int], done: list[tuple[Step, Outcome]]) -> Ack:
        if not command.id or command.id.startswith(ANSWER):
            raise Misuse(f"expected a {type(command).__name__} with an id, not {ANSWER} first, found {command.id!r}")
        before = taken.get(command.id) or self.journal.find(command.id)
        if before:
            return Ack(command.id, before, self._refused(before, done), repeated=True)
        if command.time_ns == 0 and not isinstance(self._clock, JournalClock):
            command = msgspec.structs.replace(command, time_ns=max(self._clock.now_ns(), self.book.now_ns))
        start, waiting = len(done), [command]
        while waiting:
            current = waiting.pop(0)
            outcome = self._step(current, done)
            taken[current.id] = self.journal.seq + len(done)
            waiting = self._answers(command, outcome, len(done) - start - 1) + waiting
        return Ack(command.id, taken[command.id], done[start][1].refused)

    def _step(self, command: c.Command, done: list[tuple[Step, Outcome]]) -> Outcome:
        """One step of the engine, with what the journal will say of it."""
        asked = c.encode(command)  # before the step: what cannot be kept, or not be read again, must not happen
        c.decode(asked)
        try:
            outcome = self.engine.step(command)
            seq = self.journal.seq + len(done) + 1
            done.append((Step(seq, command.id, self.book.now_ns, asked, e.encode(outcome.stages)), outcome))
        except BaseException as error:  # the book is ahead of anything the journal can be told
            self.engine.sealed = self.engine.sealed or f"{command.id!r} was cut short: {error!r}"
            raise
        return outcome

    def _refused(self, seq: int, done: list[tuple[Step, Outcome]]) -> Reason | None:
        """Why the command of an earlier step took no effect, None when it did."""
        if seq > self.journal.seq:
            return done[seq - self.journal.seq - 1][1].refused
        record = next(self.journal.records(seq, seq))
        first = next((event for stage in e.decode(record.effect) for event in stage), None)
        return Reason(first.reason) if isinstance(first, e.CommandRejected) else None

    def _answers(self, cause: c.Command, outcome: Outcome, depth: int) -> list[c.Command]:
        """What the liquidity says to the orders of a step, as commands with ids of their own."""
        answers: list[c.Command] = []
        for placed in outcome.events:
            if isinstance(placed, e.LiquidationOrderPlaced):
                answers += self._liquidity.answer(self.book, placed)
        return [
            msgspec.structs.replace(
                answer,
                id=f"{ANSWER}{cause.id}/{depth}.{number}",
                time_ns=self.book.now_ns,
                actor=answer.actor or "liquidity",
            )
            for number, answer in enumerate(answers)
        ]

    def _keep(self, done: list[tuple[Step, Outcome]]) -> None:
        if not done:
            return
        try:
            self.journal.append([step for step, _ in done])
        except BaseException as error:
            self.engine.sealed = f"the journal failed: {error!r}"
            raise
        for step, outcome in done:
            for subscriber in self._subscribers:
                subscriber(step.seq, outcome)


def recover(journal: Journal) -> Book:
    """The book a journal leads to, by effect, from its latest snapshot."""
    snapshot = journal.snapshot()
    book = Book.restore(snapshot.state) if snapshot else Book()
    if snapshot and book.digest() != snapshot.digest:
        raise InvariantBroken(f"the snapshot at step {snapshot.seq} does not hash to its recorded digest")
    for record in journal.records(snapshot.seq + 1 if snapshot else 1):
        _written(book, record)
    return book


def _written(book: Book, record: Record) -> list[list[e.Event]]:
    """Writes a recorded step into a book and returns its stages; what cannot be written is named by its step."""
    try:
        stages = e.decode(record.effect)
        replay(book, stages)
    except Exception as error:
        raise JournalCorrupt(f"step {record.seq} cannot be written into the book: {error}") from error
    return stages


@dataclass(frozen=True, slots=True)
class Replay:
    """What a replay found.

    steps     how many were replayed
    digest    of the book at the end
    differs   the first step that differs, None when all are equal
    why       what differs there
    """

    steps: int
    digest: bytes
    differs: Record | None = None
    why: str = ""


def replay_both(journal: Journal, progress: Callable[[int], None] = lambda _: None) -> Replay:
    """Rebuilds a journal's book by cause (commands through the rules) and by effect (events alone), step by step."""
    cause, effect = Engine(), Book()
    snapshots = dict(journal.snapshots())
    count = 0
    for record in journal.records():
        try:
            stages = _written(effect, record)
            command = c.decode(record.command)
            again = e.encode(cause.step(command).stages)
        except SolventError as error:
            return Replay(count, effect.digest(), record, f"it cannot be replayed: {error}")
        if command.id != record.command_id:
            return Replay(count, effect.digest(), record, f"the command's own id is {command.id!r}")
        if again != record.effect:
            return Replay(count, effect.digest(), record, _difference(stages, e.decode(again)))
        count += 1
        if count % 1000 == 0 or record.seq in snapshots:
            by_cause, by_effect = cause.book.digest(), effect.digest()
            if by_cause != by_effect:
                return Replay(count, by_effect, record, "the books differ although the events are equal")
            if record.seq in snapshots and snapshots[record.seq] != by_effect:
                return Replay(count, by_effect, record, "the digest recorded with the snapshot is another")
        progress(record.seq)
    if cause.book.digest() != effect.digest():
        return Replay(count, effect.digest(), None, "the books differ at the end although all events are equal")
    return Replay(count, effect.digest())


def _difference(recorded: list[list[e.Event]], again: list[list[e.Event]]) -> str:
    """The first event that is not what was recorded."""
    for number, (old, new) in enumerate(zip(recorded, again, strict=False)):
        for was, now in zip(old, new, strict=False):
            if e.encode([[was]]) != e.encode([[now]]):
                return f"stage {number}: recorded {was}, by cause {now}"
    return f"recorded {sum(map(len, recorded))} events in {len(recorded)} stages, by cause {len(again)} stages"
