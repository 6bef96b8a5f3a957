"""What lenders do in the layer below a vault: raw units, which are worth a price that only grows.

They stand in the layer itself, as the contract that issues shares to them does, which is not here.

Source    Instadapp/fluid-contracts-public a9949b4 liquidity/userModule/main.sol operate (read 2026-11-27)
"""

from solvent import events as e
from solvent.engine.loans import watching
from solvent.engine.loans.fluid.positions import TickLoan, loan_of, stands
from solvent.engine.loans.fluid.scene import Scene, refuse
from solvent.engine.loans.places import Asked
from solvent.engine.loans.reading import EVERYTHING, paid_in, paid_out
from solvent.engine.refusal import Stages, require
from solvent.fixed import mul_div_down
from solvent.lending.fluid.liquidity import PAR, supplied
from solvent.lending.refusal import Refusal
from solvent.reasons import Posting, Reason


def supply(scene: Scene, command: Asked, loan: int, opened: list[e.Event], amount: int) -> Stages:
    """Units in."""
    has = loan_of(scene.book, loan, scene)
    paid = paid_in(scene.book, scene.borrowed, amount, Posting.LOAN_SUPPLY)
    yield [*_moved(scene, command, loan, opened, has, amount), *paid]
    yield watching.swept(scene.book, scene.pool)


def redeem(scene: Scene, command: Asked, loan: int, wanted: int) -> Stages:
    """Units out, as far as vaults have not got them: who is lent out cannot leave."""
    has = loan_of(scene.book, loan, scene)
    require(has.stake > 0, Reason.MORE_THAN_HELD, f"{command.account} has lent nothing to {command.pool}")
    worth = mul_div_down(has.stake, scene.layer.supply, PAR)
    amount = worth if wanted == EVERYTHING else wanted
    require(0 < amount <= worth, Reason.MORE_THAN_HELD, f"expected at most {worth} units, found {amount}")
    paid = paid_out(scene.book, scene.borrowed, amount, Posting.LOAN_REDEMPTION)
    yield [*_moved(scene, command, loan, [], has, -amount), *paid]
    yield watching.swept(scene.book, scene.pool)


def _moved(
    scene: Scene, command: Asked, loan: int, opened: list[e.Event], has: TickLoan, amount: int
) -> list[e.Event]:  # fmt: skip
    done = supplied(scene.layer, has.stake, amount)
    if isinstance(done, Refusal):
        refuse(done, command.account, Reason.TOO_LARGE)
    assert not isinstance(done, Refusal)
    scene.layer, stake = done
    return [*stands(scene, loan, has._replace(stake=stake), opened), *scene.ended()]
