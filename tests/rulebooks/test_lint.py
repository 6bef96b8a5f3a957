"""What a careful reader would say."""

from pathlib import Path

import pytest

from solvent import rulebooks
from solvent.rulebooks.lint import findings, lint
from tests.rulebooks.small import SMALL, TIERS, changed, line_of

OURS = changed('settlement = "USDC"', 'settlement = "USDC"\nours = true')
LOW = 'rule = "flat"\nmaintenance = "0.7 %"'


def warnings(text: str) -> list[str]:
    return [str(remark) for remark in findings(rulebooks.parsed(text, "x.toml")) if remark.severity == "warning"]


def test_a_sound_rulebook_is_clean() -> None:
    remarks = findings(rulebooks.parsed(OURS))
    assert remarks == ()
    assert rulebooks.is_clean(remarks)


def test_numbers_nobody_vouches_for_are_told_once() -> None:
    found = warnings(SMALL)
    assert (
        f"x.toml:{line_of('min_sources', SMALL)}: warning: prices.filter.min_sources: nobody vouches for it" in found[1]
    )
    assert not any("trigger" in remark for remark in found)
    assert sum("taker_fee" in remark for remark in found) == 1
    assert not rulebooks.is_clean(findings(rulebooks.parsed(SMALL)))


FEW = 'rule = "fraction"\ninitial = "1 %"\nmaintenance_fraction = "75 %"'
HUGE = TIERS.replace("]\n", '    { floor = "5_000_000_000 USDC", maintenance = "9 %", max_leverage = "5 x" },\n]\n')
LINES = '[[takers]]\nrule = "backstop"\nbelow = "50 %"\n\n[[takers]]\nrule = "adl"\nbelow = "60 %"'
RESTORE = '\n[closing.sizing]\nrule = "restore"\nbuffer = "20 %"\nassumed_cost = "0.2 %"'
SLOW = 'cooldown = "9 s"\n\n[closing.sizing]\nrule = "fraction"\nfraction = "20 %"\nabove = "1 USDC"\nescalate = "9 s"'


@pytest.mark.parametrize(
    ("old", "new", "at", "reason"),
    [
        (
            'rule = "flat"\nmaintenance = "1 %"',
            LOW,
            "0.7 %",
            "in BTC closing a part cannot restore the rest: fees and slippage",
        ),
        (
            'rule = "flat"\nmaintenance = "1 %"\nmax_leverage = "50 x"',
            FEW,
            "maintenance_fraction",
            "of 0.75 % are no less",
        ),
        (
            '[[payers]]\nrule = "fund"',
            '[[payers]]\nrule = "operator"\n\n[[payers]]\nrule = "fund"',
            '"fund"',
            "never asked",
        ),
        ('[[takers]]\nrule = "adl"', LINES, 'below = "60 %"', "never the one crossed"),
        (RESTORE, SLOW, "escalate", "never applies: the next order comes after the cooldown of 9 s"),
        (', max_leverage = "10 x"', ', max_leverage = "19 x"', "", ""),
        ('max_leverage = "25 x", deduction = "0 USDC"', 'max_leverage = "9 x"', "10 x", "a larger position may have"),
        (TIERS, HUGE, "5_000_000_000", "never reached: a position is worth at most 4_503_599_627.370496 USDC"),
    ],
)
def test_what_can_have_no_effect_is_told(old: str, new: str, at: str, reason: str) -> None:
    text = changed(old, new, OURS)
    found = warnings(text)
    if not reason:
        assert found == []
        return
    assert len(found) == 1
    assert reason in found[0]
    assert found[0].startswith(f"x.toml:{line_of(at, text)}: warning: ")


def test_doubts_are_notes() -> None:
    text = OURS.replace('source = "faq"', 'source = "faq"\nunverified = ["price"]')
    text = changed('"3_000 USDC"', '"2_000 USDC"', text).replace("tiers = [", "discontinuous = true\ntiers = [")
    text = text.replace('[[payers]]\nrule = "fund"\n', "").replace("ours = true\n", "ours = true\npayers = []\n")
    remarks = findings(rulebooks.parsed(text))
    assert rulebooks.is_clean(remarks)
    assert [(remark.severity, remark.path) for remark in remarks] == [
        ("note", "payers"),
        ("note", "trigger.price"),
        ("note", "markets.*.margin.tiers.2.deduction"),
    ]
    assert remarks[2].reason == "as published; 3_000 USDC would make maintenance continuous"


def test_a_price_that_may_be_held_for_good_is_a_note() -> None:
    (note,) = lint("teaching-guards")
    assert (note.severity, note.path) == ("note", "guards.STK/USDC.4.outcome")


def test_a_source_nobody_names_is_a_note() -> None:
    (remark,) = findings(rulebooks.parsed(OURS.replace('source = "faq"\n', "")))
    assert (remark.severity, remark.path, remark.reason) == ("note", "sources.faq", "no entry names this source")


def test_a_bad_one_is_an_error_and_no_exception(tmp_path: Path) -> None:
    file = tmp_path / "bad.toml"
    file.write_text(SMALL.replace("min_sources = 2", "min_sources = 0"))
    (remark,) = rulebooks.lint(file)
    assert (remark.severity, remark.file, remark.line) == ("error", str(file), line_of("min_sources", SMALL))
    assert remark.reason == "prices.filter.min_sources: expected 1 to 1000, found 0"
    assert str(remark) == f"{file}:{remark.line}: error: {remark.reason}"
    (unknown,) = rulebooks.lint("teachin")
    assert (unknown.file, unknown.line) == ("teachin", 1)
    (gone,) = rulebooks.lint(tmp_path / "gone.toml")
    assert gone.file == str(tmp_path / "gone.toml")
