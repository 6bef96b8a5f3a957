"""Whether what a rulebook says of coins hangs together."""

from itertools import pairwise

from solvent.rulebooks.catalogue import SETTLEMENT_ONLY
from solvent.rulebooks.kinds import Kind, write
from solvent.rulebooks.model import Rulebook, refuse
from solvent.units import PPM


def check_coins(rulebook: Rulebook) -> None:
    """Refuses the first contradiction among coins and debts."""
    _debts(rulebook)
    orders: dict[int, str] = {}
    for coin in rulebook.coins():
        path, order = f"coins.{coin}.order", rulebook.number(f"coins.{coin}.order")
        if rulebook.word("collateral.rule") == SETTLEMENT_ONLY:
            refuse(rulebook, path, f"expected the collateral rule 'haircuts', found coins under {SETTLEMENT_ONLY!r}")
        if coin != "*" and coin in rulebook.markets():
            refuse(rulebook, path, "expected the name of a coin, found that of a market")
        if orders.setdefault(order, coin) != coin:
            refuse(rulebook, path, f"expected a place of its own in the order of exchange, found {order}, which is "
                   f"that of {orders[order]}")  # fmt: skip
        _haircuts(rulebook, f"coins.{coin}.haircuts")


def _debts(rulebook: Rulebook) -> None:
    """More is asked of who borrows more than of who has borrowed; nobody owes where nothing is lent."""
    initial, maintenance = (f"collateral.debt_{name}" for name in ("initial", "maintenance"))
    if rulebook.number(initial) < rulebook.number(maintenance):
        refuse(rulebook, maintenance, f"expected at most debt_initial, {rulebook.written(initial)}, found "
               f"{rulebook.written(maintenance)}")  # fmt: skip


def _haircuts(rulebook: Rulebook, path: str) -> None:
    """Floors begin at 0, ascend, and meet on a whole atom: only then does a larger holding never count for less."""
    rows = [(f"{path}.{n}.floor", f"{path}.{n}.haircut") for n in range(1, rulebook.rows(path) + 1)]
    first = rows[0][0]
    if rulebook.number(first):
        refuse(rulebook, first, f"expected 0 for the first haircut, found {rulebook.written(first)}")
    for (below, before), (floor, rate) in pairwise(rows):
        found = rulebook.written(floor)
        if rulebook.number(floor) <= rulebook.number(below):
            refuse(rulebook, floor, f"expected more than {rulebook.written(below)}, where the haircut before begins, "
                   f"found {found}")  # fmt: skip
        if rulebook.number(floor) * (rulebook.number(rate) - rulebook.number(before)) % PPM:
            whole = write(PPM, Kind.AMOUNT, rulebook.asset)
            refuse(rulebook, floor, f"expected a multiple of {whole}, found {found}")
