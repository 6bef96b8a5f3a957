"""Money moves by one verb: for a permitted reason, in one asset, above 0, within limits; and none gets lost."""

from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.columns import Cells, as_column
from solvent.errors import InvariantBroken
from solvent.ledger import GRAIN, PERMITTED, Holder, Ledger
from solvent.reasons import Posting
from solvent.units import INT64_MAX, MAX_AMOUNT

ASSETS = 2
EVERYONE = [(holder, asset, twin) for asset in range(ASSETS) for holder in Holder for twin in range(2)]
PLACES = {key: place for place, key in enumerate(EVERYONE)}


def ledger() -> Ledger:
    """Two holders of every class in each of two assets."""
    made = Ledger()
    made.append(
        len(EVERYONE),
        holder=np.array([int(holder) for holder, _, _ in EVERYONE]),
        asset=np.array([asset for _, asset, _ in EVERYONE]),
    )
    return made


def moved(of: Ledger) -> dict[int, int]:
    """The balances other than 0."""
    return {place: balance for place, balance in enumerate(of.balance.tolist()) if balance}


def pair(source: Holder, target: Holder) -> tuple[int, int]:
    return PLACES[source, 0, 0], PLACES[target, 0, 1]


@pytest.mark.parametrize(("source", "target"), list(product(Holder, Holder)), ids=lambda holder: holder.name)
def test_a_posting_passes_if_it_is_permitted_and_is_refused_if_not(source: Holder, target: Holder) -> None:
    payer, payee = pair(source, target)
    for posting in Posting:
        permitted = posting in PERMITTED.get((source, target), ())
        for many in (False, True):
            made = ledger()
            row: list[Cells] = [payer, payee, 5, int(posting)]
            cells = [as_column(cell) for cell in row] if many else row
            if permitted:
                made.transfer(*cells)
                assert moved(made) == {payer: -5, payee: 5}
            else:
                with pytest.raises(InvariantBroken, match=f"{posting.name} .* {source.name} to {target.name}"):
                    made.transfer(*cells)
                assert moved(made) == {}


def test_the_list_of_permitted_postings_is_the_one_that_was_reviewed() -> None:
    """Frozen: money that may move in a new way is a decision, not a side effect."""
    assert sum(map(len, PERMITTED.values())) == 113
    never = {(a, b) for a, b in product(Holder, Holder) if (a, b) not in PERMITTED}
    assert {(Holder.FEE, any_) for any_ in Holder} <= never, "what was paid as a fee stays there"
    assert {(Holder.CLIENT, Holder.CLIENT)}.isdisjoint(never)
    assert all(reasons for reasons in PERMITTED.values())
    assert {posting for reasons in PERMITTED.values() for posting in reasons} == set(Posting), (
        "a reason nobody may give"
    )


@pytest.mark.parametrize("posting", [Posting.DEPOSIT, Posting.TRADE])
def test_money_never_changes_its_asset(posting: Posting) -> None:
    world, client = PLACES[Holder.WORLD, 0, 0], PLACES[Holder.CLIENT, 1, 0]
    made = ledger()
    with pytest.raises(InvariantBroken, match="one asset, found two"):
        made.transfer(world, client, 5, posting)
    targets = as_column([PLACES[Holder.CLIENT, 0, 0], client])
    with pytest.raises(InvariantBroken, match="one asset, found two"):
        made.transfer(as_column([world, world]), targets, np.full(2, 5), np.full(2, int(posting)))
    assert moved(made) == {}


@pytest.mark.parametrize("amount", [0, -1, -MAX_AMOUNT, -INT64_MAX - 1])
def test_an_amount_of_zero_or_less_is_refused(amount: int) -> None:
    world, client = pair(Holder.WORLD, Holder.CLIENT)
    made = ledger()
    with pytest.raises(InvariantBroken, match=f"more than 0 atoms, found {amount}"):
        made.transfer(world, client, amount, Posting.DEPOSIT)
    with pytest.raises(InvariantBroken, match=f"more than 0 atoms, found {amount}"):
        made.transfer(*(as_column(cells) for cells in ([world] * 2, [client] * 2, [7, amount], [Posting.DEPOSIT] * 2)))
    assert moved(made) == {}


@pytest.mark.parametrize("many", [False, True])
def test_a_balance_reaches_its_limit_and_not_one_atom_more(many: bool) -> None:
    world, client = pair(Holder.WORLD, Holder.CLIENT)

    def pay(of: Ledger, source: int, target: int, amount: int, posting: Posting) -> None:
        row: list[Cells] = [source, target, amount, int(posting)]
        of.transfer(*([as_column(cell) for cell in row] if many else row))

    made = ledger()
    pay(made, world, client, MAX_AMOUNT, Posting.DEPOSIT)
    assert moved(made) == {world: -MAX_AMOUNT, client: MAX_AMOUNT}
    with pytest.raises(InvariantBroken, match=f"range of {MAX_AMOUNT} atoms"):
        pay(made, world, client, 1, Posting.DEPOSIT)
    with pytest.raises(InvariantBroken, match="atoms"):
        pay(ledger(), world, client, INT64_MAX, Posting.DEPOSIT)


def test_many_postings_cannot_wrap_a_balance_back_into_its_range() -> None:
    """19 times 2^64 / 19 is 2^64: without a limit on the sum every balance would stand where it stood."""
    world, client = pair(Holder.WORLD, Holder.CLIENT)
    share, rest = divmod(2**64, 19)
    amounts = as_column([share + (n < rest) for n in range(19)])
    assert int(amounts.sum()) == 0  # NumPy wraps
    assert amounts.max() < MAX_AMOUNT
    with pytest.raises(InvariantBroken, match=str(2**64)):
        ledger().transfer(np.full(19, world), np.full(19, client), amounts, np.full(19, int(Posting.DEPOSIT)))


def test_one_event_may_touch_a_holder_many_times_and_only_the_end_must_be_within_limits() -> None:
    places = [PLACES[key] for key in [(Holder.WORLD, 0, 0), (Holder.CLIENT, 0, 0), (Holder.CLIENT, 0, 1)]]
    world, client, other = places
    made = ledger()
    made.transfer(
        as_column([world, client, client, world]),
        as_column([client, other, world, client]),
        as_column([MAX_AMOUNT, 9, 5, 5]),
        as_column([Posting.DEPOSIT, Posting.TRANSFER, Posting.WITHDRAWAL, Posting.DEPOSIT]),
    )
    assert moved(made) == {world: -MAX_AMOUNT, client: MAX_AMOUNT - 9, other: 9}


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from([(key, posting) for key, postings in sorted(PERMITTED.items()) for posting in postings]),
            st.integers(0, ASSETS - 1),
            st.tuples(st.integers(0, 1), st.integers(0, 1)),
            st.integers(1, MAX_AMOUNT >> 6),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_money_is_conserved_per_asset_one_by_one_and_all_at_once(rows: list[Any]) -> None:
    singly, together, sums = ledger(), ledger(), [0] * len(EVERYONE)
    columns: list[list[int]] = [[], [], [], []]
    for ((source, target), posting), asset, twins, amount in rows:
        row = PLACES[source, asset, twins[0]], PLACES[target, asset, twins[1]], amount, int(posting)
        singly.transfer(*row)
        sums[row[0]] -= amount
        sums[row[1]] += amount
        for column, cell in zip(columns, row, strict=True):
            column.append(cell)
    together.transfer(*map(as_column, columns))
    assert singly.balance.tolist() == together.balance.tolist() == sums
    assert singly.fold() == together.fold()
    assert singly.by_asset() == {0: 0, 1: 0}
    assert singly.unbalanced() == 0


def test_money_that_appeared_from_nowhere_is_seen() -> None:
    made = ledger()
    made.balance[PLACES[Holder.CLIENT, 1, 0]] += 1
    assert made.unbalanced() == GRAIN
    assert made.by_asset() == {0: 0, 1: GRAIN}


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 10**12), st.integers(0, GRAIN - 1)), max_size=20))
def test_what_is_finer_than_an_atom_is_kept_exactly_and_a_balance_is_the_floor_of_it(
    moves: list[tuple[bool, int, int]],
) -> None:
    made, exact = ledger(), 0
    world, reserve = pair(Holder.WORLD, Holder.RESERVE)
    for inwards, atoms, fine in moves:
        if atoms + fine:
            sides = (world, reserve) if inwards else (reserve, world)
            made.transfer(*sides, atoms, Posting.LOAN_SUPPLY if inwards else Posting.LOAN_BORROWING, fine)
            exact += (atoms * GRAIN + fine) * (1 if inwards else -1)
    assert made.exact(reserve) == exact == -made.exact(world)
    assert made.unbalanced() == 0
    assert int(made.balance[reserve]) == exact // GRAIN
    for flaw in (GRAIN, -1):
        with pytest.raises(InvariantBroken):
            made.transfer(world, reserve, 1, Posting.LOAN_SUPPLY, flaw)
