"""1,309 real accounts of Aave v2 with staked ether, June 2023: their health, and who falls as ether or its peg does.

The file prints doubles; here they are wei. Expected figures are those of `acceptance.json`, where collateral stays
fixed in ether, a debt that is not in ether grows as ether falls, and nobody acts.
"""

import csv
import gzip
import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from solvent.fixed import mul_div_up
from solvent.lending.aave.account import health_of_totals
from solvent.lending.scales import WAD

FALLEN = {0: 4, 5: 8, 10: 17, 20: 60, 30: 133, 40: 250, 50: 396}  # per cent -> accounts below 1


class Loan(NamedTuple):
    """An account in wei of ether; `ether` is the part of the debt that is owed in it."""

    collateral: int
    debt: int
    threshold: int
    printed: float
    staked: int
    ether: int


@pytest.fixture(scope="module")
def loans(shared: Path) -> list[Loan]:
    file = shared / "data" / "defi_positions" / "aave_v2_steth_positions_2023_06.csv.gz"
    with gzip.open(file, "rt") as lines:
        return [read(row) for row in csv.DictReader(lines)]


@pytest.fixture(scope="module")
def checks(shared: Path) -> dict[str, dict[str, Any]]:
    told = json.loads((shared / "data" / "acceptance.json").read_text("utf-8"), parse_float=Decimal)
    return {check["id"]: check for check in told["checks"]}


def read(row: dict[str, str]) -> Loan:
    """A row; a double is put on the nearest wei."""
    names = ("collateral_eth", "debt_eth", "steth_amount", "eth_debt_part")
    collateral, debt, staked, ether = (int((Decimal(row[name]) * WAD).to_integral_value()) for name in names)
    return Loan(collateral, debt, int(row["liq_threshold_bps"]), float(row["health_factor"]), staked, ether)


def below_one(loans: list[Loan], fall: int = 0, peg: int = 100) -> list[tuple[int, int]]:
    """(collateral, debt) of the accounts below 1 once ether fell by per cents, or staked ether to per cents of it."""
    found = []
    for loan in loans:
        debt = loan.ether + mul_div_up(loan.debt - loan.ether, 100, 100 - fall)
        collateral = loan.collateral - mul_div_up(loan.staked, 100 - peg, 100)
        if health_of_totals(collateral, loan.threshold, debt) < WAD:
            found.append((collateral, debt))
    return found


def test_health_is_what_the_file_prints_to_a_part_in_ten_to_the_fifteen(loans: list[Loan]) -> None:
    assert len(loans) == 1_309
    for loan in loans:
        health = Fraction(health_of_totals(loan.collateral, loan.threshold, loan.debt), WAD)
        assert abs(health / Fraction(loan.printed) - 1) < Fraction(1, 10**15)


@pytest.mark.parametrize(("fall", "count"), FALLEN.items())
def test_who_falls_with_ether_and_what_they_owe(
    loans: list[Loan], checks: dict[str, dict[str, Any]], fall: int, count: int
) -> None:
    found, check = below_one(loans, fall), checks[f"defi.v2.eth_-{fall}pct"]
    assert len(found) == count == check["positions_hf_lt_1"]
    sums = (
        sum(debt for _, debt in found),
        sum(collateral for collateral, _ in found),
        sum(max(debt - collateral, 0) for collateral, debt in found),
    )
    for name, summed in zip(("debt_eth", "collateral_eth", "bad_debt_eth"), sums, strict=True):
        assert abs(Fraction(summed, WAD) - Fraction(check[name])) <= Fraction(check["tol_abs"])


@pytest.mark.parametrize(("peg", "count"), [(100, 4), (98, 8), (95, 12), (93, 22), (90, 27)])
def test_who_falls_with_the_peg(loans: list[Loan], checks: dict[str, dict[str, Any]], peg: int, count: int) -> None:
    found = below_one(loans, peg=peg)
    (check,) = (told for name, told in checks.items() if name == f"defi.v2.steth_peg_{float(peg) / 100}")
    assert len(found) == count == check["positions_hf_lt_1"]
    assert abs(Fraction(sum(debt for _, debt in found), WAD) - Fraction(check["debt_eth"])) <= Fraction(
        check["tol_abs"]
    )


def test_the_counts_depend_on_the_line(loans: list[Loan]) -> None:
    """A threshold that is a hundredth lower finds others."""
    moved = [loan._replace(threshold=loan.threshold * 99 // 100) for loan in loans]
    assert len(below_one(moved, 20)) > FALLEN[20]
