"""Perpetuals and loans in one book of liquidity: each alone, together, and with nothing that moves."""

from pathlib import Path

import pytest

from solvent import rulebooks
from solvent.errors import BadCase, BadRulebook
from solvent.journal import SqliteJournal, verify
from solvent.lab import cases
from solvent.lab.cascade import NO_IMPACT
from solvent.lab.contagion.stage import LOANS, PERPETUALS, TOGETHER
from solvent.lab.run import Options, play
from solvent.reports.result import Result, Run
from solvent.runtime import replay_both

TEXT = (cases.FOLDER / "contagion.toml").read_text("utf-8")
NAME = "index-full"


def played(text: str = TEXT, out: Path | None = None) -> Result:
    book = rulebooks.load(NAME)
    rules = [(rulebooks.compile(book), rulebooks.toml(book))]
    return play(cases.read_case(text, "contagion.toml"), rules, Options(out=out))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("contagion")


@pytest.fixture(scope="module")
def result(folder: Path) -> Result:
    return played(out=folder)


@pytest.fixture(scope="module")
def runs(result: Result) -> dict[str, Run]:
    return {run.variant: run for run in result.runs}


def closed(run: Run) -> int:
    return sum(group.triggered for group in run.groups if group.side == "long")


def fall(run: Run) -> int:
    return -run.cascades[0].move


def test_each_side_is_made_worse_by_the_other(runs: dict[str, Run]) -> None:
    both, perpetuals, loans, still = (runs[name] for name in (TOGETHER, PERPETUALS, LOANS, NO_IMPACT))
    assert both.loans is not None
    assert loans.loans is not None
    assert still.loans is not None
    assert closed(both) > closed(perpetuals) > closed(still) > 0
    assert both.loans.closed > loans.loans.closed >= still.loans.closed > 0
    assert fall(both) > max(fall(perpetuals), fall(loans)) > fall(still)
    assert perpetuals.loans is None
    assert (closed(loans), loans.bill.own_margin, loans.entered) == (0, 0, 0)


def test_nobody_is_left_unpaid_and_every_run_is_replayed(runs: dict[str, Run], folder: Path) -> None:
    for run in runs.values():
        assert run.bill.unallocated == 0
        with SqliteJournal(folder / run.journal, readonly=True) as journal:
            assert verify(journal, expected_head=bytes.fromhex(run.head)).ok
    with SqliteJournal(folder / runs[TOGETHER].journal, readonly=True) as journal:
        replay = replay_both(journal)
    assert (replay.differs, replay.digest.hex()) == (None, runs[TOGETHER].digest)


def test_what_is_seized_is_sold_whole_where_the_book_takes_it(runs: dict[str, Run]) -> None:
    """A bonus of 5 % on what is repaid, a tenth of it the treasury's; lots are thousandths of an ether."""
    for name in (TOGETHER, LOANS):
        one = runs[name].loans
        assert one is not None
        seized_for = one.seized / one.repaid
        assert seized_for == pytest.approx(1.045, rel=1e-6)
        assert one.sold % 10**15 == 0
        assert not one.bad_debt
        assert one.calls >= one.closed


def test_the_point_says_what_the_other_side_adds(result: Result, runs: dict[str, Run]) -> None:
    added = closed(runs[TOGETHER]) - closed(runs[PERPETUALS])
    assert f"The other side adds {added} longs" in result.lines[0]
    assert result.lines[-1].startswith("Unallocated: 0.00 in every run")


def test_where_nobody_acts_loans_move_nothing() -> None:
    idle = played(TEXT.replace("[loans.strangers]", "[loans.strangers]\nact = false"))
    found = {run.variant: run for run in idle.runs}
    assert fall(found[TOGETHER]) == fall(found[PERPETUALS])
    assert closed(found[TOGETHER]) == closed(found[PERPETUALS])
    one = found[TOGETHER].loans
    assert one is not None
    assert (one.calls, one.closed) == (0, 0)
    assert one.still > 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('asset = "WETH"', 'asset = "ETH"', "one of WETH, wstETH, USDC"),
        ('rulebook = "teaching-loans-v3"', 'rulebook = "liquity-v1"', "a rulebook of Aave"),
        ('rulebook = "teaching-loans-v3"', 'rulebook = "teaching"', "a lending rulebook"),
        ('market = "ETH-PERP"\nevery', 'market = "BTC-PERP"\nevery', "one of ETH-PERP"),
        ('wstETH = "2,400"\n', "", "expected a key 'wstETH'"),
        ('USDC = "1"', 'USDC = "0"', "1 or more"),
        ('USDC = "1"', 'USDC = "1"\nWETH = "2"', "unknown key 'WETH'"),
        ('name = "borrower-1.04"', 'name = "borrower-1.02"', "different names"),
        ('every = "12 s"', 'every = "0 s"', "at least 1"),
        ('every = "12 s"', 'evry = "12 s"', "did you mean 'every'"),
        ('supplied = ["60,000,000 USDC"]', 'supplied = ["60 USDC"]', "NO_LIQUIDITY"),
    ],
)
def test_what_is_wrong_is_refused_and_named(old: str, new: str, said: str) -> None:
    assert old in TEXT
    with pytest.raises((BadCase, BadRulebook)) as refused:
        played(TEXT.replace(old, new, 1))
    assert said in str(refused.value)


def test_loans_beside_a_tape_that_does_not_move_are_refused() -> None:
    start, end = TEXT.index("[liquidity]"), TEXT.index("[operations]")
    still = TEXT[:start] + '[liquidity]\nmodel = "tape"\nslippage = "0 %"\navailable = "100 %"\n\n' + TEXT[end:]
    with pytest.raises(BadCase, match="a cascade in which nothing fails"):
        cases.read_case(still, "contagion.toml")
