"""What a loan in a spoke of Aave v4 stands at, and what it owes with nothing behind it."""

from collections.abc import Iterator

import numpy as np

from solvent.book import Book, rad, wide
from solvent.engine.loans.aave4.hub import Hub
from solvent.engine.loans.aave4.positions import Position
from solvent.fixed import mul_div_down, mul_div_up
from solvent.lending.aave.hub import VIRTUAL
from solvent.lending.scales import BPS, RAY, WAD
from solvent.lending.standing import Standing
from solvent.reasons import Bearer
from solvent.revalue.loans import Ways
from solvent.revalue.loans import suspects as near_the_line

BEARER = Bearer.SUPPLIERS


def standing(book: Book, loan: int, now_s: int) -> Standing | None:
    """A loan's values and health at a time by the terms it has; none while a price it needs was not told.

    What may be borrowed goes by the newest terms.
    """
    position = Position(Hub(book, now_s), loan)
    if not position.priced:
        return None
    stands, newest = position.account(), position.account(newest=True)
    worth, owed = mul_div_down(stands.collateral, 1, WAD), mul_div_up(stands.debt, 1, WAD)
    ltv, threshold = (mul_div_down(one.factor, BPS, WAD) for one in (newest, stands))
    return Standing(worth, owed, ltv, threshold, stands.health, stands.health < WAD)


def suspects(book: Book, pool: int, now_s: int) -> list[int]:
    """The loans the exact rule must be asked about: those near the line, and all that are charged a premium."""
    hub, h, t = Hub(book, now_s), book.holdings, book.hub_terms
    indices = {}
    for reserve in book.reserves_in(pool):
        asset = hub[reserve]
        indices[reserve] = mul_div_down(RAY, asset.assets + VIRTUAL, asset.added + VIRTUAL), asset.drawn_index
    least = [min(t.factor[t.reserve == reserve].tolist(), default=0) for reserve in range(book.reserves.n)]
    ways = Ways(np.zeros(book.loans.n, np.int64), [least])
    charged = [int(h.loan[holding]) for holding, row in book.premium_of.items() if _is_charged(book, row)]
    own = {loan for loan in charged if int(book.loans.pool[loan]) == pool}
    return sorted({*near_the_line(book, pool, indices, ways), *own})


def _is_charged(book: Book, row: int) -> bool:
    return bool(wide(book.premiums, row, "shares") or rad(book.premiums, row, "accrued"))


def unbacked(book: Book, loan: int, now_s: int) -> Iterator[tuple[int, int]]:
    """(holding, units it owes with no collateral behind it) of every holding of a loan."""
    position = Position(Hub(book, now_s), loan)
    backed = any(part.pledged and part.supplied for part in position.parts.values())
    for reserve, part in position.parts.items():
        yield part.holding, 0 if backed or not part.drawn else position.debt(reserve).units
