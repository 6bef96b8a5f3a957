"""The 1,309 real accounts of Aave v2 as loans in the engine: one sweep finds who falls as ether does.

The file gives totals and an average threshold by account, so each threshold is a reserve of its own here, priced at one
ether; debts are in ether and in another currency, which rises against ether as ether falls. Expected counts are those
of `acceptance.json`.
"""

import pytest

from solvent import commands as c
from solvent import events as e
from solvent.engine.loans import watching
from solvent.policy import ReservePolicy
from tests.loans import POOL, WAD, Pool, lending
from tests.replays.test_aave_v2_book import FALLEN, Loan, loans
from tests.world import of

__all__ = ["loans"]  # a fixture
ETH, OTHER = "ETH", "OTHER"


def terms(threshold: int) -> ReservePolicy:
    """A reserve without interest."""
    return ReservePolicy(18, threshold, threshold, 10_000, 0, 5 * 10**8, 0, 0, 0)


@pytest.fixture(scope="module")
def pool(loans: list[Loan]) -> Pool:
    """All of them, read in at the prices of the file."""
    reserves = {f"C{threshold}": terms(threshold) for threshold in sorted({loan.threshold for loan in loans})}
    rules = lending("aave-v2-2023", **reserves, **{ETH: terms(0), OTHER: terms(0)})
    made = Pool("lender", rules=rules)
    for asset in rules.reserves:
        made.oracle(asset, WAD)
    for asset in (ETH, OTHER):
        made.act(c.Supply, "lender", asset, 10**7 * WAD)
    for number, loan in enumerate(loans):
        place = {"pool": POOL, "account": f"v2_{number:04d}"}
        made.do(c.OpenAccount, account=place["account"])
        for asset, supplied, owed in (
            (f"C{loan.threshold}", loan.collateral, 0),
            (ETH, 0, loan.ether),
            (OTHER, 0, loan.debt - loan.ether),
        ):
            if supplied + owed > 0:
                done = made.do(c.LoadLoan, **place, asset=asset, supplied=str(supplied), owed=str(owed))
                assert done.refused is None
    return made


def test_the_counts_of_the_acceptance_file_come_out_of_the_engine(pool: Pool) -> None:
    assert int(pool.book.loans.liquidatable.sum()) == FALLEN[0]
    found, told = {}, FALLEN[0]
    for fall in sorted(FALLEN):
        done = pool.oracle(OTHER, -(-WAD * 100 // (100 - fall)))
        told += len(of(done, e.LoanLiquidatable))
        found[fall] = int(pool.book.loans.liquidatable.sum())
        assert found[fall] == told, "each is told once"
    assert found == FALLEN


def test_the_sweep_has_missed_nobody(pool: Pool) -> None:
    for loan in range(pool.book.loans.n):
        whole = watching.standing(pool.book, loan)
        assert whole is not None
        assert whole.liquidatable == bool(pool.book.loans.liquidatable[loan])
    assert pool.by_effect().digest() == pool.book.digest()
