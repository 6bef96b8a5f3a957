"""By cause and by effect a journal leads to one book; where it does not, the first step that differs is named."""

from collections.abc import Callable

import msgspec
import pytest

from solvent import commands as c
from solvent import events as e
from solvent.errors import JournalCorrupt
from solvent.journal import MemoryJournal, Record, Step, verify
from solvent.runtime import Runtime, recover, replay_both
from tests.runtime.fall import fall, liquidity


@pytest.fixture(scope="module")
def journal() -> MemoryJournal:
    """The fall, with a snapshot on the way."""
    made = MemoryJournal()
    runtime = Runtime(made, liquidity())
    commands = list(fall())
    runtime.submit(commands[:100])
    runtime.snapshot()
    runtime.submit(commands[100:])
    return made


def chained_again(journal: MemoryJournal, change: Callable[[Record], Step]) -> MemoryJournal:
    """A journal whose every step went through `change`, its chain made anew: no hash will ever tell."""
    made = MemoryJournal()
    made.append([change(record) for record in journal.records()])
    assert verify(made).ok
    return made


def plain(record: Record, **change: object) -> Step:
    kept = {"seq": record.seq, "command_id": record.command_id, "time_ns": record.time_ns, "command": record.command,
            "effect": record.effect}  # fmt: skip
    return Step(**kept | change)  # type: ignore[arg-type]


def first(journal: MemoryJournal, kind: type[e.Event]) -> int:
    """The first step with an event of a kind."""
    return next(
        record.seq for record in journal.records()
        if any(isinstance(event, kind) for stage in e.decode(record.effect) for event in stage)
    )  # fmt: skip


def test_both_ways_lead_to_the_book_that_was_live(journal: MemoryJournal) -> None:
    seen: list[int] = []
    replay = replay_both(journal, seen.append)
    assert (replay.differs, replay.why) == (None, "")
    assert replay.steps == journal.seq
    assert replay.digest == recover(journal).digest()
    assert seen == list(range(1, journal.seq + 1))


def test_an_empty_journal_leads_to_an_empty_book() -> None:
    assert replay_both(MemoryJournal()).steps == 0


def richer(record: Record) -> Step:
    """Whoever is paid insurance is paid one atom more: balanced, permitted and untrue."""
    stages = e.decode(record.effect)
    for stage in stages:
        for place, event in enumerate(stage):
            if isinstance(event, e.CashTransferred) and isinstance(event.amount, int) and event.posting == 1:
                stage[place] = e.CashTransferred(event.source, event.target, event.amount + 1, event.posting)
    return plain(record, effect=e.encode(stages))


def without(kind: type[e.Event]) -> Callable[[Record], Step]:
    def change(record: Record) -> Step:
        stages = [[event for event in stage if not isinstance(event, kind)] for stage in e.decode(record.effect)]
        return plain(record, effect=e.encode(stages))

    return change


def test_an_effect_that_was_changed_with_care_is_named_by_its_step_and_its_event(journal: MemoryJournal) -> None:
    replay = replay_both(chained_again(journal, richer))
    assert replay.differs is not None
    assert isinstance(c.decode(replay.differs.command), c.Deposit)
    assert replay.steps == replay.differs.seq - 1
    assert replay.why.startswith("stage 0: recorded CashTransferred(")
    assert ", by cause CashTransferred(" in replay.why


@pytest.mark.parametrize("kind", [e.LiquidationTriggered, e.CommandRejected, e.PositionDeleveraged, e.FundingSettled])
def test_an_event_that_was_left_out_is_missed(journal: MemoryJournal, kind: type[e.Event]) -> None:
    replay = replay_both(chained_again(journal, without(kind)))
    assert replay.differs is not None
    assert replay.differs.seq == first(journal, kind)
    assert kind.__name__ in replay.why or replay.why.startswith("recorded ")


def one_atom_less(record: Record) -> Step:
    command = c.decode(record.command)
    if isinstance(command, c.Deposit):
        command = msgspec.structs.replace(command, amount=command.amount - 1)
    return plain(record, command=c.encode(command))


def test_a_command_that_was_changed_with_care_is_named_by_its_step(journal: MemoryJournal) -> None:
    replay = replay_both(chained_again(journal, one_atom_less))
    assert replay.differs is not None
    assert isinstance(c.decode(replay.differs.command), c.Deposit)
    assert "CashTransferred" in replay.why


def test_a_command_under_another_id_is_named(journal: MemoryJournal) -> None:
    replay = replay_both(chained_again(journal, lambda record: plain(record, command_id=f"x{record.seq}")))
    assert replay.differs is not None
    assert (replay.differs.seq, replay.why) == (1, "the command's own id is 'fall/1'")


def at(seq: int, **change: object) -> Callable[[Record], Step]:
    return lambda record: plain(record, **(change if record.seq == seq else {}))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"effect": b"garbage"}, "expected the events of a step"),
        ({"effect": e.encode([[e.CashTransferred(0, 1, 5, 7)]])}, "no permitted reason"),
        ({"effect": e.encode([[e.LeverageSet(10**6, 1)]])}, "index 1000000"),
        ({"effect": e.encode([[e.AccountOpened("x", "y")] * 2, []])}, "recorded"),
        ({"command": b"garbage"}, "expected a command"),
        ({"command": c.encode(c.AdvanceTime(id="fall/40", time_ns=100 * 10**9))}, "recorded"),
    ],
)
def test_a_step_that_cannot_be_replayed_is_named_and_not_raised(
    journal: MemoryJournal, change: dict[str, bytes], why: str
) -> None:
    replay = replay_both(chained_again(journal, at(40, **change)))
    assert replay.differs is not None
    assert (replay.differs.seq, replay.steps) == (40, 39)
    assert why in replay.why


@pytest.mark.parametrize("effect", [b"garbage", e.encode([[e.LeverageSet(10**6, 1)]])])
def test_recovery_names_the_step_it_cannot_write(journal: MemoryJournal, effect: bytes) -> None:
    with pytest.raises(JournalCorrupt, match="step 40 cannot be written into the book"):
        recover(chained_again(journal, at(40, effect=effect)))


def test_recovery_believes_a_chain_that_was_made_anew_and_only_a_replay_by_cause_tells(journal: MemoryJournal) -> None:
    """Why heads are witnessed outside."""
    assert recover(chained_again(journal, plain)).digest() == recover(journal).digest()
    assert recover(chained_again(journal, richer)).digest() != recover(journal).digest()


def test_a_snapshot_of_another_book_is_named(journal: MemoryJournal) -> None:
    changed = chained_again(journal, plain)
    changed.save_snapshot(70, b"\1" * 32, b"state")
    replay = replay_both(changed)
    assert replay.differs is not None
    assert (replay.differs.seq, replay.why) == (70, "the digest recorded with the snapshot is another")


def test_a_bug_of_the_rules_is_told_from_a_changed_journal(
    journal: MemoryJournal, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rules that decide otherwise than they did name the step at which they first do."""
    from solvent.liquidation import trigger

    monkeypatch.setattr("solvent.engine.closing.judge", lambda *columns: trigger.judge.interpreted(*columns[:-1], [0]))
    replay = replay_both(journal)
    assert replay.differs is not None
    assert replay.differs.seq <= first(journal, e.LiquidationTriggered)
