"""Vaults of Fluid: the sweep misses nobody, everybody can leave his branch, and what is there covers what is owed."""

from random import Random

import pytest

from solvent import commands as c
from solvent.engine.loans import watching
from solvent.engine.loans.fluid.positions import loan_of
from solvent.engine.loans.views import view_of
from solvent.lending.fluid.positions import Standing, standing
from solvent.lending.fluid.vault import At
from tests.ticks import DOLLAR, ETHER, POOL, PRICE, USDC, WAD, TickWorld, lending
from tests.world import S

ACCOUNTS = ("a", "b", "d", "f", "g")


@pytest.mark.parametrize("seed", range(12))
def test_random_steps_keep_every_law(seed: int) -> None:
    random = Random(seed)
    world = TickWorld(
        "lender", *ACCOUNTS, rules=lending(fee=random.choice([0, 50]), magnifier=random.choice([10_000, 12_000]))
    )
    world.act(c.Supply, "lender", DOLLAR, 10**6 * USDC)
    price, met = 2_000 * PRICE, set()
    for _ in range(120):
        world.at_ns += random.choice([0, 1, 3_600, 10**6]) * S
        what, who = random.randrange(10), random.choice(ACCOUNTS)
        if what < 3:
            price = min(max(price * random.choice([85, 94, 97, 99, 101, 104, 112]) // 100, 300 * PRICE), 9_000 * PRICE)
            outcome = world.oracle(price)
        elif what < 6:
            world.act(c.Supply, who, ETHER, ether := random.randint(10**15, 10 * WAD))
            worth = ether * price * USDC // (PRICE * WAD)
            outcome = world.act(c.Borrow, who, DOLLAR, max(worth * random.choice([50, 70, 80, 84]) // 100, 10_000))
        elif what == 6:
            amount = random.choice([random.randint(10_000, 9_000 * USDC), "all"])
            outcome = world.act(random.choice([c.Repay, c.Redeem]), who, random.choice([DOLLAR, ETHER]), amount)
        elif what < 9:
            amount = random.choice([0, 20_000, random.randint(10_000, 30_000 * USDC), 10**13])
            outcome = world.liquidate(amount, absorbs=random.random() < 0.4)
        else:
            outcome = world.do(c.RebalanceVault, pool=POOL)
        met |= {type(event).__name__ for event in outcome.events}
        _holds(world)
    assert met >= {"TickSet", "TickLoanSet", "LoanLiquidatable"}


def _holds(world: TickWorld) -> None:
    scene, book = world.scene, world.book
    assert world.cash(ETHER) >= scene.stored
    inside: dict[int, int] = {}
    for loan in book.tick_loan_of:
        now = standing(scene.vault, loan_of(book, loan, scene).position)
        assert isinstance(now, Standing)
        whole, flagged = watching.standing(book, loan), bool(book.loans.liquidatable[loan])
        assert whole is not None
        assert whole.liquidatable == flagged
        book.loans.liquidatable[loan] = 0  # what was found is not asked again: the bound alone must find it
        assert not flagged or loan in view_of(book, 0).suspects(book, 0, scene.now_s)
        book.loans.liquidatable[loan] = int(flagged)
        if now.branch and now.gross:
            inside[now.branch] = inside.get(now.branch, 0) + now.gross
    for number, owed in inside.items():
        branch = scene.vault.at(number)
        assert branch.at is At.LIQUIDATED
        assert owed <= branch.debt, "who leaves a branch leaves something of it"
    assert not book.ledger.unbalanced()
