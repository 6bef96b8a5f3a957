"""10 October 2025 on Hyperliquid: published figures again, and its 19,337 deleveraged accounts under every rule."""

import csv
import gzip
import io
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from solvent.lab.allocation.compare import play, playable
from solvent.lab.allocation.scorecard import unfairness
from solvent.lab.allocation.severity import needed, path_length, regret_envelope
from solvent.lab.allocation.winners import read_winners
from solvent.liquidation.deleverage import rank
from solvent.liquidation.proportion import given_up
from solvent.policy import Ranking

CENT = Fraction(1, 100)
BUDGET, DEFICIT, LARGEST_LOSS = Fraction("15079669.61"), Fraction("12657729.41"), Fraction("10925707.16")
Rows = tuple[dict[str, str], ...]


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    return shared / "data" / "hyperliquid_adl"


@cache
def table(path: Path) -> Rows:
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode()
    return tuple(csv.DictReader(io.StringIO(text)))


def column(rows: Rows, name: str) -> list[Fraction]:
    return [Fraction(row[name]) for row in rows]


def cents(amount: Fraction) -> str:
    whole = int(amount * 100 + Fraction(1, 2))
    return f"{whole // 100:,}.{whole % 100:02}"


@pytest.mark.parametrize(
    ("policy", "tracking", "fairness"),
    [
        ("prod", "53,782,490.53", "11,077,031.68"),
        ("contract_pr", "3,020,120.65", "384,064.35"),
        ("vector", "1,793,022.03", "2,620,345.57"),
        ("fixed_point_ilp_integer", "106,205.81", "0.00"),
        ("pr", "0.00", "2,732,437.29"),
    ],
)
def test_the_published_table_of_policies(folder: Path, policy: str, tracking: str, fairness: str) -> None:
    """arXiv 2602.15182, Table 2: production, integer pro-rata, L2, min-max, continuous pro-rata."""
    waves = table(folder / "policy_per_wave_metrics.csv")
    asked, taken = column(waves, "budget_needed"), column(waves, f"budget_{policy}")
    shares, best = column(waves, f"max_pct_{policy}"), column(waves, "max_pct_fixed_point_ilp_integer")
    assert len(waves) == 16
    assert cents(sum((abs(x - b) for x, b in zip(taken, asked, strict=True)), Fraction(0))) == tracking
    assert cents(unfairness(shares, best, asked)) == fairness


def test_what_was_needed_and_what_production_took(folder: Path) -> None:
    waves = table(folder / "policy_per_wave_metrics.csv")
    asked, taken = column(waves, "budget_needed"), column(waves, "budget_prod")
    contracts = column(table(folder / "wave_coin_gap_per_contract_h0.csv.gz"), "gap_usd_x_qty")
    assert cents(sum(asked)) == cents(sum(contracts)) == "15,079,669.61"
    assert cents(sum(taken)) == "60,108,335.33"
    over = [x - b for x, b in zip(taken, asked, strict=True)]
    assert cents(sum(over)) == "45,028,665.72"
    assert (cents(sum(o for o in over if o > 0)), cents(-sum(o for o in over if o < 0))) == (
        "49,405,578.12", "4,376,912.41",
    )  # fmt: skip
    stylised = column(table(folder / "per_shock_metrics_queue.csv.gz"), "overshoot_queue_usd")
    assert cents(sum(stylised)) == "653,552,663.51"


def test_the_envelope_and_the_account_that_is_counted_nine_times(folder: Path) -> None:
    """Severity by wave: path 7.0595, envelope 129.70 m. One account's loss stands in nine deficits of sixteen."""
    waves = table(folder / "bad_debt_loser_waves.csv")
    deficits, largest = column(waves, "deficit_usd"), column(waves, "max_loss_usd")
    asked = column(table(folder / "policy_per_wave_metrics.csv"), "budget_needed")
    path = path_length([needed(b, d) for b, d in zip(asked, deficits, strict=True)])
    assert f"{float(path):.12f}" == "7.059522652722"
    assert f"{regret_envelope(deficits, path):,.2f}" == "129,699,802.43"
    repeated = [d - x for d, x in zip(deficits, largest, strict=True) if cents(x) == "10,925,707.16"]
    once = sum(repeated) + sum(d for d, x in zip(deficits, largest, strict=True) if cents(x) != "10,925,707.16")
    assert (cents(sum(deficits)), len(repeated)) == ("100,063,386.69", 9)
    assert cents(once + max(largest)) == "12,657,729.41"


def test_who_was_deleveraged(folder: Path) -> None:
    accounts, coins = table(folder / "adl_by_account.csv.gz"), table(folder / "adl_by_coin.csv")
    assert (len(accounts), len(coins), sum(int(row["num_events"]) for row in coins)) == (19_337, 162, 34_983)
    sizes = sorted(column(accounts, "adl_notional"), reverse=True)
    assert cents(sum(sizes)) == cents(sum(column(coins, "adl_notional"))) == "2,103,111,430.86"
    shares = [f"{float(sum(sizes[:n]) / sum(sizes)):.3f}" for n in (1, 10, 100)]
    assert shares == ["0.157", "0.458", "0.776"]


def test_every_policy_takes_what_was_needed_to_the_cent(folder: Path) -> None:
    """19,230 of them had won something: 834,554,147.76 in all."""
    winners = read_winners(folder / "adl_by_account.csv.gz")
    assert len(winners.names) == 19_230
    assert cents(sum(winners.capacities)) == "834,554,147.76"
    found = {}
    for name in playable(winners):
        played = play(name, winners, BUDGET, CENT, DEFICIT, LARGEST_LOSS)
        assert sum(played.units) * CENT == BUDGET == played.score.taken
        assert all(0 <= count * CENT <= won for count, won in zip(played.units, winners.capacities, strict=True))
        card = played.score
        found[name] = (f"{float(card.max_share):.6f}", card.touched, card.used_up, cents(card.top_survivor))
    assert found == {
        "queue": ("1.000000", 24, 23, "42,603,708.17"),
        "pro-rata": ("0.018069", 19_198, 0, "51,909,232.80"),
        "risk-aware": ("1.000000", 19_074, 541, "49,935,306.75"),
        "l2": ("0.056330", 19_198, 0, "49,886,616.98"),
    }


@pytest.mark.parametrize(
    ("ranking", "touched", "largest"),
    [
        (Ranking.PROFIT_TIMES_LEVERAGE, 2843, "0.3299"),
        (Ranking.MARK_OVER_ENTRY_TIMES_LEVERAGE, 3402, "0.3299"),
        (Ranking.RANDOM_START, 14629, "0.4714"),
        (Ranking.PRO_RATA, 19195, "0.1571"),
        (Ranking.QUANTITY_FIFTHS, 3719, "0.2547"),
    ],
)
def test_the_rankings_of_the_engine_close_exactly_what_is_asked_of_them(
    folder: Path, ranking: Ranking, touched: int, largest: str
) -> None:
    """A third of what they gave up, as if that were shorts and all they held: how many give, and the largest part."""
    accounts = table(folder / "adl_by_account.csv.gz")
    size, profit, equity = (
        np.array([int(amount * 100) for amount in column(accounts, name)], np.int64)
        for name in ("adl_notional", "closed_pnl", "account_value_realtime")
    )
    held = np.flatnonzero(size)
    size, profit, equity = size[held], profit[held], equity[held]
    order = np.zeros(len(size), np.int64)
    level = rank(-size, -(size + profit), equity, 1, 1, int(ranking), 0, order)
    asked = int(size.sum()) // 3
    parts = given_up(size[order], level, asked)
    assert int(parts.sum()) == asked == 70_103_711_579
    assert (parts <= size[order]).all()
    assert ((parts > 0).sum(), f"{parts.max() / asked:.4f}") == (touched, largest)
