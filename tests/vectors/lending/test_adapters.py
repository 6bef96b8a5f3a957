"""Every protocol's cases of ../shared pass, and fail as soon as its rule is another."""

from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.vectors.cases import Case, read
from tests.vectors.lending import aave, compound, euler, fluid, liquity, llamma, maker, morpho
from tests.vectors.registry import judge

COUNTS = {
    "aave_v3": 29,
    "aave_v4": 6,
    "compound_v3": 15,
    "curve_llamma": 4,
    "euler_v2": 5,
    "fluid": 7,
    "liquity_v1": 8,
    "liquity_v2": 5,
    "maker_liq2": 26,
    "morpho_blue": 8,
}

# (adapters, what they ask, a wrong answer made of the right one, the protocol whose cases must then fail)
WRONG: list[tuple[ModuleType, str, Any, str]] = [
    (aave, "liquidate", lambda done: done._replace(fee=done.fee + 1), "aave_v3"),
    (aave.v4, "bonus", lambda found: found + 1, "aave_v4"),
    (compound, "quote", lambda found: found - 1, "compound_v3"),
    (euler, "most", lambda found: found._replace(seized=found.seized + 1), "euler_v2"),
    (fluid, "ratio_of_tick", lambda found: found + 1, "fluid"),
    (liquity.split, "v1", lambda found: found._replace(to_caller=found.to_caller + 1), "liquity_v1"),
    (liquity.split, "v2", lambda found: found._replace(surplus=found.surplus + 1), "liquity_v2"),
    (llamma, "x_down", lambda found: found + 1, "curve_llamma"),
    (maker, "take", lambda found: found._replace(lot=found.lot + 1, slice=found.slice + 1), "maker_liq2"),
    (morpho, "incentive", lambda found: found + 1, "morpho_blue"),
]


@pytest.fixture(scope="module")
def cases(shared: Path) -> list[Case]:
    return read(shared / "vectors" / "lending.json")


def test_every_case_of_a_protocol_passes(cases: list[Case]) -> None:
    passed = Counter(case.venue for case in cases if case.kind != "oracle" and judge(case).passed)
    assert {protocol: passed[protocol] for protocol in COUNTS} == COUNTS


@pytest.mark.parametrize(("adapters", "name", "change", "protocol"), WRONG, ids=[row[3] for row in WRONG])
def test_a_wrong_rule_fails_cases_of_its_protocol_and_of_no_other(
    cases: list[Case], monkeypatch: pytest.MonkeyPatch, adapters: ModuleType, name: str, change: Any, protocol: str
) -> None:
    right = getattr(adapters, name)

    def wrong(*asked: Any) -> Any:
        found = right(*asked)
        return found if isinstance(found, str) else change(found)

    monkeypatch.setattr(adapters, name, wrong)
    failed = {case.venue for case in cases if judge(case).complaint}
    assert failed == {protocol}
