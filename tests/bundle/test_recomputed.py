"""Whatever a house did, a bundle of it verifies; and nothing in it can be claimed otherwise."""

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from solvent import commands as c
from solvent.book import Book
from solvent.journal import MemoryJournal
from solvent.prices import index, mark, sources
from solvent.reports.bundle import Asked, export, write
from solvent.reports.bundle.files import RECORDS, sealed
from solvent.revalue import sweep
from solvent_verify.__main__ import verified
from solvent_verify.archive import unzipped, zipped
from solvent_verify.bundle import Bundle
from solvent_verify.check import Check
from solvent_verify.errors import Broken
from tests.bundle.house import OUTSIDE, Priced, bundled, journal_of, listed_policy, played, written
from tests.simulation.policies import random_policy
from tests.simulation.told import RATE

CROWD = {"calm": 70, "bad": 5, "crowd": 10}


def verdict(files: dict[str, bytes], folder: Path) -> tuple[int, dict[str, Any]]:
    return verified(written(files, folder / "bundle"))


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("market", ["A-USD", "D-COIN"])
def test_any_house_is_recomputed_bit_for_bit(seed: int, market: str, tmp_path: Path) -> None:
    house = played(seed, **CROWD)
    exported = bundled(house, market, accounts=(house.book.account_names[0],))
    code, found = verdict(exported.files, tmp_path)
    assert (code, found["verdict"]) == (0, "follows"), found
    assert found["seal"] == exported.seal


def test_the_houses_together_show_every_kind_of_claim(tmp_path: Path) -> None:
    """Or the test above would say little."""
    counts, turns = Counter[str](), Counter[str]()
    for seed in range(8):
        files = bundled(played(seed, **CROWD)).files
        records = [json.loads(line) for line in files[RECORDS].splitlines()]
        counts.update(record["type"] for record in records)
        for record in records:
            for entry in record.get("markets", []):
                turns.update(turn["exclusion"] or turn["what"] for turn in entry["turns"])
                turns.update(["fallback"] if any(said["serving"] for said in entry["index"]) else [])
                turns.update(["glide"] if any(said["computed"] for said in entry["index"]) else [])
                turns.update(["held"] if any(said["what"] == "held" for said in entry["index"]) else [])
                turns.update(["gate"] if entry["opened"] else [])
    assert set(counts) >= {
        "observed",
        "aside",
        "traded",
        "book",
        "gate",
        "determination",
        "tiers",
        "decision",
        "restated",
    }
    assert set(turns) >= {
        "stale", "no-trades", "silent", "frozen", "crossed", "halted", "wrong-unit", "step", "deviating", "suspended",
        "not-positive", "readmitted", "probation", "fallback", "glide", "held", "gate",
    }  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_a_bundle_may_begin_and_end_anywhere(seed: int, tmp_path: Path) -> None:
    house, r = played(seed, **CROWD), Random(seed)
    times = sorted({c.decode(command).time_ns for command, _ in house.journal})
    for number in range(5):
        from_ns, to_ns = sorted(r.choices(times, k=2))
        exported = bundled(house, from_ns=from_ns, to_ns=to_ns)
        code, found = verified(written(exported.files, tmp_path / str(number)))
        assert code == 0, found
        manifest = json.loads(exported.files["manifest.json"])
        assert from_ns <= manifest["from_ns"] <= manifest["to_ns"] <= to_ns


def test_a_bundle_takes_along_what_its_prices_are_formed_of(tmp_path: Path) -> None:
    """A-USD is turned by RATE; a decided account's other markets come with it, unless no accounts are asked for."""
    house = played(3, 60, **CROWD)
    exported = export(journal_of(house), Asked("A-USD", accounts=None))
    assert RATE in exported.markets
    assert "C-EUR" not in exported.markets
    assert "decision" not in exported.counts
    assert verdict(exported.files, tmp_path)[0] == 0
    beside = export(journal_of(house), Asked(OUTSIDE, accounts=None)).markets
    assert OUTSIDE in beside
    assert "A-USD" not in beside


def test_the_same_journal_gives_the_same_bytes_in_a_folder_and_in_an_archive(tmp_path: Path) -> None:
    house = played(1, 60, **CROWD)
    first, second = bundled(house), bundled(house)
    assert first.files == second.files
    write(first.files, tmp_path / "folder")
    write(first.files, tmp_path / "bundle.zip")
    data = (tmp_path / "bundle.zip").read_bytes()
    assert data == zipped(first.files)
    assert unzipped(data, "bundle.zip") == {file.name: file.read_bytes() for file in (tmp_path / "folder").iterdir()}
    assert verified(tmp_path / "folder")[1]["seal"] == verified(tmp_path / "bundle.zip")[1]["seal"] == first.seal


def leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of all integers in a record."""
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [place for name, part in parts for place in leaves(part, (*path, name))]
    return found or ([path] if isinstance(value, int) else [])


def forged(files: dict[str, bytes], record: int, path: tuple[Any, ...], by: int) -> dict[str, bytes]:
    """A bundle with one number of one record changed and every hash made anew, as a house could that lies."""
    records = [json.loads(line) for line in files[RECORDS].splitlines()]
    inside = records[record]
    for name in path[:-1]:
        inside = inside[name]
    inside[path[-1]] += by
    manifest = json.loads(files["manifest.json"])
    about = {name: manifest[name] for name in ("market", "markets", "from_ns", "to_ns", "journal")}
    said = [{name: value for name, value in one.items() if name not in ("n", "chain")} for one in records]
    return sealed(said, {}, about)[0]


@pytest.mark.parametrize("seed", range(6))
def test_no_claim_can_be_changed_by_one(seed: int, tmp_path: Path) -> None:
    files, r = bundled(played(seed, 120, **CROWD)).files, Random(seed)
    records = [json.loads(line) for line in files[RECORDS].splitlines()]
    claims = [n for n, record in enumerate(records) if record["type"] in ("determination", "decision")]
    for _ in range(40):
        place = r.choice(claims)
        path = r.choice([path for path in leaves(records[place]) if path[-1] not in ("bucket", "n")])
        with pytest.raises(Broken) as broken:
            Check(Bundle(forged(files, place, path, r.choice([-1, 1])), "forged")).run()
        assert broken.value.where.startswith(f"records.jsonl, record {place + 1} ("), (path, str(broken.value))


def up(rule: Callable[..., int]) -> Callable[..., int]:
    """A rule that is one off where it says anything."""
    return lambda *numbers: found + 1 if (found := rule(*numbers)) else found


def doubled(rule: Callable[..., int]) -> Callable[..., int]:
    """A rule that says twice as much."""
    return lambda *numbers: 2 * rule(*numbers)


def never(_: Callable[..., int]) -> Callable[..., int]:
    """A rule that finds nothing wrong."""
    return lambda *_: 0


@pytest.mark.parametrize(
    ("room", "name", "wrong"),
    [
        (index, "median_of", up), (index, "weighted_median", up), (index, "weighted_mean", up), (index, "within", up),
        (mark, "fair", up), (mark, "rest_of", up), (mark, "smoothed_basis", up), (mark, "followed", up),
        (mark, "middle_of_book", up), (mark, "median_of_three", up), (mark, "within", up), (mark, "lacks", never),
        (sources, "wrong_in", never), (sources, "wrong_now", never), (sources, "beyond", never),
        (sources, "becomes", never), (sources, "rhythm_after", doubled), (sweep, "value", up),
        (sweep, "maintenance", up),
    ],
    ids=lambda part: part if isinstance(part, str) else "",
)  # fmt: skip
def test_a_wrong_rule_in_the_engine_is_found_by_recomputing(
    room: Any, name: str, wrong: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its journal and its bundle hash as they should: only the numbers are not those of the rule."""
    monkeypatch.setenv("SOLVENT_KERNELS", "interpreted")
    monkeypatch.setattr(room, name, wrong(getattr(room, name)))
    for seed in range(20):
        files = bundled(played(seed, 80, calm=70, crowd=6)).files
        code, found = verified(written(files, tmp_path / str(seed)))
        if code:
            assert (code, found["verdict"]) == (1, "broken")
            assert "claimed" in found["what"]
            return
    pytest.fail(f"a wrong {name} was not found")


@pytest.mark.parametrize(
    ("what", "named"),
    [
        ("coins", "rule kind 'coin'"),
        ("volatility", "rule also 'margin that follows volatility'"),
        ("guards", "rule also 'the guard "),
        ("delays", "rule also 'an index that counts late'"),
    ],
)
def test_rules_that_are_not_in_the_list_are_refused_by_name(what: str, named: str, tmp_path: Path) -> None:
    found = []
    for seed in range(100):
        rules, other = listed_policy(seed), random_policy(seed)
        if what == "coins":
            rules = replace(rules, coins=other.coins, collateral=other.collateral)
        elif what == "guards":
            rules = replace(rules, guards=other.guards)
        elif what == "delays":
            rules = replace(rules, delays=other.delays)
        else:
            rules = replace(rules, markets=other.markets)
        house = Priced(rules, seed, crowd=10, calm=60)
        for command in house.steps(150):
            house.take(command)
        code, answer = verified(written(bundled(house).files, tmp_path / str(seed)))
        found.append((code, answer.get("what", "")))
        if code == 2:
            break
    assert any(code == 2 and named in text for code, text in found), found


def test_an_empty_journal_and_unknown_names_are_bad_input() -> None:
    from solvent.errors import BadInput

    journal = MemoryJournal()
    with pytest.raises(BadInput, match="expected one of 0 markets"):
        export(journal, Asked("A-USD"))
    full = journal_of(played(0, 5))
    with pytest.raises(BadInput, match=r"found 'A-USB'; did you mean 'A-USD'\?"):
        export(full, Asked("A-USB"))
    with pytest.raises(BadInput, match=r"expected one of \d+ accounts"):
        export(full, Asked("A-USD", accounts=("nobody",)))
    with pytest.raises(BadInput, match="expected a step in the time asked for"):
        export(full, Asked("A-USD", from_ns=2**62))


def test_a_bundle_changes_nothing_and_needs_no_rule() -> None:
    house = played(2, 40)
    before = house.book.digest()
    bundled(house)
    assert house.book.digest() == before
    assert isinstance(house.book, Book)


@pytest.mark.parametrize("seed", range(3))
def test_any_changed_byte_or_missing_record_of_any_bundle_is_named(seed: int) -> None:
    files, r = bundled(played(seed, 60, **CROWD)).files, Random(seed)
    for name, data in files.items():
        for _ in range(60):
            place, flip = r.randrange(len(data)), r.randint(1, 255)
            changed = data[:place] + bytes([data[place] ^ flip]) + data[place + 1 :]
            with pytest.raises(Broken) as broken:
                Bundle({**files, name: changed}, "changed")
            line = data[:place].count(b"\n") + 1
            assert broken.value.where == (f"{RECORDS}, record {line}" if name == RECORDS else name)
    lines = files[RECORDS].splitlines(keepends=True)
    for place in r.sample(range(len(lines)), 20):
        with pytest.raises(Broken, match=rf"^{RECORDS}, record {place + 1}: .*missing"):
            Bundle({**files, RECORDS: b"".join(lines[:place] + lines[place + 1 :])}, "shorter")
