"""The cases of ../shared through the rules, and the runner itself: one that cannot fail is no test."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from solvent.perps.bankruptcy import bankruptcy_quote
from solvent.perps.liquidation_price import liquidation_price
from tests.vectors import adapters
from tests.vectors.__main__ import main
from tests.vectors.cases import Case, read
from tests.vectors.registry import Why, judge, same

COVERED_VENUES = {
    "dydx_v4", "binance_usdm", "binance_coinm", "hyperliquid", "generic", "kraken_futures", "bitmex", "bybit", "okx",
    "gate",
}  # fmt: skip
COVERED_KINDS = {"margin", "liq_price", "liquidation_step", "insurance", "adl"}

# A short position of one lot in dYdX's units: equity 10, requirement 50, the whole of it closed.
QUOTE: dict[str, Any] = {
    "id": "quote",
    "venue": "dydx_v4",
    "kind": "liquidation_step",
    "inputs": {
        "positions_base_quantums": {"BTC": -1},
        "usdc_quantums": 510,
        "close_market": "BTC",
        "delta_base_quantums": 1,
        "btc_price_usd": 50000,
        "imf_ppm": 200000,
        "mmf_ppm": 100000,
    },
    "expected": {"bankruptcy_quote_quantums": -510},
    "check": {"status": "pass"},
}


@pytest.fixture(scope="module")
def cases(shared: Path) -> list[Case]:
    return read(shared / "vectors" / "perps.json")


def test_every_case_of_the_covered_venues_and_kinds_passes(cases: list[Case]) -> None:
    due = [case for case in cases if case.venue in COVERED_VENUES and case.kind in COVERED_KINDS]
    assert len(due) > 90
    assert [(v.case.id, v.complaint or v.why) for v in map(judge, due) if not v.passed] == []


def test_every_case_of_a_loss_that_is_shared_passes(cases: list[Case]) -> None:
    """Vega's and Drift's; what else Drift's suite has of insurance is of rules no rulebook here has."""
    due = [case for case in cases if case.venue == "vega" and case.kind == "insurance"]
    due += [case for case in cases if case.id in ("drift-sociallized-1", "drift-bankrupt-1")]
    assert len(due) == 8
    assert [(v.case.id, v.complaint or v.why) for v in map(judge, due) if not v.passed] == []


def test_no_case_fails_and_no_shape_is_unknown(cases: list[Case]) -> None:
    verdicts = [judge(case) for case in cases]
    assert [verdict.complaint for verdict in verdicts if verdict.complaint] == []
    assert Why.SHAPE not in {verdict.why for verdict in verdicts}


def test_what_vega_disposes_of_at_a_time_is_covered(cases: list[Case]) -> None:
    covered = {case.id for case in cases if case.id.startswith("vega-disposal") and judge(case).passed}
    assert covered == {"vega-disposal-2", "vega-disposal-4", "vega-disposal-5", "vega-disposal-6"}


def test_a_fee_that_is_not_held_back_fails_its_cases(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every venue that holds one: a schedule without it is another price."""
    monkeypatch.setattr(adapters.fees, "with_add_on", lambda tier, _: tier)
    monkeypatch.setattr(adapters.fees, "fee_to_close", lambda *_: 0)
    asked = [judge(case) for case in cases if case.id.startswith(("freqtrade-gate", "freqtrade-okx", "bybit-live-2"))]
    assert len(asked) >= 6
    assert [verdict.case.id for verdict in asked if not verdict.complaint] == []


def test_the_negative_controls_are_not_reproduced(cases: list[Case]) -> None:
    covered = [verdict for case in cases if case.mismatch for verdict in [judge(case)] if verdict.why is None]
    assert {"okx-live-1-multiplicative", "okx-live-1-additive-no-tick", "binance-coinm-calc-2"} <= {
        verdict.case.id for verdict in covered}  # fmt: skip
    assert all(verdict.passed for verdict in covered)


def test_a_wrong_rule_fails_its_cases(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters.dydx, "bankruptcy_quote", lambda *numbers: bankruptcy_quote(*numbers) + 1)
    asked = [judge(case) for case in cases if case.id.startswith("dydx-bankruptcy")]
    assert asked
    assert [verdict.case.id for verdict in asked if not verdict.complaint] == []


def test_a_wrong_price_fails_its_case(cases: list[Case], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(adapters.hyperliquid, "liquidation_price", lambda *numbers: liquidation_price(*numbers) + 2000)
    live = [judge(case) for case in cases if case.id.startswith("hl-live") and case.kind == "liq_price"]
    assert live
    assert all("expected" in verdict.complaint for verdict in live)


def file_of(folder: Path, *entries: dict[str, Any]) -> str:
    file = folder / "cases.json"
    file.write_text(json.dumps({"vectors": entries}))
    return str(file)


def test_a_file_that_passes(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([file_of(tmp_path, QUOTE)]) == 0
    assert capsys.readouterr().out == "1 passed, 0 failed, 0 not covered\n"


def test_a_file_with_a_failure_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = QUOTE | {"id": "wrong", "expected": {"bankruptcy_quote_quantums": -511}}
    assert main([file_of(tmp_path, QUOTE, wrong)]) == 1
    out = capsys.readouterr().out
    assert "FAILED wrong (dydx_v4 liquidation_step): bankruptcy_quote_quantums: expected -511, found -510" in out
    assert "1 passed, 1 failed, 0 not covered" in out


@pytest.mark.parametrize(("expected", "code"), [(-511, 0), (-510, 1)], ids=["not reproduced", "reproduced"])
def test_a_documented_mismatch_passes_by_not_matching(tmp_path: Path, expected: int, code: int) -> None:
    control = QUOTE | {
        "expected": {"bankruptcy_quote_quantums": expected},
        "check": {"status": "documented_mismatch"},
    }
    assert main([file_of(tmp_path, control)]) == code


@pytest.mark.parametrize(("tolerance", "code"), [(1, 0), (0.5, 1)])
def test_a_tolerance_is_what_the_case_says(tmp_path: Path, tolerance: float, code: int) -> None:
    near = QUOTE | {"expected": {"bankruptcy_quote_quantums": -511}, "check": {"abs_tol": tolerance}}
    assert main([file_of(tmp_path, near)]) == code


def test_an_expected_name_the_adapter_does_not_give_is_a_failure(tmp_path: Path) -> None:
    assert main([file_of(tmp_path, QUOTE | {"expected": {"something_else": 1}})]) == 1


def test_inputs_that_cannot_be_used_are_a_failure(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    inputs = QUOTE["inputs"] | {"usdc_quantums": 0.5}
    assert main([file_of(tmp_path, QUOTE | {"inputs": inputs})]) == 1
    assert "expected a whole number, found 0.5" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"venue": "vega", "kind": "margin"}, Why.VENUE),
        ({"kind": "funding"}, Why.SHAPE),
        ({"venue": "binance_coinm", "kind": "liq_price"}, Why.SHAPE),
        ({"venue": "okx", "kind": "liq_price", "inputs": {"type": "inverse"}}, Why.SHAPE),
        ({"venue": "gate", "kind": "mark"}, Why.VENUE),
        ({"kind": "something new"}, Why.KIND),
        ({"inputs": {"moon": 1}}, Why.SHAPE),
    ],
)
def test_what_is_not_covered_says_why(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], change: dict[str, Any], why: Why
) -> None:
    assert main([file_of(tmp_path, QUOTE | change)]) == 0
    assert capsys.readouterr().out == f"0 passed, 0 failed, 1 not covered\n     1 {why}\n"


def test_a_case_may_repeat_another(tmp_path: Path) -> None:
    again = QUOTE | {"id": "again", "inputs": {"same_as": "quote"}}
    assert main([file_of(tmp_path, QUOTE, again)]) == 0
    assert main([file_of(tmp_path, again)]) == 0  # of which the first was left out: nothing an adapter could read


@pytest.mark.parametrize("text", ["", "[1]", "{}", '{"vectors": [1]}', '{"vectors": [{"id": "a"}]}',
                                  '{"vectors": [{"id": 1}]}',
                                  '{"vectors": [{"id": "a", "kind": "k", "inputs": {}, "expected": {}}]}',
                                  '{"vectors": [{"id": "a"}, {"id": "a"}]}'])  # fmt: skip
def test_a_bad_file_is_no_failure_of_a_rule(tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str) -> None:
    file = tmp_path / "bad.json"
    file.write_text(text)
    assert main([str(file)]) == 2
    assert "expected" in capsys.readouterr().err or text == ""


def test_a_missing_file_and_a_missing_name(tmp_path: Path) -> None:
    assert main([str(tmp_path / "none.json")]) == 2
    assert main([]) == 2
    assert main([""]) == 2


def test_decimals_are_read_exactly(tmp_path: Path) -> None:
    near = QUOTE | {"expected": {"x": 0.1}, "check": {"abs_tol": 1e-9}}
    (case,) = read(Path(file_of(tmp_path, near)))
    assert case.expected["x"] == Decimal("0.1")
    assert case.tolerance == Fraction(1, 10**9)


@pytest.mark.parametrize(
    ("expected", "found", "equal"),
    [
        (1, 1, True),
        (Decimal("1.50"), Fraction(3, 2), True),
        ("495/1", 495, True),
        ("49999/100", Fraction(49999, 100), True),
        (1, None, False),
        (True, 1, False),
        (True, True, True),
        ([1, 2], [1, 2], True),
        ([1, 2], [1], False),
        ({"a": 1}, {"a": 1, "b": 2}, True),
        ({"a": 1}, {"b": 1}, False),
        ("long", "long", True),
        ("long", "short", False),
    ],
)
def test_equal_means_equal(expected: Any, found: Any, equal: bool) -> None:
    assert same(expected, found, Fraction(0)) is equal


def test_every_case_of_mark_and_funding_is_covered(cases: list[Case]) -> None:
    formed = [case for case in cases if case.kind in ("mark", "funding")]
    assert len(formed) == 52
    assert [
        (verdict.case.id, verdict.complaint or verdict.why) for verdict in map(judge, formed) if not verdict.passed
    ] == []


@pytest.mark.parametrize(
    ("room", "rule", "first"),
    [
        ("formation", "followed", "deribit-mark-old-2"),
        ("formation", "within", "binance-index-cap"),
        ("formation", "with_interest", "hl-funding"),
        ("formation", "impact_premium", "dydx-premium"),
        ("formation", "rate_bound", "dydx-fundclamp"),
        ("formation", "index_step", "dydx-fundidx"),
        ("formation", "mean_premium", "dydx-fundtick-7"),
        ("formation", "drift_rate", "drift-funding"),
        ("formation", "received_rate", "drift-fundcap"),
        ("formation", "drifting_rate", "snx-funding-path"),
        ("composite", "by_median", "vega-median"),
        ("composite", "by_weight", "vega-composite"),
        ("composite", "traded_price", "vega-tradeprice"),
        ("composite", "depth_price", "vega-book-2"),
        ("composite", "time_average", "vega-bookavg"),
        ("composite", "step_average", "vega-twap"),
        ("composite", "bounded_rate", "vega-fundrate"),
    ],
)
def test_a_wrong_form_fails_its_cases(
    cases: list[Case], monkeypatch: pytest.MonkeyPatch, room: str, rule: str, first: str
) -> None:
    own = getattr(getattr(adapters, room), rule)
    monkeypatch.setattr(getattr(adapters, room), rule, lambda *numbers, **told: own(*numbers, **told) * 2 + 1_000_003)
    asked = [judge(case) for case in cases if case.id.startswith(first)]
    assert asked
    assert [verdict.case.id for verdict in asked if verdict.passed] == []
