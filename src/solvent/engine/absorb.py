"""What a closed bucket owes beyond its own margin, and who pays it: every unit, by name.

Payers bear the shortfalls in the rulebook's order, each with its capacity. What no payer covers is the operator's bad
debt, recorded as such: unallocated deficit is always 0.
"""

import numpy as np

from solvent import events as e
from solvent.book import Book, House
from solvent.columns import Int64Array, distinct
from solvent.engine import payers
from solvent.engine.holdings import funds_of, transfers
from solvent.engine.mutual import default_fund_pays
from solvent.engine.payers import NOBODY, Paying
from solvent.ledger import Holder
from solvent.policy import Payer
from solvent.reasons import Posting

PAYERS = {
    Payer.FUND: payers.fund_pays,
    Payer.OPERATOR: payers.operator_pays,
    Payer.WINNERS: payers.winners_pay,
    Payer.DEFAULT_FUND: default_fund_pays,
    Payer.DAY_WINNERS: payers.winners_pay,
    Payer.OPEN_INTEREST: payers.open_interest_pays,
}


def absorb(book: Book, flat: Int64Array) -> Paying:
    """Shortfalls of flat buckets go to the payers; margin that is left goes where the rulebook says.

    Returns the buckets of others that a payer may have brought into breach.
    """
    balance = book.ledger.balance[flat]
    changed = yield from cover(book, flat[balance < 0])
    if book.policy.closing.leftover_to_fund:
        clients = flat[(book.ledger.holder[flat] == Holder.CLIENT) & (balance > 0)]
        isolated = clients[book.buckets.market[clients] >= 0]
        left = book.ledger.balance[isolated]
        yield [transfers(isolated, funds_of(book, book.buckets.market[isolated]), left, Posting.LEFTOVER_MARGIN)]
    return changed


def cover(book: Book, short: Int64Array) -> Paying:
    """9 absorb: what flat buckets owe is paid by the payers in their order, the rest recorded as bad debt."""
    if len(short) == 0:
        return NOBODY
    changed = [NOBODY]
    yield [e.ShortfallFound(short, -book.ledger.balance[short])]
    for payer in book.policy.payers:
        owed = -book.ledger.balance[short]
        if owed.any():
            changed.append((yield from PAYERS[payer.kind](book, short[owed > 0], payer)))
    short = short[book.ledger.balance[short] < 0]
    if len(short):
        owed = -book.ledger.balance[short]
        operator = book.houses(book.ledger.asset[short], House.OPERATOR)
        yield [e.BadDebtRecorded(short, owed), transfers(operator, short, owed, Posting.BAD_DEBT)]
    return distinct(np.concatenate(changed))
