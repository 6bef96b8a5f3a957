"""Cases of lending: protocols, integers as text, and the calculation a case names."""

import json
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.vectors import adapters, registry
from tests.vectors.__main__ import main
from tests.vectors.cases import Case, read
from tests.vectors.registry import Found, Why, adapter, judge

DOUBLED: dict[str, Any] = {
    "id": "doubled",
    "protocol": "teaching",
    "kind": "health",
    "inputs": {"amount": str(10**40), "steps": [{"amount": "-3"}], "fn": "E", "exact": "1/3"},
    "expected": {"twice": str(2 * 10**40), "third": "1/3"},
    "check": "twice",
}


@pytest.fixture(scope="module")
def cases(shared: Path) -> list[Case]:
    return read(shared / "vectors" / "lending.json")


def test_no_case_of_lending_fails_and_no_shape_is_unknown(cases: list[Case]) -> None:
    verdicts = [judge(case) for case in cases]
    assert [(verdict.case.id, verdict.complaint) for verdict in verdicts if verdict.complaint] == []
    assert {verdict.why for verdict in verdicts} <= {None, Why.LENDING}


def test_every_case_of_an_oracle_passes(cases: list[Case]) -> None:
    due = [case for case in cases if case.kind == "oracle"]
    assert Counter(case.venue for case in due) == {"aave_capo": 4, "uniswap_twap": 3, "curve_llamma": 6}
    assert [(v.case.id, v.complaint or v.why) for v in map(judge, due) if not v.passed] == []


@pytest.mark.parametrize(
    ("rule", "cases_of"),
    [("capped", "capo-stable"), ("growth_a_second", "capo-per"), ("quote", "uni"), ("price_up", "llamma-band")],
)  # fmt: skip
def test_a_wrong_rule_of_an_oracle_fails_its_cases(
    cases: list[Case], monkeypatch: pytest.MonkeyPatch, rule: str, cases_of: str
) -> None:
    right = getattr(adapters.oracles, rule)
    monkeypatch.setattr(adapters.oracles, rule, lambda *numbers: right(*numbers) + 1)
    asked = [judge(case) for case in cases if case.kind == "oracle" and case.id.startswith(cases_of)]
    assert [verdict.case.id for verdict in asked if not verdict.complaint] == []
    assert asked


@pytest.fixture
def doubling(monkeypatch: pytest.MonkeyPatch) -> None:
    """An adapter for the one calculation, which is forgotten afterwards."""
    monkeypatch.setattr(registry, "ADAPTERS", {})

    @adapter("teaching", "health", "amount", check="twice")
    def twice(case: Case) -> Found:
        return {"twice": 2 * case.whole("amount"), "third": Fraction(case.inputs["exact"])}


def file_of(folder: Path, *entries: dict[str, Any]) -> Path:
    file = folder / "lending.json"
    file.write_text(json.dumps({"about": "integers are decimal strings", "vectors": entries}))
    return file


def test_integers_as_text_are_numbers_at_any_depth_and_other_text_stays(tmp_path: Path) -> None:
    (case,) = read(file_of(tmp_path, DOUBLED))
    assert case.inputs == {"amount": 10**40, "steps": [{"amount": -3}], "fn": "E", "exact": "1/3"}
    assert case.expected == {"twice": 2 * 10**40, "third": "1/3"}
    assert (case.venue, case.kind, case.check, case.lending) == ("teaching", "health", "twice", True)


def test_text_of_a_venue_stays_text(tmp_path: Path) -> None:
    venue = {name: value for name, value in DOUBLED.items() if name != "protocol"} | {"venue": "dydx_v4"}
    (case,) = read(file_of(tmp_path, venue))
    assert case.inputs["amount"] == str(10**40)
    assert (case.check, case.lending) == ("", False)


@pytest.mark.usefixtures("doubling")
def test_an_adapter_reads_the_calculation_it_is_for(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = DOUBLED | {"id": "other", "check": "thrice"}
    wrong = DOUBLED | {"id": "wrong", "expected": {"twice": "1"}}
    assert main([str(file_of(tmp_path, DOUBLED, other, wrong))]) == 1
    out = capsys.readouterr().out
    assert "FAILED wrong (teaching health): twice: expected 1, found 2" in out
    assert f"1 passed, 1 failed, 1 not covered\n     1 {Why.SHAPE}\n" in out


def test_a_protocol_without_an_adapter_waits_for_its_issue(tmp_path: Path) -> None:
    (case,) = read(file_of(tmp_path, DOUBLED | {"protocol": "another"}))
    assert judge(case).why is Why.LENDING
