"""What positions owe beyond what the vault owes to the layer is the protocol's: taken out, or brought where it lacks.

Source    Instadapp/fluid-contracts-public a9949b4 vaultT1/coreModule/main2.sol rebalance (read 2026-11-27)
"""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book
from solvent.engine.loans import reading, watching
from solvent.engine.loans.fluid.scene import Scene
from solvent.engine.loans.reading import cash_of, paid_in, paid_out
from solvent.engine.refusal import Stages, require
from solvent.fixed import mul_div_down
from solvent.lending.fluid.liquidity import PAR, borrowed, stored
from solvent.lending.refusal import Refusal
from solvent.reasons import Posting, Reason


def rebalance_vault(book: Book, command: c.RebalanceVault) -> Stages:
    """Both sides, each as far as the layer lets it; refused where neither moves."""
    pool = reading.pool_of(book, command.pool)
    scene = Scene(book, pool, reading.seconds(command.time_ns))
    paid = [*_collateral(scene), *_debt(scene)]
    require(bool(paid), Reason.NOTHING_MOVES, f"{command.pool}: positions and the layer agree, or the layer refuses")
    yield [*scene.ended(), *paid]
    yield watching.swept(book, pool)


def _collateral(scene: Scene) -> list[e.Event]:
    more = mul_div_down(scene.vault.supplied, scene.prices.supply, PAR) - scene.stored
    after = stored(scene.stored, more) if more else Refusal.NOTHING
    if isinstance(after, Refusal) or -more > cash_of(scene.book, scene.collateral):
        return []
    scene.stored = after
    return _moved(scene.book, scene.collateral, more)


def _debt(scene: Scene) -> list[e.Event]:
    owed = mul_div_down(scene.vault.owed, scene.prices.borrow, PAR)
    more = owed - mul_div_down(scene.layer.borrowed, scene.layer.borrow, PAR)
    after = borrowed(scene.layer, more) if more else Refusal.NOTHING
    if isinstance(after, Refusal) or more > cash_of(scene.book, scene.borrowed):
        return []
    scene.layer = after
    return _moved(scene.book, scene.borrowed, -more)


def _moved(book: Book, reserve: int, amount: int) -> list[e.Event]:
    """Units in above 0, out below it."""
    if amount > 0:
        return paid_in(book, reserve, amount, Posting.VAULT_REVENUE)
    return paid_out(book, reserve, -amount, Posting.VAULT_REVENUE)
