"""Real accounts of Aave v2 as they stood from 2021 to 2023, in the whole engine, priced at each midnight or each hour.

Each observation of the file is a loan of its own, read in at its time with what it held and owed; from then on nobody
but strangers acts on it, and those act whenever the protocol lets them, at no cost. Thresholds and rates are alike for
all assets (ours): the file holds none. GUSD and TUSD, of which there are no prices, are taken for a dollar; an
observation with ZRX, of which there are none either, is left out.
"""

import csv
import gzip
import sys
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from solvent import commands as c
from solvent.lab.lending.case import Costs
from solvent.lab.lending.strangers import chance
from solvent.policy import ReservePolicy
from tests.loans import POOL, lending
from tests.simulation.lending import amiss
from tests.world import World

DECIMALS = {"USDC": 6, "USDT": 6, "GUSD": 2, "WBTC": 8}  # 18 for the others
A_DOLLAR = ("GUSD", "TUSD")
DAY_S, HOUR_S = 86_400, 3_600
FROM_S, TO_S = 1_609_459_200, 1_677_283_200  # 1 January 2021 to 25 February 2023
FREE = Costs(act=True, slippage=0, gas=0, queue=0, priority=0, flash=0)
Held = dict[str, dict[str, int]]  # asset -> side -> units


def observations(shared: Path, every_s: int) -> dict[int, list[tuple[str, Held]]]:
    """Loans by the time at which they come in, a multiple of every_s."""
    rows: dict[tuple[int, str], Held] = defaultdict(lambda: defaultdict(dict))
    file = shared / "data" / "defi_positions" / "aave_v2_account_history_assets.csv.gz"
    with gzip.open(file, "rt") as lines:
        for row in csv.DictReader(lines):
            if int(row["ts_s"]) < TO_S - every_s and Decimal(row["amount_raw"]) > 0:
                at = max(-(-int(row["ts_s"]) // every_s) * every_s, FROM_S)
                rows[at, f"{row['acct']}@{row['block']}"][row["asset"]][row["side"]] = int(Decimal(row["amount_raw"]))
    found: dict[int, list[tuple[str, Held]]] = defaultdict(list)
    for (at, name), held in rows.items():
        if "ZRX" not in held:
            found[at].append((name, held))
    return found


def prices(shared: Path, every_s: int) -> dict[int, dict[str, int]]:
    """Prices in 10^-8 dollars at each step, the last that is known."""
    found: dict[int, dict[str, int]] = {}
    last = dict.fromkeys(A_DOLLAR, 10**8)
    with gzip.open(shared / "data" / "other_prices" / "coingecko_hourly_usd_2021_2023.csv.gz", "rt") as lines:
        for row in csv.DictReader(lines):
            at = int(row.pop("ts_s"))
            if at > TO_S:
                break
            last |= {asset: int(Decimal(text) * 10**8) for asset, text in row.items() if text}
            if at % every_s == 0:
                found[at] = dict(last)
    return found


class Played:
    """One run: strangers look at every step, the laws of loans are asked every four weeks."""

    def __init__(self, shared: Path, every_s: int) -> None:
        self.world, self.seen = World(at_ns=FROM_S * 10**9), Counter[str]()
        loans, quotes = observations(shared, every_s), prices(shared, every_s)
        held = [held for some in loans.values() for _, held in some]
        self.assets = sorted({asset for one in held for asset in one})
        terms = {
            asset: ReservePolicy(DECIMALS.get(asset, 18), 7_000, 7_500, 10_500, 1_000, 8 * 10**8, 0, 4 * 10**7, 10**9)
            for asset in self.assets
        }
        self.take(c.AdoptLending, policy=lending("aave-v2-2021", base_decimals=8, **terms))
        self.world.do(c.OpenAccount, account="lender")
        for at in sorted(quotes):
            self.world.at_ns = at * 10**9
            told = [asset for asset in self.assets if asset in quotes[at]]
            self.take(c.ObserveOracles, assets=told, prices=[str(quotes[at][asset]) for asset in told])
            for name, one in loans.get(at, ()):
                self.enter(name, one)
            liquidated(self.world, self.seen)
            if at % (28 * DAY_S) == 0:
                assert amiss(self.world.book, c.AdvanceTime()) == []
        assert amiss(self.world.book, c.ObserveOracles(pool=POOL, assets=[], prices=[])) == []

    def take(self, kind: type[c.Command], **fields: object) -> None:
        done = self.world.do(kind, pool=POOL, **fields)
        assert done.refused is None, done.events
        self.seen.update(type(event).__name__ for event in done.events)

    def enter(self, name: str, held: Held) -> None:
        """A loan as it was observed; somebody lends twice what it owes."""
        self.world.do(c.OpenAccount, account=name)
        for asset, sides in held.items():
            owed = sides.get("debt", 0)
            if owed:
                self.take(c.LoadLoan, account="lender", asset=asset, supplied=str(2 * owed))
            self.take(c.LoadLoan, account=name, asset=asset, supplied=str(sides.get("collateral", 0)), owed=str(owed))

    def told(self) -> str:
        """What happened, in one line."""
        kinds = ("LoanLiquidatable", "LoanLiquidated", "LoanRecovered", "BadDebtNamed")
        counts = ", ".join(f"{name} {self.seen[name]:,}" for name in kinds)
        return f"\n{self.world.book.loans.n:,} loans, {len(self.world.journal):,} steps: {counts}\n"


@pytest.fixture(scope="module")
def played(shared: Path) -> Played:
    """Priced at each midnight."""
    return Played(shared, DAY_S)


def liquidated(world: World, seen: Counter[str]) -> None:
    """Strangers act as long as the protocol lets them and a unit is left."""
    book = world.book
    for loan in range(book.loans.n):
        for _ in range(20):
            found = book.loans.liquidatable[loan] and chance(book, loan, FREE, 0, world.at_ns // 10**9)
            if not found or found.profit <= 0:
                break
            done = world.do(found.command, pool=POOL, **found.said)
            seen.update(type(event).__name__ for event in done.events)
            if done.refused:
                break


def test_strangers_liquidate_from_2021_to_2023_and_every_law_holds(
    played: Played, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        sys.stdout.write(played.told())
    assert played.world.book.loans.n > 1_000
    assert min(played.seen[name] for name in ("LoanRecovered", "BadDebtNamed")) > 0
    assert played.seen["LoanLiquidated"] > 10_000


def test_the_journal_of_it_is_the_same_by_cause_and_by_effect(played: Played) -> None:
    world = played.world
    assert world.by_effect().digest() == world.by_cause().book.digest() == world.book.digest()


@pytest.mark.deep
def test_the_same_priced_at_each_hour(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    hourly = Played(shared, HOUR_S)
    with capsys.disabled():
        sys.stdout.write(hourly.told())
    assert hourly.seen["TimeAdvanced"] > 18_000
    assert hourly.world.by_effect().digest() == hourly.world.book.digest()
