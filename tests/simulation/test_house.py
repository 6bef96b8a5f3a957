"""Whole houses under random load, with every law asked after every step."""

from collections import Counter

import pytest

from solvent import events as e
from solvent import rulebooks
from solvent.book import Book
from solvent.lending.credit.calls import Cause, Ease
from solvent.reasons import Bearer, Exclusion, Reason
from tests.bands import POOL as BANDS_POOL
from tests.clusters import POOL as CLUSTER
from tests.pairs import POOL as PAIR
from tests.rated import BRANCH
from tests.simulation import credit
from tests.simulation.house import House
from tests.simulation.policies import random_policy
from tests.simulation.watch import run
from tests.spokes import POOL as SPOKE
from tests.ticks import POOL as TICK_POOL
from tests.world import cells

SHIPPED = {name: rulebooks.compile(rulebooks.load(name)) for name in rulebooks.names()}
CLOSING = {
    e.LiquidationTriggered, e.LiquidationOrderPlaced, e.LiquidationOrderFilled, e.LiquidationOrderExpired,
    e.LiquidationThrottled, e.LiquidationEnded, e.ClosingPaced, e.BackstopTookOver, e.PositionDeleveraged,
    e.ShortfallFound, e.InsuranceFundDrawn, e.OperatorPaid, e.LossSocialised, e.BadDebtRecorded, e.MarginWarningIssued,
    e.OrdersCancelled, e.OracleStale, e.ConstituentExcluded, e.ConstituentReadmitted, e.FundingSettled,
    e.LiquidationWithheld, e.DepthObserved,
}  # fmt: skip


def replays(house: House) -> None:
    """By effect and by cause the journal leads to the same book, and a snapshot to the same digest."""
    digest = house.book.digest()
    assert house.by_effect().digest() == digest
    again = house.by_cause()
    assert [effect for _, effect in again.journal] == [effect for _, effect in house.journal]
    assert again.book.digest() == digest
    assert Book.restore(house.book.dump()).digest() == digest


@pytest.mark.parametrize("seed", range(12))
def test_the_laws_hold_under_any_policy(seed: int) -> None:
    house = House(random_policy(seed), seed)
    run(house, 250)
    replays(house)


@pytest.mark.parametrize("seed", range(100, 112))
def test_the_laws_hold_when_a_crowd_falls(seed: int) -> None:
    house = House(random_policy(seed), seed, calm=60, bad=2, crowd=25)
    run(house, 150)
    replays(house)


@pytest.mark.parametrize("name", sorted(SHIPPED))
def test_the_laws_hold_under_every_rulebook(name: str) -> None:
    for seed in range(2):
        house = House(SHIPPED[name], seed, calm=75, crowd=15 * seed)
        run(house, 200)
        replays(house)


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(1000, 1400))
def test_the_laws_hold_under_any_policy_for_long(seed: int) -> None:
    house = House(random_policy(seed), seed, calm=50 + seed % 50, bad=seed % 30, crowd=seed % 40)
    run(house, 1500)
    replays(house)


def test_the_simulation_meets_everything_that_can_happen_to_a_position() -> None:
    seen: Counter[str] = Counter()
    for seed in range(200, 224):
        seen += run(House(random_policy(seed), seed, calm=60, bad=2, crowd=25), 120)
    assert {kind.__name__ for kind in CLOSING} - set(seen) == set()


def _met(seeds: range, has: str, pool: str) -> tuple[set[type[e.Event]], set[Reason | None]]:
    """The events and the answers of commands about one pool, in houses that have it."""
    kinds, refused = set[type[e.Event]](), set[Reason | None]()
    for seed in seeds:
        house = House(random_policy(seed), seed, bad=2)
        assert getattr(house, has)
        for command in house.steps(150):
            outcome = house.take(command)
            if getattr(command, "pool", "") == pool:
                kinds |= {type(event) for event in outcome.events}
                refused.add(outcome.refused)
    return kinds, refused


CREDIT = {
    e.CreditAdopted, e.CollateralSet, e.CollateralPriced, e.SaleDue, e.CreditOpened, e.PledgeOpened, e.CreditChanged,
    e.CreditCalled, e.CreditEased, e.CreditDefaulted, e.CollateralSold, e.LossBorne, *(set(Cause) - {Cause.NONE}),
    *(("ease", ease) for ease in Ease), "stands in",
}  # fmt: skip


def test_the_simulation_meets_everything_that_can_happen_at_a_credit_desk() -> None:
    seen: set[object] = set()
    for seed in range(2, 50, 3):
        house = House(random_policy(seed), seed, calm=90, bad=2)
        for command in house.steps(100):
            seen |= credit.kinds(house.take(command))
    assert CREDIT - seen == set()


LENDING = {
    e.CometTermsSet, e.CollateralTermsSet, e.LoanAbsorbed, e.CollateralAbsorbed, e.CollateralBought, e.LoanLiquidatable,
    e.LoanRecovered, e.ReservePaused,
}  # fmt: skip


def test_the_simulation_meets_everything_that_can_happen_in_a_pool_of_compound() -> None:
    kinds, bearers, left = set(), set(), set()
    for seed in range(401, 489, 4):
        house = House(random_policy(seed), seed, bad=2)
        assert house.has_comet
        for command in house.steps(150):
            for event in house.take(command).events:
                kinds.add(type(event))
                bearers |= {Bearer(event.bearer)} if isinstance(event, e.ReservesNamed) else set()
                left |= {event.left != "0"} if isinstance(event, e.LoanAbsorbed) else set()
    assert kinds >= LENDING
    assert bearers == {Bearer.PROTOCOL, Bearer.SUPPLIERS_SHARE}
    assert left == {True, False}, "a surplus is left, and a loss"


PAIRS = {
    e.PairTermsSet, e.PairUpdated, e.LendersLost, e.PreLiquidationAllowed, e.LoanPreLiquidated, e.LoanLiquidated,
    e.LoanLiquidatable, e.LoanRecovered, e.BadDebtNamed,
}  # fmt: skip


def test_the_simulation_meets_everything_that_can_happen_in_a_market_of_morpho() -> None:
    kinds, refused = _met(range(402, 450, 4), "has_pair", PAIR)
    assert kinds >= PAIRS
    assert refused >= {Reason.MORE_THAN_OWED, Reason.NO_LIQUIDITY, Reason.HEALTH_FACTOR, Reason.BORROWING_POWER,
                       Reason.PAST_THE_LINE, Reason.NOT_OPTED_IN, Reason.LOAN_HEALTHY}  # fmt: skip


CLUSTERS = {
    e.EVaultTermsSet, e.LtvSet, e.EVaultUpdated, e.DebtorChanged, e.DebtTakenOver, e.LendersLost, e.LoanLiquidated,
    e.LoanLiquidatable, e.LoanRecovered, e.BadDebtNamed,
}  # fmt: skip


def test_the_simulation_meets_everything_that_can_happen_in_vaults_of_euler() -> None:
    kinds, refused = _met(range(404, 452, 4), "has_cluster", CLUSTER)
    assert kinds >= CLUSTERS
    assert refused >= {Reason.MORE_THAN_OWED, Reason.NO_LIQUIDITY, Reason.BORROWING_POWER, Reason.LOAN_HEALTHY,
                       Reason.TOO_SOON, Reason.ONE_DEBT, Reason.SELF_LIQUIDATION,
                       Reason.NOT_COLLATERAL}  # fmt: skip


RATED = {
    e.AggregateUpdated, e.TroveRated, e.YieldSet, e.YieldNoted, e.BranchShut, e.TroveLiquidated,
    e.TroveLossBorne, e.TroveRedeemed, e.LoanLiquidatable, e.LoanRecovered,
}  # fmt: skip


def test_the_simulation_meets_everything_that_can_happen_in_a_branch_of_liquity_v2() -> None:
    kinds, refused = _met(range(402, 482, 5), "has_rated", BRANCH)
    assert kinds >= RATED
    assert refused >= {Reason.NO_LIQUIDITY, Reason.BORROWING_POWER, Reason.LOAN_HEALTHY, Reason.SHUT_DOWN,
                       Reason.SYSTEM_RATIO, Reason.RATE_NOT_ALLOWED, Reason.DEBT_TOO_SMALL,
                       Reason.NOT_SHUT_DOWN, Reason.LAST_ONE}  # fmt: skip


BANDS = {
    e.BandMarketUpdated, e.BandSet, e.BandLoanSet, e.BandsTraded, e.LoanLiquidated, e.LoanLiquidatable, e.LoanRecovered,
}  # fmt: skip


def test_the_simulation_meets_everything_that_can_happen_in_the_bands_of_llamma() -> None:
    kinds, refused = _met(range(403, 453, 5), "has_bands", BANDS_POOL)
    assert kinds >= BANDS
    assert refused >= {Reason.NO_LIQUIDITY, Reason.BORROWING_POWER, Reason.LOAN_HEALTHY, Reason.UNDERWATER,
                       Reason.NOTHING_MOVES, Reason.BANDS_NOT_ALLOWED}  # fmt: skip


SPOKES = {
    e.SpokeTermsSet, e.HubTermsSet, e.HubUpdated, e.PremiumChanged, e.DeficitSet, e.LoanLiquidated, e.LoanLiquidatable,
    e.LoanRecovered,
}  # fmt: skip


def test_the_simulation_meets_everything_that_can_happen_in_a_spoke_of_aave_v4() -> None:
    kinds, refused = _met(range(401, 461, 5), "has_spoke", SPOKE)
    assert kinds >= SPOKES
    assert refused >= {Reason.NO_LIQUIDITY, Reason.HEALTH_FACTOR, Reason.LOAN_HEALTHY, Reason.RESERVE_CLOSED,
                       Reason.DUST_LEFT, Reason.NOT_COLLATERAL, Reason.NOTHING_OWED}  # fmt: skip


TICKS = {
    e.TickTermsSet, e.TickVaultUpdated, e.LayerUpdated, e.TickSet, e.TickBranchSet, e.TickLoanSet, e.TicksLiquidated,
    e.AbsorbedLossNamed, e.LoanLiquidatable, e.LoanRecovered,
}  # fmt: skip


def test_the_simulation_meets_everything_that_can_happen_in_a_vault_of_fluid() -> None:
    kinds, refused = _met(range(404, 464, 5), "has_ticks", TICK_POOL)
    assert kinds >= TICKS
    assert refused >= {Reason.BORROWING_POWER, Reason.NOTHING_OWED, Reason.LOAN_HEALTHY, Reason.MORE_THAN_HELD,
                       Reason.NO_LIQUIDITY, Reason.NOTHING_MOVES, Reason.AMOUNT_NOT_ALLOWED}  # fmt: skip


FORMING = {e.ConstituentOnProbation, e.IndexComposed, e.GateClosed, e.GateOpened, e.PriceSetAside}
RARE = {Exclusion.OUT_OF_ORDER, Exclusion.NOT_CONVERTIBLE}  # a row set aside is no exclusion; tests/engine has both


def test_the_simulation_meets_everything_that_can_happen_to_a_price() -> None:
    kinds, why, fallbacks = set(), set(), set()
    for seed in range(300, 320):
        house = House(random_policy(seed), seed, calm=70, bad=2)
        for command in house.steps(150):
            for event in house.take(command).events:
                kinds.add(type(event))
                if isinstance(event, e.ConstituentExcluded):
                    why.update(cells(event.exclusion))
                if isinstance(event, e.IndexUpdated):
                    fallbacks.update(cells(event.serving))
    assert kinds >= FORMING
    assert why == set(Exclusion) - RARE
    assert fallbacks >= {0, 1, 2}


VAULTED = {
    e.BufferSet, e.AuctionStarted, e.AuctionTaken, e.AuctionBid, e.AuctionEnded, e.AuctionLossBorne,
    e.BreakerSet,
}  # fmt: skip


def test_the_simulation_meets_everything_that_can_happen_in_a_pool_of_vaults() -> None:
    kinds, bearers = set(), set()
    for seed in range(503, 547, 4):
        house = House(random_policy(seed), seed, calm=90, bad=2)
        for command in house.steps(120):
            for event in house.take(command).events:
                kinds.add(type(event))
                if isinstance(event, e.AuctionLossBorne):
                    bearers.add(event.bearer)
    assert VAULTED - kinds == set()
    assert bearers == {Bearer.BUFFER, Bearer.TOKEN_HOLDERS}
