"""Cases about a credit desk, played, replayed, and refused where they say something wrong."""

from pathlib import Path

import pytest

from solvent.cli.run_credit import shipped
from solvent.errors import BadCase, BadRulebook
from solvent.journal import SqliteJournal, verify
from solvent.lab.credit.case import read_credit_case
from solvent.lab.credit.play import CreditResult, CreditRun, play_credit
from solvent.lending.credit.interest import interest
from solvent.runtime import replay_both
from tests.credit import DOLLAR, HOUR

WEEKEND, CLIENT = (shipped()[name].read_text("utf-8") for name in ("weekend-call", "one-client"))
RATE = 90_000
DEFAULT_RATE = 120_000


def played(text: str, *rulebooks: str) -> CreditResult:
    return play_credit(read_credit_case(text, "made.toml", rulebooks))


def only(text: str, rulebook: str) -> CreditRun:
    (run,) = played(text, rulebook).runs
    return run


@pytest.mark.parametrize("name", sorted(shipped()))
def test_shipped_cases_are_replayed_to_the_last_byte(tmp_path: Path, name: str) -> None:
    text = shipped()[name].read_text("utf-8")
    result = play_credit(read_credit_case(text, f"{name}.toml"), tmp_path)
    assert result == played(text), "the same case is the same run"
    for run in result.runs:
        with SqliteJournal(tmp_path / f"{run.rulebook}.journal", readonly=True) as journal:
            assert verify(journal, expected_head=bytes.fromhex(run.head)).ok
            replay = replay_both(journal)
        assert (replay.differs, replay.digest.hex()) == (None, run.digest)


def test_office_hours_wait_for_the_wire_and_lose_on_the_ether() -> None:
    """Sunday at four the ether is in default; Monday at nine its 200 coins bring 1,200 x 0.96 less 1 % a loan.

    Interest of 250,000: 9 % up to Sunday at four, 12 % to Monday, ten minutes past nine.
    """
    run = only(WEEKEND, "teaching-credit")
    assert (run.called, run.cured, run.defaults, run.late) == (9, 7, {"liquidation_ltv": 2}, 0)
    assert run.fallen == ["silent-1", "silent-2"]
    gross = 200 * 1_200 * 96 // 100 * DOLLAR
    owed = 250_000 * DOLLAR
    earned = interest(owed, RATE, 40 * HOUR) + interest(owed, DEFAULT_RATE, 29 * HOUR + HOUR // 6)
    assert (run.sold, run.fees) == (2 * gross, 2 * gross // 100)
    assert run.by_reserve == run.claims == 2 * (owed + earned - gross + gross // 100)
    assert run.by_lender == 0


def test_a_desk_around_the_clock_sells_the_wire_on_saturday_and_loses_nothing() -> None:
    run = only(WEEKEND, "teaching-credit-24-7")
    assert (run.called, run.cured, run.defaults, run.still) == (9, 3, {"deadline": 6}, 0)
    assert run.fallen == ["silent-1", "silent-2", *(f"wire-{n}" for n in range(1, 5))]
    assert (run.by_reserve, run.by_lender, run.claims) == (0, 0, 0)


def test_the_two_are_told_beside_each_other() -> None:
    lines = played(WEEKEND).lines
    assert (
        "In default under teaching-credit-24-7 and not under teaching-credit: wire-1, wire-2, wire-3, wire-4." in lines
    )
    assert "  Nothing is missing." in lines


def test_set_off_lays_the_loss_on_the_sound_loan_and_without_it_the_lender_bears_it() -> None:
    """200 ether at 950 bring 190,000, of which 1,900 are the fee: of 250,000 and two hours of interest."""
    together, apart = played(CLIENT).runs
    missing = 250_000 * DOLLAR + interest(250_000 * DOLLAR, RATE, 2 * HOUR) - 188_100 * DOLLAR
    assert (together.set_off, together.by_reserve, together.by_lender) == (missing, 0, 0)
    assert together.defaults == {"liquidation_ltv": 1, "cross_default": 2}
    assert (apart.set_off, apart.by_reserve, apart.by_lender) == (0, 50_000 * DOLLAR, missing - 50_000 * DOLLAR)
    assert apart.claims == missing
    assert "neighbour" not in together.fallen + apart.fallen


def test_a_waiver_keeps_a_loan_from_being_sold() -> None:
    waiver = 'after = "8 h"\nloan = "wire-1"\nlasts = "72 h"\nperson = "head of credit"\nreason = "a wire is coming"'
    waived = f"{WEEKEND}[[waivers]]\n{waiver}\n"
    run = only(waived, "teaching-credit-24-7")
    assert (run.waived, "wire-1" in run.fallen, "wire-2" in run.fallen) == (1, False, True)


def test_an_answer_that_comes_after_the_default_is_counted_as_late() -> None:
    slow = WEEKEND.replace('answer = { after = "3 h", with = "BTC" }', 'answer = { after = "9 h", with = "BTC" }')
    run = only(slow, "teaching-credit-24-7")
    assert (run.cured, run.defaults) == (0, {"deadline": 9})
    last = slow.replace('after = "9 h"', 'after = "8 h"')
    assert only(last, "teaching-credit-24-7").cured == 3, "at the deadline itself is in time"


def test_bids_below_the_reserve_price_are_counted_and_hold_the_sale_up(tmp_path: Path) -> None:
    """Over the counter at 97 %: buyers give 95 % on Sunday, so nothing is sold until they give 99 % on Tuesday."""
    from solvent.rulebooks.credit import load_credit

    text = load_credit("teaching-credit-24-7").text.replace('venue = "market"', 'venue = "otc"\nfloor = "97 %"')
    mine = tmp_path / "otc.toml"
    mine.write_text(
        text.replace('name = "teaching-credit-24-7"', 'name = "otc"').replace('cure = "8 h"', 'cure = "48 h"')
    )
    run = only(WEEKEND, str(mine))
    assert run.refused_bids > 0
    assert run.defaults["liquidation_ltv"] == 2
    assert run.by_reserve + run.by_lender == 0, "at 1,500 on Tuesday the ether pays for itself"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('kind = "credit"', 'kind = "lending"', "one of credit"),
        ("count = 4", "count = 0", "from 1 to"),
        ('owed = "315,000 USD"', 'owed = "315,000 EUR"', "in USD"),
        ('collateral = ["200 ETH"]', 'collateral = ["200 SOL"]', "at most once"),
        ('client = "coins"\nname = "coins"', 'client = "coins"\nname = "wire"', "different names"),
        ('with = "BTC"', 'with = "EUR"', "one of USD, BTC, ETH"),
        ('after = "40 h"', 'after = "1 h"', "a later time"),
        ('ETH = "3,000" }', 'SOL = "3,000" }', "one of BTC, ETH"),
        ('ETH = "1,600"', "ETH = 1600", "a price in quotes"),
        ('bid = "98 %"', 'bid = "250 %"', "at most 200 %"),
        ('monday = "09:00-17:00"', 'monday = "9-5"', "hours such as"),
        ('look = "1 h"', 'look = "1"', "a duration with its unit"),
        ('reserve = "100,000 USD"', 'reserves = "100,000 USD"', "did you mean 'reserve'"),
        ('rulebooks = ["teaching-credit", "teaching-credit-24-7"]', "rulebooks = []", "one agreement or more"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, said: str) -> None:
    assert old in WEEKEND
    with pytest.raises(BadCase, match=r"made.toml:[0-9]+") as refused:
        played(WEEKEND.replace(old, new, 1))
    assert said in str(refused.value)


def test_an_agreement_nobody_knows_is_refused() -> None:
    with pytest.raises(BadRulebook, match="did you mean 'teaching-credit'"):
        played(WEEKEND, "teaching-credi")
