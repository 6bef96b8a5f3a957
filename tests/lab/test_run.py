"""A case played small: every variant tells its story, every number has its step, and the money adds up."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from solvent.errors import BadInput
from solvent.journal import SqliteJournal
from solvent.lab.run import VARIANTS, Options, play
from solvent.reports.result import Bill, Run
from solvent.reports.views import NEVER, beyond
from tests.cli.doors import call
from tests.lab.small import flagship, played, rules, small


def run(rulebook: str, variant: str) -> Run:
    return next(one for one in flagship().runs if (one.rulebook, one.variant) == (rulebook, variant))


def test_every_rulebook_plays_every_variant_in_order() -> None:
    assert [(one.variant, one.rulebook) for one in flagship().runs] == [
        (variant, name) for variant in VARIANTS for name in ("last-full", "index-partial")
    ]
    assert list(VARIANTS) == ["as it was", "no rebound", "outside follows", NEVER]
    assert flagship().focus == "10× longs"


@pytest.mark.parametrize("place", range(8))
def test_what_is_missing_is_borne_by_someone(place: int) -> None:
    bill = flagship().runs[place].bill
    assert bill.unallocated == 0
    assert bill.fund + bill.operator + bill.socialised + bill.bad_debt == bill.shortfall == beyond(bill)
    assert bill.fund_after == bill.fund_before + bill.liquidation_fees - bill.fund


def test_the_house_that_looks_at_last_closes_the_same_whatever_comes_after() -> None:
    told = [run("last-full", variant).closed for variant in ("as it was", "no rebound", "outside follows")]
    assert told[0] == told[1] == told[2]
    assert len(told[0]) == 16


def test_when_the_outside_follows_the_house_that_looks_at_it_closes_late_and_others_pay() -> None:
    before, after = run("index-partial", "no rebound"), run("index-partial", "outside follows")
    low_ns = min(zip(after.traces[0].last, after.traces[0].time_ns, strict=True))[1]
    tens = [group for one in (before, after) for group in one.groups if group.name == "10× longs"]
    assert [group.triggered for group in tens] == [0, 12]
    assert tens[1].first_ns > low_ns
    assert tens[1].equity == tens[1].equity_at_last == 0
    assert tens[0].underwater_at_last < 0
    assert beyond(after.bill) > beyond(before.bill)
    assert after.bill.fund > before.bill.fund
    # Who pays is what the debts at the last price had hidden, and the slippage and fees of closing them.
    assert after.bill.shortfall - before.bill.shortfall > -tens[0].underwater_at_last


def test_never_liquidating_hides_debts() -> None:
    trusting, strict = run("index-partial", NEVER), run("last-full", NEVER)
    assert not trusting.closed
    assert not strict.closed
    for own, other in zip(strict.groups, trusting.groups, strict=True):
        assert (own.underwater, own.owing) == (own.underwater_at_last, own.owing_at_last)
        assert (own.underwater_at_last, own.owing_at_last) == (other.underwater_at_last, other.owing_at_last)
        assert other.underwater >= other.underwater_at_last
    assert trusting.groups[0].underwater == trusting.groups[0].owing == 0
    longs = strict.groups[:2]
    assert [group.owing for group in longs] == [12, 4]
    assert all(group.underwater == group.equity < 0 for group in longs)


def test_one_account_is_told_in_each_run_of_the_first_variant() -> None:
    whys = [one.why for one in flagship().runs]
    assert [why.account for why in whys[:2] if why] == ["long-10x-0001"] * 2
    assert whys[2:] == [None] * 6


@pytest.mark.parametrize("place", range(8))
def test_every_step_a_number_rests_on_is_quoted(place: int) -> None:
    one = flagship().runs[place]
    quoted = [line.seq for line in one.excerpt]
    assert quoted == sorted(set(quoted))
    needed = {1, one.entered, *(closed.seq for closed in one.closed), *(cell.seq for cell in one.grid)}
    needed |= {seq for steps in one.bill.steps.values() for seq in steps}
    needed |= {seq for seq, _ in one.why.sentences} if one.why else set()
    assert set(quoted) == needed
    assert all(line.command and line.events for line in one.excerpt)
    assert set(one.bill.steps) <= set(Bill.__struct_fields__)


def test_the_steps_of_a_payer_are_the_ones_that_say_so() -> None:
    one = run("index-partial", "outside follows")
    told = {line.seq: " ".join(line.events) for line in one.excerpt}
    for payer, word in {"fund": "fund", "socialised": "profit", "bad_debt": "operator"}.items():
        assert one.bill.steps[payer]
        assert all(word in told[seq] for seq in one.bill.steps[payer])


def test_a_cell_of_the_grid_names_its_step_and_its_entry() -> None:
    one = run("last-full", "as it was")
    trace = one.traces[0]
    place = {seq: i for i, seq in enumerate(trace.seq)}
    for cell in one.grid:
        path: list[int] = getattr(trace, cell.role)
        found = path[place[cell.seq]]
        assert found <= cell.line if cell.time_ns else found == cell.lowest
        assert cell.entry in path
    assert {cell.entry for cell in one.grid if cell.role == "last"} == {3761}


def test_a_run_in_a_folder_leaves_its_journals_and_nothing_else(tmp_path: Path) -> None:
    stale = [tmp_path / f"last-full.as-it-was.journal{end}" for end in ("", "-wal", "-shm", "-lock")]
    for path in stale:
        path.write_bytes(b"left behind")
    result = play(small(), rules("last-full"), Options(out=tmp_path, variants=["as it was"]))
    assert [path.name for path in tmp_path.iterdir()] == [result.runs[0].journal] == ["last-full.as-it-was.journal"]
    journal = SqliteJournal(tmp_path / result.runs[0].journal, readonly=True)
    assert journal.head.hex() == result.runs[0].head
    journal.close()


def test_the_folder_makes_no_difference_to_the_bytes(tmp_path: Path) -> None:
    for name in ("one", "other/deeper"):
        assert call("run", "ten-times", "--rulebook", "index-partial", "--out", tmp_path / name).exit_code == 0
    for name in ("result.json", "report.html"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other/deeper" / name).read_bytes()


def test_a_rulebook_that_lets_some_in_only_says_whom_it_kept_out() -> None:
    one = played(small(), "hyperliquid").runs[0]
    assert one.refused["LEVERAGE_TOO_HIGH"] > 0
    assert any(group.entered < group.accounts for group in one.groups)
    assert all(group.triggered <= group.entered for group in one.groups)


def test_what_an_account_lost_is_counted_once_however_often_it_was_closed() -> None:
    for one in played(small(), "hyperliquid", "index-partial").runs:
        ended = {closed.bucket for closed in one.closed if closed.close}
        assert one.bill.own_margin <= sum({c.bucket: c.margin for c in one.closed if c.bucket in ended}.values())


def test_what_cannot_be_told_apart_or_is_unknown_is_refused() -> None:
    with pytest.raises(BadInput, match="different names, found last-full, last-full"):
        play(small(), rules("last-full", "last-full"))
    with pytest.raises(BadInput, match="variants among as it was, no rebound, outside follows, never liquidate"):
        play(small(), rules("last-full"), Options(variants=["up"]))


def test_a_share_of_a_depth_that_no_case_tells_is_refused() -> None:
    """It would be a share of nothing: the rulebook would sell nothing, and say so nowhere."""
    ((policy, text),) = rules("last-full")
    market, *others = policy.takers
    asking = replace(policy, takers=(replace(market, participation=10_000, every_ns=1), *others))
    with pytest.raises(BadInput, match="found last-full with participation"):
        play(small(), [(asking, text)])
