"""What was claimed and does not follow is found by recomputing, though every hash is right."""

import copy
import unittest
from collections.abc import Iterator
from typing import Any

from verify_tests import made


def numbers(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of every integer in a record."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from numbers(part, (*path, name))
    elif isinstance(value, list):
        for place, part in enumerate(value):
            yield from numbers(part, (*path, place))
    elif isinstance(value, int):
        yield path


def changed(records: list[dict[str, Any]], path: tuple[Any, ...], by: int) -> list[dict[str, Any]]:
    """The records with one number changed; the first part of the path is the record's place."""
    found = copy.deepcopy(records)
    inside: Any = found
    for part in path[:-1]:
        inside = inside[part]
    inside[path[-1]] += by
    return found


class Claims(unittest.TestCase):
    def setUp(self) -> None:
        self.records = made.records()

    def test_every_number_of_every_determination_and_decision_is_recomputed(self) -> None:
        asked = 0
        for place, record in enumerate(self.records):
            if record["type"] not in ("determination", "decision"):
                continue
            for path in numbers(record, (place,)):
                if path[-1] == "bucket":  # a name: nothing is computed of it
                    continue
                for by in (1, -1):
                    found = made.fault(made.files(changed(self.records, path, by)))
                    asked += 1
                    assert found.startswith(f"records.jsonl, record {place + 1} ("), (path, by, found)
        assert asked > 150

    def test_an_observation_that_is_changed_changes_what_follows(self) -> None:
        for place, record in enumerate(self.records):
            if record["type"] == "observed":
                for name in ("ticks", "venue_ns", "halted"):
                    by = {"ticks": 400, "venue_ns": -1, "halted": 1}[name]
                    assert made.fault(made.files(changed(self.records, (place, name), by))), (place, name)

    def test_terms_tiers_and_registry_bear_on_what_follows(self) -> None:
        for place, record in enumerate(self.records):
            for name, by in {
                "weight": 2,
                "assumed": 250_000,
                "min_sources": 3,
                "max_age_ns": -2 * 10**9,
                "den": 1,
            }.items():
                if name in record:
                    assert made.fault(made.files(changed(self.records, (place, name), by))), name
            if record["type"] == "tiers":
                assert made.fault(made.files(changed(self.records, (place, "tiers", 1, "num"), 1_000)))

    def test_the_value_and_its_place_are_named(self) -> None:
        place = next(n for n, record in enumerate(self.records) if record["type"] == "determination")
        wrong = changed(self.records, (place, "markets", 0, "index", 0, "ticks"), 1)
        expected = "(determination, step 2): the index of BTC: claimed ticks 1001, recomputed 1000"
        assert made.fault(made.files(wrong)) == f"records.jsonl, record {place + 1} {expected}"

    def test_a_record_left_out_and_everything_hashed_anew_is_found_where_it_matters(self) -> None:
        bears = ("rulebook", "market", "terms", "source", "constituent", "tiers", "step", "observed", "determination")
        for place, record in enumerate(self.records):
            if record["type"] in bears:
                assert made.fault(made.files(self.records[:place] + self.records[place + 1 :])), record

    def test_a_decision_that_does_not_follow_is_found(self) -> None:
        for place, record in enumerate(self.records):
            if record["type"] == "decision":
                other = "leave" if record["decision"] == "close" else "close"
                wrong = [*self.records[:place], {**record, "decision": other}, *self.records[place + 1 :]]
                assert "does not follow" in made.fault(made.files(wrong))

    def test_nobody_is_judged_on_a_source_that_time_has_silenced(self) -> None:
        later = [made.step(6, 121, "SettleFunding"), made.decision("short", "leave", 12_000, 3_360, 864, -10)]
        found = made.fault(made.files([*self.records, *later]))
        assert "decided while c counts in BTC although it is stale" in found


class Refusals(unittest.TestCase):
    def test_a_rule_that_is_not_in_the_list_is_refused_by_name(self) -> None:
        place = next(n for n, record in enumerate(made.records()) if record["type"] == "terms")
        terms = made.terms()
        for name, wrong in {
            "index 'kaiko'": {"index": {**terms["index"], "rule": "kaiko"}},
            "mark 'impact'": {"mark": {**terms["mark"], "rule": "impact"}},
            "basis 'vwap'": {"mark": {**terms["mark"], "basis": "vwap"}},
            "trigger 'oracle'": {"trigger": "oracle"},
            "fallback 'guess'": {"fallbacks": [{"rule": "guess", "market": ""}]},
            "also 'margin that follows volatility'": {"also": ["margin that follows volatility"]},
        }.items():
            records = made.records()
            records[place] = made.terms(**wrong)
            found = made.fault(made.files(records))
            assert found == f"refused: record {place + 1}: rule {name} is not in the list"

    def test_coins_other_comparators_and_other_decisions_are_refused(self) -> None:
        for place, (kind, name) in {1: ("kind", "coin"), 0: ("comparator", "sometimes")}.items():
            records = made.records()
            records[place][kind] = name
            assert (
                made.fault(made.files(records))
                == f"refused: record {place + 1}: rule {kind} {name!r} is not in the list"
            )

    def test_a_record_of_another_shape_is_named_and_raises_nothing_else(self) -> None:
        for place, record in enumerate(made.records()):
            for name in [name for name in record if name != "type"]:
                for wrong in (None, 1.5, "x" if isinstance(record[name], int) else 7, [[]], {"a": 1}, True):
                    records = made.records()
                    records[place] = {**record, name: wrong}
                    found = made.fault(made.files(records))
                    assert found.startswith(f"records.jsonl, record {place + 1}"), (record, name, wrong, found)
            without = made.records()
            del without[place][next(iter(name for name in record if name != "type"))]
            assert made.fault(made.files(without)).startswith(f"records.jsonl, record {place + 1}")

    def test_numbers_no_rule_can_take_are_named_and_raise_nothing_else(self) -> None:
        for place, record in enumerate(made.records()):
            for path in numbers(record, (place,)):
                for wrong in (0, -1, 10**30, -(10**30)):
                    found = made.fault(made.files(changed(made.records(), path, wrong)))
                    assert not found.startswith("refused"), (path, wrong, found)


if __name__ == "__main__":
    unittest.main()
