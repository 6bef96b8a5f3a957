"""The page is one file, says what the result says, leads where it claims to, and believes no name."""

import re
import subprocess
import sys
from collections import Counter
from html import unescape
from xml.etree import ElementTree

import msgspec
import pytest

from solvent.reports import words
from solvent.reports.html import clauses, render
from solvent.reports.result import Result
from tests.reports import sample

HOSTILE = "<script>alert('x')</script>\"'&{{ 7*7 }}</style>"


@pytest.fixture(scope="module")
def result() -> Result:
    return sample.result()


@pytest.fixture(scope="module")
def page(result: Result) -> str:
    return render(result)


def replaced(value: object) -> object:
    """The same data with a hostile text in place of every text."""
    if isinstance(value, str):
        return HOSTILE
    if isinstance(value, list):
        return [replaced(one) for one in value]
    if isinstance(value, dict):
        return {key: replaced(one) for key, one in value.items()}
    return value


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_equal_results_give_equal_bytes(page: str) -> None:
    assert render(sample.result()) == page


def test_nothing_is_fetched(page: str) -> None:
    assert not re.search(r"https?:|\ssrc=|@import|url\(|<link|<iframe|<img", page)
    assert all(target.startswith("#") for target in re.findall(r'href="([^"]*)"', page))
    assert "default-src 'none'" in page


def test_every_link_leads_somewhere(page: str) -> None:
    ids = re.findall(r'\sid="([^"]*)"', page)
    assert [name for name, times in Counter(ids).items() if times > 1] == []
    assert {target[1:] for target in re.findall(r'href="([^"]*)"', page)} <= set(ids)


def test_the_headline_comes_first(page: str, result: Result) -> None:
    heading = re.search(r"<h1>(.*?)</h1>", page)
    assert heading
    assert text_of(heading.group(1)) == result.lines[0]


def test_a_headline_is_cut_into_clauses_without_loss() -> None:
    said = "Both venues offered 10×. A closed 3 of 4 longs by 21:16 at −9.8 %; B closed none."
    assert clauses(said) == ["Both venues offered 10×.", "A closed 3 of 4 longs by 21:16 at −9.8 %;", "B closed none."]


def test_closings_and_payers_are_told_and_linked(page: str, result: Result) -> None:
    first = result.runs[0]
    assert f'<a href="#run1-closings">{words.count(first.groups[0].triggered)}</a>' in page
    assert f'<a href="#run1-seq-{first.closed[0].seq}">{words.clock(first.closed[0].time_ns)}</a>' in page
    for amount in (first.bill.own_margin, first.bill.fund, first.bill.deleveraged):
        assert words.money(amount) in page
    assert 'id="run1-seq-1000"' in page


def test_every_sum_leads_to_the_steps_in_which_it_was_booked(page: str, result: Result) -> None:
    bill = result.runs[0].bill
    assert f'<a href="#run1-closings">{words.money(bill.own_margin)}</a>' in page
    assert f'<a href="#run1-booked-fund">{words.money(bill.fund)}</a>' in page
    assert f'<a href="#run1-seq-{bill.steps["deleveraged"][0]}">{words.money(bill.deleveraged)}</a>' in page
    listed = re.search(r'<div id="run1-booked-fund">.*?</div>', page, re.DOTALL)
    assert listed
    assert [int(seq) for seq in re.findall(r"#run1-seq-(\d+)", listed.group())] == bill.steps["fund"]


def test_a_cell_of_the_grid_leads_to_its_step_and_says_the_entry(page: str, result: Result) -> None:
    cell = next(cell for cell in result.runs[0].grid if cell.time_ns and cell.seq in excerpted(result))
    assert f'<a href="#run1-seq-{cell.seq}">{words.clock(cell.time_ns)}</a>' in page
    assert "entered at 3.761" in text_of(page)


def excerpted(result: Result) -> set[int]:
    return {line.seq for line in result.runs[0].excerpt}


def test_equity_stands_beside_what_it_is_at_last(page: str, result: Result) -> None:
    group = result.runs[1].groups[0]
    assert f"{words.money(group.equity_at_last, 0)} at last" in text_of(page)
    assert "They could not have been sold there" in text_of(page)


def test_the_debts_that_never_liquidating_hides_are_told(page: str, result: Result) -> None:
    group = result.runs[-1].groups[0]
    assert f"{group.owing_at_last} of {group.entered} {group.name} would owe 5,000 more than they have" in text_of(page)


def test_refusals_are_told(page: str) -> None:
    assert text_of(page).count("Refused: 2 PRICE_OUT_OF_RANGE.") == 3


def test_the_focus_is_the_one_the_result_names(result: Result) -> None:
    other = msgspec.structs.replace(result, focus="longs at 5×")
    assert '<tr class="hero"><th scope="row">longs at 5× closed</th>' in render(other)
    unnamed = msgspec.structs.replace(result, focus="")
    assert '<tr class="hero"><th scope="row">longs at 10× closed</th>' in render(unnamed)


def test_the_story_of_one_account_leads_to_its_steps(page: str, result: Result) -> None:
    why = result.runs[0].why
    assert why
    story = page[page.index('<section id="why">') :]
    above = 0
    for seq, sentence in why.sentences:
        link = "" if seq == above else f'<span class="seq"><a href="#run1-seq-{seq}">step {seq:,}</a></span> '
        assert f"<li>{link}{sentence}</li>" in story
        above = seq


def test_facts_carry_their_source_and_assumptions_are_named(page: str, result: Result) -> None:
    said = text_of(page)
    for fact, source in result.facts:
        assert f"{fact} {source}" in said
    assert all(label in said for label in result.labels)


def test_the_hashes_and_the_way_to_check_them_are_there(page: str, result: Result) -> None:
    run = result.runs[0]
    assert all(digest in page for digest in (run.content_hash, run.digest, run.head))
    assert f"solvent replay {run.journal}" in page
    assert f"solvent run {result.case}" in page


def test_a_grid_says_in_words_what_it_shades(page: str) -> None:
    rows = re.findall(r"<td class=\"(shut|kept)\"><b>(. \w+)</b>", page)
    assert set(rows) == {("shut", "✕ closed"), ("kept", "○ stays")}


def test_no_name_is_believed() -> None:
    hostile = msgspec.convert(replaced(msgspec.to_builtins(sample.result())), Result)
    page = render(hostile)
    assert page.count("<script>") == 1
    assert page.count("</style>") == 1
    assert "alert('x')" not in page
    assert "{{ 7*7 }}" in page


def test_what_is_not_shown_is_said_to_be_elsewhere(result: Result) -> None:
    run = result.runs[0]
    many = msgspec.structs.replace(run, closed=run.closed * 3)
    page = render(msgspec.structs.replace(result, runs=[many]))
    assert "The first 400 of 900, in order of time; all are in the journal." in page


def test_a_run_of_nothing_is_a_page_too(result: Result) -> None:
    run = result.runs[0]
    empty = msgspec.structs.replace(
        run, groups=[], closed=[], traces=[], equity=[], grid=[], excerpt=[], why=None, journal=""
    )
    assert "Nobody" not in render(msgspec.structs.replace(result, runs=[empty], lines=[], facts=[], labels=[]))
    assert result.title in render(msgspec.structs.replace(result, runs=[], lines=[]))


def test_charts_are_small_well_formed_and_named(page: str) -> None:
    charts = re.findall(r"<svg role=.*?</svg>", page, re.DOTALL)
    assert len(charts) == 2 * 2 + 4
    for chart in charts:
        root = ElementTree.fromstring(chart)
        assert root.get("aria-label")
        assert len(chart) < 60_000
    assert "lowest 1.055 at 21:21:36" in charts[0]


def test_the_page_is_made_without_slowing_the_command_line() -> None:
    check = (
        "import sys, solvent.reports.html; sys.exit(any(m in sys.modules for m in ('altair', 'jinja2', 'vl_convert')))"
    )
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0
