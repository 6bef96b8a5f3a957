"""The point comes first and is true; the bill is told in few and short lines, whoever plays and however many."""

import re

import msgspec
import pytest

from solvent.cli.run import WIDTH, wrapped
from solvent.lab.headline import headline
from solvent.reports import words
from solvent.reports.result import Group, Result, Run
from tests.lab.small import flagship, played, small


def test_the_flagship_reads_as_one_sentence_a_venue() -> None:
    first = flagship().lines[0]
    assert first == "Both venues offered 10×. A closed 12 of 12 longs by 21:14 at −8.8 %; B closed none."


def test_the_bill_is_told_in_order_and_fits_a_terminal() -> None:
    told = [piece for line in flagship().lines for piece in wrapped(line)]
    assert max(map(len, told)) <= WIDTH <= 118
    assert len([line for line in told if line]) <= 26
    text = " ".join(flagship().lines)
    order = [
        "A is last-full: it closes on last, in full. B is index-partial: it closes on index, in part.",
        "the last price of the tape, which does not move because of them.",
        "As it was.", "A  10× longs: 12 of 12 closed", "B  25× longs: 4 of 4 closed", "The fund paid what lay beyond",
        "is left of the fund's 5,000", "Still open: 10× longs are worth",
        "No rebound.", "The same closings and the same bill.",
        "Outside follows.", "B  10× longs: 12 of 12 closed", "nobody could pay and the operator owes; nothing is left",
        "Never liquidate.", "A  On last more is owed than there is", "B  On index",
        "Unallocated: 0.00 in every run.",
    ]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_what_is_told_is_what_was_booked() -> None:
    text = " ".join(flagship().lines)
    for run in flagship().runs:
        bill = run.bill
        for atoms in (bill.fund, bill.socialised, bill.bad_debt):
            assert words.money(atoms, 0) in text
    strict, trusting = flagship().runs[:2]
    lost = strict.groups[0].deposited - strict.groups[0].equity
    assert f"lost {words.money(lost, 0)} of {words.money(strict.groups[0].deposited, 0)} paid in" in text
    assert f"{words.money(trusting.groups[0].equity_at_last, 0)} at last" in text


def test_wrapping_keeps_a_percentage_in_one_piece_and_hangs_what_follows() -> None:
    line = "  A  " + " ".join(["−8.7 %"] * 60)
    pieces = wrapped(line)
    assert all(len(piece) <= WIDTH and not piece.startswith("     %") for piece in pieces)
    assert all(piece.startswith("     −8.7 %") for piece in pieces[1:])
    assert wrapped("") == [""]


@pytest.mark.parametrize(
    ("names", "start"),
    [
        (("last-full",), "The venue offered 10×. It closed 12 of 12 longs by 21:14 at −8.8 %."),
        (("index-partial",), "The venue offered 10×. It closed none."),
        (("index-partial", "last-full", "binance-usdm"), "All 3 venues offered 10×. A closed none; B closed 12"),
        (("hyperliquid", "last-full"), "12 longs asked 10× of both venues. A let 3 in and closed 3 of 3 longs by"),
    ],
)  # fmt: skip
def test_one_and_three_rulebooks_read_well_too(names: tuple[str, ...], start: str) -> None:
    lines = played(small(), *names).lines
    assert lines[0].startswith(start)
    assert lines[0].endswith(".")
    assert not re.search(r"\s{2}(?!\w)|\bNone\b|,,|;\.|\.\.", " ".join(line.strip() for line in lines))


def test_a_rulebook_that_kept_some_out_says_so() -> None:
    text = " ".join(played(small(), "hyperliquid").lines)
    assert re.search(r"Refused: \d+ \w+(, \d+ LEVERAGE_TOO_HIGH)?; \d+ accounts hold nothing\.", text)


def changed(change: dict[str, object], **bill: int) -> Result:
    """The flagship's first run alone, its bill changed and its groups' numbers as well."""
    run: Run = flagship().runs[0]
    groups: list[Group] = [msgspec.structs.replace(group, **change) for group in run.groups]
    other = msgspec.structs.replace(run, groups=groups, bill=msgspec.structs.replace(run.bill, **bill))
    return msgspec.structs.replace(flagship(), runs=[other])


@pytest.mark.parametrize(
    ("bill", "said"),
    [
        ({"operator": 7_000_000}, "The operator paid what lay beyond, 7;"),
        ({"fund": 1_000_000, "deleveraged": 2_000_000}, "Of 3 beyond own margin the fund paid 1, deleveraged winners"),
        ({"bad_debt": 2_000_000}, "Of 2 beyond own margin 2 nobody could pay and the operator owes;"),
        ({"deleveraged": -2_000_000}, "Nobody else had to pay;"),
        ({"fund_before": 9_000_000, "fund_after": 9_000_000}, "the fund keeps its 9."),
        ({"fund_before": 9_000_000, "fund_after": 4_000_000}, "4 is left of the fund's 9, 5 of it lost on positions"),
        ({"fund": 9_000_000, "fund_before": 9_000_000, "fund_after": 0}, "nothing is left of the fund's 9."),
        ({"day_winners": 7_000_000}, "The day's winners paid what lay beyond, 7;"),
        ({"default_fund": 3_000_000, "skin": 1_000_000, "open_interest": 2_000_000},
         "Of 6 beyond own margin the default fund paid 3, the operator before it paid 1, open interest paid 2;"),
        ({"unallocated": 3}, "Unallocated: 0.000003."),
    ],
)  # fmt: skip
def test_every_way_to_pay_has_words(bill: dict[str, int], said: str) -> None:
    assert said in " ".join(headline(changed({}, **bill)))


def test_many_groups_are_counted_not_listed() -> None:
    run = flagship().runs[0]
    groups = [msgspec.structs.replace(run.groups[0], name=f"longs {n}") for n in range(9)]
    many = msgspec.structs.replace(run, groups=groups)
    text = " ".join(headline(msgspec.structs.replace(flagship(), runs=[many], focus="longs 0")))
    assert "Of 6 more groups 72 accounts." in text


def test_a_result_without_runs_has_no_headline() -> None:
    assert headline(msgspec.structs.replace(flagship(), runs=[])) == []
