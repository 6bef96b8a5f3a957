"""What every journal must do, wherever its rows lie. A new store is one more line in `houses`."""

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solvent.errors import JournalCorrupt, JournalError, JournalSealed
from solvent.journal import GENESIS, Journal, MemoryJournal, Record, Step, chain, verify
from tests.journal.steps import House, groups, in_file, in_memory, step, steps

houses: dict[str, Callable[[Path], House]] = {"memory": lambda _: in_memory(), "sqlite": in_file}

a_step = st.builds(
    Step,
    seq=st.just(0),
    command_id=st.text(min_size=1, max_size=12),
    time_ns=st.integers(-(2**63), 2**63 - 1),
    command=st.binary(max_size=40),
    effect=st.binary(max_size=40),
)
some_steps = st.lists(a_step, min_size=1, max_size=12, unique_by=lambda s: s.command_id).map(
    lambda found: [replace(s, seq=seq) for seq, s in enumerate(found, 1)]
)
sizes = st.lists(st.integers(1, 5), max_size=12)
# The fixture is a way to make journals; it holds none itself.
each_example_makes_its_own = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture(params=houses)
def house(request: pytest.FixtureRequest, tmp_path: Path) -> House:
    return houses[request.param](tmp_path)


@pytest.fixture
def journal(house: House) -> Iterator[Journal]:
    with closing(house.open()) as opened:
        yield opened


def fields(record: Record) -> Step:
    return Step(record.seq, record.command_id, record.time_ns, record.command, record.effect)


def test_an_empty_journal_has_step_0_and_the_genesis_head(journal: Journal) -> None:
    assert (journal.seq, journal.head, journal.sealed) == (0, GENESIS, None)
    assert list(journal.records()) == []
    assert journal.snapshot() is None
    assert list(journal.snapshots()) == []
    assert verify(journal).ok


def test_what_was_appended_is_read_back(journal: Journal) -> None:
    head = journal.append(steps(1, 3))
    assert journal.append([step(4)]) == journal.head != head
    records = list(journal.records())
    assert [fields(record) for record in records] == steps(1, 4)
    assert [record.head for record in records][2:] == [head, journal.head]
    assert journal.seq == 4


def test_appending_nothing_changes_nothing(journal: Journal) -> None:
    journal.append(steps(1, 2))
    assert journal.append([]) == journal.head
    assert (journal.seq, len(list(journal.blobs()))) == (2, 1)


@pytest.mark.parametrize(("first", "last"), [(1, 1), (1, 3), (2, 3), (3, 4), (4, 8), (9, 9), (8, None), (5, 99)])
def test_a_range_may_begin_and_end_inside_a_group(journal: Journal, first: int, last: int | None) -> None:
    for group in groups(steps(1, 9), [3, 1, 4]):
        journal.append(group)
    wanted = steps(first, 9 if last is None else min(last, 9))
    assert [fields(record) for record in journal.records(first, last)] == wanted


@pytest.mark.parametrize(("first", "last"), [(10, None), (4, 3), (2**70, None), (1, 0)])
def test_a_range_with_no_step_in_it_is_empty(journal: Journal, first: int, last: int | None) -> None:
    journal.append(steps(1, 9))
    assert list(journal.records(first, last)) == []


def test_a_range_before_the_first_step_is_refused(journal: Journal) -> None:
    with pytest.raises(JournalError, match="expected a first step of 1 or more, found 0"):
        list(journal.records(0))


def test_a_durable_command_is_found_and_no_other(journal: Journal) -> None:
    journal.append(steps(1, 3))
    assert [journal.find(step(seq).command_id) for seq in (1, 2, 3, 4)] == [1, 2, 3, None]
    assert journal.find("\ud800") is None


@pytest.mark.parametrize(
    ("offered", "message"),
    [
        ([step(4)], "expected step 3 next, found step 4"),
        ([step(2)], "expected step 3 next, found step 2"),
        ([step(3), step(5)], "expected step 4 next, found step 5"),
        ([step(3), replace(step(4), command_id=step(3).command_id)], "step 4, found 'venue:trade:000003', .* step 3"),
        ([replace(step(3), command_id=step(1).command_id)], "step 3, found 'venue:trade:000001', .* step 1"),
        ([replace(step(3), command_id="")], "expected a command id for step 3"),
        ([replace(step(3), command_id="\ud800")], "step 3: expected an id in UTF-8"),
        ([replace(step(3), time_ns=2**63)], "step 3: .* a time within int64"),
        ([replace(step(3), effect="text")], "step 3: .* effect str"),
    ],
)
def test_what_does_not_follow_is_refused_and_nothing_is_kept(
    journal: Journal, offered: list[Step], message: str
) -> None:
    journal.append(steps(1, 2))
    head = journal.head
    with pytest.raises(JournalError, match=message):
        journal.append(offered)
    assert (journal.seq, journal.head, journal.find(step(3).command_id)) == (2, head, None)
    assert journal.append(steps(3, 4)) == journal.head
    assert verify(journal).ok


def test_a_group_too_large_for_a_row_is_refused(journal: Journal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chain, "MAX_BLOB_BYTES", 1000)
    with pytest.raises(JournalError, match=r"expected at most 1000 bytes in one append, found .* for steps 1 to 2"):
        journal.append(steps(1, 2, size=200))
    with pytest.raises(JournalError, match="expected a snapshot of at most 1000 bytes, found 1001"):
        journal.save_snapshot(0, b"", bytes(1001))


@each_example_makes_its_own
@given(found=some_steps, one=sizes, other=sizes)
def test_heads_do_not_depend_on_how_steps_were_grouped(
    house: House, found: list[Step], one: list[int], other: list[int]
) -> None:
    heads = []
    for cut in (one, other):
        with closing(house.new().open()) as journal:
            for group in groups(found, cut):
                journal.append(group)
            heads.append([record.head for record in journal.records()])
            assert [fields(record) for record in journal.records()] == found
            assert verify(journal, journal.head).ok
    assert heads[0] == heads[1]


@each_example_makes_its_own
@given(found=some_steps, cut=sizes)
def test_a_journal_opened_again_continues_the_chain_as_if_never_closed(
    house: House, found: list[Step], cut: list[int]
) -> None:
    kept = MemoryJournal()
    kept.append(found)
    place = house.new()
    for group in groups(found, cut):
        with closing(place.open()) as journal:
            journal.append(group)
    with closing(place.open()) as journal:
        assert (journal.seq, journal.head) == (kept.seq, kept.head)
        assert list(journal.records()) == list(kept.records())
        assert [journal.find(s.command_id) for s in found] == [s.seq for s in found]


@given(found=some_steps, data=st.data())
def test_no_part_of_a_step_can_change_without_changing_the_head(found: list[Step], data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(found) - 1))
    changed = replace(found[at], **data.draw(changes(found[at])))
    heads = []
    for last in (found[at], changed):
        journal = MemoryJournal()
        heads.append(journal.append([*found[:at], last]))
    assert (heads[0] == heads[1]) == (found[at] == changed)


def changes(of: Step) -> st.SearchStrategy[dict[str, Any]]:
    """One field changed, or bytes moved from one field to its neighbour."""
    moved = st.just({"command": of.command + of.effect[:1], "effect": of.effect[1:]})
    anew = st.sampled_from(["time_ns", "command", "effect"]).flatmap(
        lambda name: a_step.map(lambda other: {name: getattr(other, name)})
    )
    return st.one_of(moved, anew)


def test_the_heads_are_these_forever() -> None:
    """A golden chain: who changes these has changed the format and must raise its version."""
    journal = MemoryJournal()
    assert journal.head.hex() == "e367abae630d10d3d01306df777196aa17745aaf1c99b0a195813a64c758be67"
    journal.append([Step(1, "a", 1, b"command", b"effect"), Step(2, "ß", -1, b"", b"")])
    assert [record.head.hex() for record in journal.records()] == [
        "49e31184f3aa6e3ec5f5ee209edb2724876567dc2205d7a64e007327398f4fef",
        "c81c30100b3fe7cd64e8bf0818d2bd12d3b85225f50cbc1ad6075d832765733e",
    ]


def test_the_latest_snapshot_is_given_back_with_its_place_in_the_chain(house: House, journal: Journal) -> None:
    journal.save_snapshot(0, b"d0", b"empty")
    heads = [GENESIS, *(journal.append(group) for group in groups(steps(1, 6), [2, 2]))]
    journal.save_snapshot(4, b"d4", b"four")
    journal.save_snapshot(3, b"d3", b"three")
    kept = journal.snapshot()
    assert kept is not None
    assert (kept.seq, kept.head, kept.digest, kept.state) == (4, heads[2], b"d4", b"four")
    assert list(journal.snapshots()) == [(0, b"d0"), (3, b"d3"), (4, b"d4")]
    assert [found and found.seq for found in map(journal.snapshot, (-1, 0, 2, 3, 99))] == [None, 0, 0, 3, 4]
    assert verify(journal).ok
    journal.close()
    with closing(house.open()) as again:
        assert again.snapshot() == kept


def test_a_snapshot_may_be_saved_twice_but_not_with_another_digest(journal: Journal) -> None:
    journal.append(steps(1, 2))
    journal.save_snapshot(2, b"\x0d", b"state")
    journal.save_snapshot(2, b"\x0d", b"state, packed better")
    with pytest.raises(JournalError, match="step 2 has a snapshot with digest 0d, found another with digest 0e"):
        journal.save_snapshot(2, b"\x0e", b"state")
    kept = journal.snapshot()
    assert kept is not None
    assert kept.state == b"state, packed better"


@pytest.mark.parametrize("seq", [-1, 3])
def test_a_snapshot_of_a_step_that_is_not_durable_is_refused(journal: Journal, seq: int) -> None:
    journal.append(steps(1, 2))
    with pytest.raises(JournalError, match=f"expected a snapshot of step 0 to 2, found {seq}"):
        journal.save_snapshot(seq, b"digest", b"state")


def test_after_the_seal_nothing_is_written_and_everything_can_be_read(house: House, journal: Journal) -> None:
    journal.append(steps(1, 2))
    journal.save_snapshot(1, b"digest", b"state")
    journal.seal("the ledger did not balance")
    journal.seal("a later reason")
    journal.close()
    with closing(house.open()) as again:
        assert again.sealed == "the ledger did not balance"
        with pytest.raises(JournalSealed, match="sealed after step 2: the ledger did not balance"):
            again.append([step(3)])
        with pytest.raises(JournalSealed):
            again.save_snapshot(2, b"digest", b"state")
        assert [fields(record) for record in again.records()] == steps(1, 2)
        assert again.snapshot() is not None
        assert verify(again).ok


@pytest.mark.parametrize(
    ("reason", "kept"), [("", "no reason was given"), ("\ud800", r"\ud800"), ("Δ ≠ 0\n", "Δ ≠ 0\n")]
)
def test_no_reason_is_too_odd_to_seal_with(house: House, journal: Journal, reason: str, kept: str) -> None:
    journal.seal(reason)
    journal.close()
    with closing(house.open()) as again:
        assert again.sealed == kept


def test_a_journal_opened_to_read_writes_nothing(house: House, journal: Journal) -> None:
    journal.append(steps(1, 2))
    with closing(house.open(readonly=True)) as reader:
        for attempt in (
            lambda: reader.append([step(3)]),
            lambda: reader.save_snapshot(1, b"digest", b"state"),
            lambda: reader.seal("reason"),
        ):
            with pytest.raises(JournalError, match="opened read-only"):
                attempt()


def test_a_reader_sees_the_journal_as_it_was_when_opened(house: House, journal: Journal) -> None:
    journal.append(steps(1, 2))
    with closing(house.open(readonly=True)) as reader:
        journal.append(steps(3, 4))
        journal.save_snapshot(4, b"digest", b"state")
        assert reader.seq == 2
        assert [fields(record) for record in reader.records()] == steps(1, 2)
        assert reader.snapshot() is None
        assert verify(reader).ok
    with closing(house.open(readonly=True)) as reader:
        assert reader.seq == 4


def test_a_closed_journal_says_so(journal: Journal) -> None:
    journal.append(steps(1, 2))
    journal.close()
    journal.close()
    for attempt in (
        lambda: journal.append([step(3)]),
        lambda: journal.find("id"),
        lambda: list(journal.records()),
        lambda: journal.snapshot(),
        lambda: journal.seal("reason"),
    ):
        with pytest.raises(JournalError, match="expected an open journal, found it closed"):
            attempt()


def test_a_witnessed_head_is_found_wherever_it_is_in_the_chain(journal: Journal) -> None:
    heads = [GENESIS, *(journal.append(group) for group in groups(steps(1, 6), [2, 2]))]
    assert [verify(journal, head).expected_seq for head in heads] == [0, 2, 4, 6]
    verification = verify(journal, bytes(32))
    assert verification.expected_seq is None
    assert [str(fault) for fault in verification.faults] == [
        f"witnessed head: expected {'00' * 32}, found a chain of 6 steps that never had it, ending in {heads[-1].hex()}"
    ]
    assert (verification.steps, verification.blobs, verification.head) == (6, 3, heads[-1])


def test_records_of_neighbouring_groups_hang_together(journal: Journal) -> None:
    for group in groups(steps(1, 30), [7, 1, 9]):
        journal.append(group)
    for before, after in pairwise(journal.records()):
        body = chain.body_of(fields(after))
        assert after.head == chain.link(before.head, body)


def test_a_fault_is_an_error_when_read(journal: Journal) -> None:
    """The names are tested in `test_damage`; here only that no journal hands out what is not true."""
    journal.append(steps(1, 4))
    store = journal._store  # type: ignore[attr-defined]
    floor = store.floor
    store.floor = lambda seq: (blob := floor(seq)) and replace(blob, steps=blob.steps[:-1] + b"?")
    with pytest.raises(JournalCorrupt, match=r"blob 1, step 4: chain head: expected [0-9a-f]{64}, found [0-9a-f]{64}"):
        list(journal.records())
