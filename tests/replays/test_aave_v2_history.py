"""Real accounts of Aave v2 as they stood through May 2021, in the whole engine, priced at each midnight.

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
EVERY_S = 86_400  # with 8 hours a minute and a half, with the same laws
FROM_S, TO_S = 1_609_459_200, 1_622_505_600  # 1 January to 1 June 2021
FREE = Costs(act=True, slippage=0, gas=0, queue=0, priority=0, flash=0)
Held = dict[str, dict[str, int]]  # asset -> side -> units


def observations(shared: Path) -> dict[int, list[tuple[str, Held]]]:
    """Loans by the time at which they come in, a multiple of EVERY_S."""
    rows: dict[tuple[int, str], Held] = defaultdict(lambda: defaultdict(dict))
    file = shared / "data" / "defi_positions" / "aave_v2_account_history_assets.csv.gz"
    with gzip.open(file, "rt") as lines:
        for row in csv.DictReader(lines):
            if int(row["ts_s"]) < TO_S - EVERY_S and Decimal(row["amount_raw"]) > 0:
                at = max(-(-int(row["ts_s"]) // EVERY_S) * EVERY_S, FROM_S)
                rows[at, f"{row['acct']}@{row['block']}"][row["asset"]][row["side"]] = int(Decimal(row["amount_raw"]))
    found: dict[int, list[tuple[str, Held]]] = defaultdict(list)
    for (at, name), held in rows.items():
        if "ZRX" not in held:
            found[at].append((name, held))
    return found


def prices(shared: Path) -> dict[int, dict[str, int]]:
    """Prices in 10^-8 dollars at each step, the last that is known."""
    found: dict[int, dict[str, int]] = {}
    last = dict.fromkeys(A_DOLLAR, 10**8)
    with gzip.open(shared / "data" / "other_prices" / "coingecko_hourly_usd_2021_2023.csv.gz", "rt") as lines:
        for row in csv.DictReader(lines):
            at = int(row.pop("ts_s"))
            if at > TO_S:
                break
            last |= {asset: int(Decimal(text) * 10**8) for asset, text in row.items() if text}
            if at % EVERY_S == 0:
                found[at] = dict(last)
    return found


@pytest.fixture(scope="module")
def played(shared: Path) -> tuple[World, Counter[str]]:
    """The whole run, the laws of loans asked every week."""
    loans, quotes = observations(shared), prices(shared)
    assets = sorted({asset for held in (held for some in loans.values() for _, held in some) for asset in held})
    terms = {asset: ReservePolicy(DECIMALS.get(asset, 18), 7_000, 7_500, 10_500, 1_000, 8 * 10**8, 0, 4 * 10**7, 10**9)
             for asset in assets}  # fmt: skip
    world, seen = World(at_ns=FROM_S * 10**9), Counter[str]()

    def take(kind: type[c.Command], **fields: object) -> bool:
        done = world.do(kind, **fields)
        seen.update(type(event).__name__ for event in done.events)
        return done.refused is None

    take(c.AdoptLending, pool=POOL, policy=lending("aave-v2-2021", base_decimals=8, **terms))
    take(c.OpenAccount, account="lender")
    for at in sorted(quotes):
        world.at_ns = at * 10**9
        for asset in assets:
            if asset in quotes[at]:
                take(c.ObserveOracle, pool=POOL, asset=asset, price=str(quotes[at][asset]))
        for name, held in loans.get(at, ()):
            take(c.OpenAccount, account=name)
            for asset, sides in held.items():
                owed = sides.get("debt", 0)
                if owed:
                    assert take(c.LoadLoan, pool=POOL, account="lender", asset=asset, supplied=str(2 * owed))
                assert take(c.LoadLoan, pool=POOL, account=name, asset=asset,
                            supplied=str(sides.get("collateral", 0)), owed=str(owed))  # fmt: skip
        liquidated(world, seen)
        if at % (7 * EVERY_S) == 0:
            assert amiss(world.book, c.AdvanceTime()) == []
    return world, seen


def liquidated(world: World, seen: Counter[str]) -> None:
    """Strangers act as long as the protocol lets them and a unit is left."""
    book = world.book
    for loan in range(book.loans.n):
        for _ in range(20):
            found = book.loans.liquidatable[loan] and chance(book, loan, FREE, 0, world.at_ns // 10**9)
            if not found or found.profit <= 0:
                break
            names = [book.assets[int(book.reserves.asset[at])] for at in (found.collateral, found.owing)]
            account = book.account_names[int(book.loans.account[loan])]
            done = world.do(
                c.LiquidateLoan, pool=POOL, account=account, collateral=names[0], debt=names[1], amount="all"
            )
            seen.update(type(event).__name__ for event in done.events)
            if done.refused:
                break


def test_strangers_liquidate_through_may_2021_and_every_law_holds(
    played: tuple[World, Counter[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    world, seen = played
    told = {name: seen[name] for name in ("LoanLiquidatable", "LoanLiquidated", "LoanRecovered", "BadDebtNamed")}
    with capsys.disabled():
        sys.stdout.write(f"\n{world.book.loans.n} loans, {len(world.journal)} steps: {told}\n")
    assert world.book.loans.n > 500
    assert min(told.values()) > 0
    assert seen["LoanLiquidated"] > 100


def test_the_journal_of_it_is_the_same_by_cause_and_by_effect(played: tuple[World, Counter[str]]) -> None:
    world, _ = played
    assert world.by_effect().digest() == world.by_cause().book.digest() == world.book.digest()
