"""An account's story: which price, which rule, what it had and owed, where each unit went, and what else could be."""

from pathlib import Path

import pytest

from solvent.errors import BadInput
from solvent.journal import Journal
from solvent.reports.explain import explain, explain_account, explain_step
from solvent.runtime import recover
from tests.reports import closing

FALL, FILL = 13, 14


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return closing.write(tmp_path / "story.journal")


def told(journal: Journal, account: str, about: str = "") -> list[str]:
    """The sentences of an account, those about one thing where it is named."""
    return [sentence.text for sentence in explain(journal, account) if about in ("", sentence.kind)]


def test_the_price_that_triggered_is_named_with_its_components(journal: Journal) -> None:
    assert told(journal, "borrower", "trigger") == [
        "10 October 2025, 21:00:01.000 UTC: the last price of ATOM was 3.6000."
    ]
    # The smoothed basis moved 1 s of 1 s + 150 s towards 3.6 - 4.0: 4.0 - 0.4 / 151 = 3.99735, rounded down.
    components = "index with funding 4.0000, index with smoothed basis 3.9973"
    assert told(journal, "borrower", "price") == [
        "ATOM at that moment: mark 3.9973, index 4.0000, last 3.6000; valued at the last.",
        "The index 4.0000 is the median of: elsewhere 4.0000, 3 s old.",
        f"The mark 3.9973 is the median of three: {components}, last 3.6000.",
    ]


def test_the_rule_the_tier_and_the_breach_are_named(journal: Journal) -> None:
    content_hash = closing.policy().content_hash[:12]
    assert told(journal, "borrower", "rule") == [
        f"Rulebook made ({content_hash}): the last price values positions, and what has equity ≤ maintenance is closed."
    ]
    assert told(journal, "borrower", "position") == [
        "The account held long 100 ATOM entered at 4.0000; 50.00 USDC had been paid in."
    ]
    assert told(journal, "borrower", "requirement") == [
        "Its ATOM was worth 360.00 USDC, in tier 1 of 1, which begins at 0.00 USDC: maintenance is 5 % of it."
    ]
    assert told(journal, "borrower", "breach") == [
        "Equity 10.00 USDC was at or below maintenance 18.00 USDC (initial margin 36.00 USDC), so it was to be closed."
    ]


def test_the_other_prices_would_not_have_closed_it(journal: Journal) -> None:
    # mark: 50 - 100 x (4 - 3.9973) = 49.73 against 5 % x 399.73 = 19.9865; index: 50 against 20
    assert told(journal, "borrower", "counterfactual") == [
        "On the mark (3.9973) equity would have been 49.73 USDC, above maintenance 19.99 USDC: not closed.",
        "On the index (4.0000) equity would have been 50.00 USDC, above maintenance 20.00 USDC: not closed.",
    ]


def test_each_unit_is_followed(journal: Journal) -> None:
    assert told(journal, "borrower", "fill") == [
        "Order 0 sold 100 ATOM at 3.4200: 5.00 % worse than the valuation 3.6000, which cost 18.00 USDC."
    ]
    assert told(journal, "borrower", "standing") == [
        "In USDC: equity 10.00 → −8.00, maintenance 18.00 → 0.00, initial 36.00 → 0.00."
    ]
    assert told(journal, "borrower", "shortfall") == ["The account owed 8.00 USDC beyond its own margin."]
    assert told(journal, "borrower", "payer") == [
        "Money in USDC: 5.00 from @fund (insurance draw).",
        "Money in USDC: 3.00 from the profits of 1 winner (socialised loss).",
    ]
    assert told(journal, "borrower", "end") == ["The closing ended, nothing was left to close: equity 0.00 USDC."]


def test_a_winner_is_told_what_it_gave(journal: Journal) -> None:
    assert told(journal, "counterparty", "payer") == [
        "The account gave 3.00 USDC of a profit of 40.00 USDC for the losses of others.",
        "Money in USDC: 3.00 to @clearing (socialised loss).",
    ]
    assert told(journal, "counterparty")[-2:] == [
        "counterparty was never closed in 14 steps.",
        "counterparty ends with equity 1,037.00 USDC against maintenance 18.00 USDC.",
    ]


def test_who_was_never_closed_is_told_so(journal: Journal) -> None:
    assert told(journal, "bystander") == [
        "bystander was never closed in 14 steps.",
        "bystander holds no position and 70.00 USDC.",
    ]


def test_fees_and_their_receivers_are_named(tmp_path: Path) -> None:
    text = closing.RULEBOOK.replace('taker_fee = "0 %"', 'taker_fee = "0.1 %"').replace(
        'liquidation_fee = "0 %"', 'liquidation_fee = "1 %"'
    )
    with closing.write(tmp_path / "fees.journal", text) as journal:  # type: ignore[attr-defined]
        found = told(journal, "borrower", "money")
    # 0.1 % of 342 is paid whatever is left; no equity is left for the liquidation fee
    assert found == ["Money in USDC: 342.00 from @outside (liquidation fill); 0.342 to @fees (taker fee)."]


def test_a_taker_is_named_with_the_price_and_the_margin_it_took(tmp_path: Path) -> None:
    with closing.write(tmp_path / "fund.journal", fund=100, available=0) as journal:  # type: ignore[attr-defined]
        assert told(journal, "borrower", "order")[1:] == ["Order 0 ended with 100 ATOM unfilled; next is asked: fund."]
        # at the bankruptcy price 3.5 the account ends at 0, and its equity of 10 goes to the fund
        assert told(journal, "borrower", "taker") == [
            "@fund took over long 100 ATOM at 3.5000, and with it a margin of 10.00 USDC."
        ]
        assert told(journal, "borrower", "end") == ["The closing ended, nothing was left to close: equity 0.00 USDC."]


@pytest.mark.parametrize(
    ("ranking", "place"),
    [("profit-times-leverage", "number 1 in the ranking"), ("pro-rata", "in proportion to its position")],
)
def test_deleveraging_is_told_to_both_sides(tmp_path: Path, ranking: str, place: str) -> None:
    text = closing.RULEBOOK.replace("[[payers]]", '[[takers]]\nrule = "adl"\nprice = "mark"\n\n[[payers]]', 1)
    text += f'\n[adl]\nranking = "{ranking}"\n'
    with closing.write(tmp_path / "adl.journal", text) as journal:  # type: ignore[attr-defined]
        both = [told(journal, account, "taker") for account in ("borrower", "counterparty")]
    sentence = f"counterparty, {place}, was reduced by 100 ATOM against borrower, at the "
    assert both == [[sentence + "valuation."]] * 2


def test_every_sentence_rests_on_a_step(journal: Journal) -> None:
    why = explain_account(journal, "borrower")
    assert why.account == "borrower"
    assert [seq for seq, _ in why.sentences] == sorted(seq for seq, _ in why.sentences)
    assert {seq for seq, _ in why.sentences} == {FALL, FILL}


def test_an_unknown_account_is_refused_with_the_nearest(journal: Journal) -> None:
    with pytest.raises(BadInput, match="expected one of 3 accounts, found 'borower'; did you mean 'borrower'"):
        explain(journal, "borower")


@pytest.mark.parametrize("seq", [0, -1, 15])
def test_a_step_that_is_not_there_is_refused(journal: Journal, seq: int) -> None:
    with pytest.raises(BadInput, match=f"expected a step from 1 to 14, found {seq}"):
        explain_step(journal, seq)


def test_a_step_is_told_stage_by_stage(journal: Journal) -> None:
    components = "index with funding 4.0000, index with basis 3.9973"
    step = explain_step(journal, FALL)
    assert (step.id, step.actor, step.command) == ("fall", "tester", "ATOM trades at 3.6000")
    assert step.stages == [
        ["it is 21:00:01.000 UTC"],
        ["ATOM last traded at 3.6000"],
        [f"the mark of ATOM is 3.9973 ({components}, last 3.6000); valued at 3.6000"],
        ["borrower is to be closed by ATOM at 3.6000: equity 10.00 USDC against maintenance 18.00 USDC"],
        ["order 0: sell 100 ATOM of borrower, no limit, valued at 3.6000"],
    ]


def test_a_step_reads_the_same_from_a_snapshot(tmp_path: Path) -> None:
    with closing.write(tmp_path / "story.journal") as journal:  # type: ignore[attr-defined]
        before = [explain_step(journal, seq) for seq in range(1, journal.seq + 1)]
        book = recover(journal)
        journal.save_snapshot(journal.seq, book.digest(), book.dump())
        assert [explain_step(journal, seq) for seq in range(1, journal.seq + 1)] == before
