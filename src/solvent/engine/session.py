"""The day's session: from which equity a bucket's profit of the day is counted.

A session begins with the first command at or after its time of day. What is paid in or out, and what others pay for a
bucket, moves the base; everything else is the day's profit, realised or not.
"""

import numpy as np

from solvent import events as e
from solvent.book import Book
from solvent.columns import Int64Array
from solvent.fixed import mul_div_down, rule
from solvent.ledger import Holder
from solvent.policy import Payer
from solvent.revalue.rows import Standing, everyone
from solvent.units import DURATIONS

DAY_NS = DURATIONS["d"]


def _session_of(time_ns: int, begins_ns: int) -> int:
    """The number of the session a time falls in.

    time_ns     ns UTC, 0 or more
    begins_ns   ns after midnight UTC at which sessions begin, less than a day
    returns     count, 1 or more
    Source      Deribit: losses are shared by the winners of the session, which ends at 08:00 UTC; unverified
    """
    return mul_div_down(time_ns + DAY_NS - begins_ns, 1, DAY_NS) + 1


session_of = rule(_session_of)


def begun(book: Book, time_ns: int) -> list[e.Event]:
    """The event that begins a new session where a payer asks for one.

    A bucket whose positions cannot be valued begins with its wallet: its profit is then counted from entry.
    """
    payer = book.policy.payer(Payer.DAY_WINNERS) if book.rules else None
    if payer is None or (number := session_of(time_ns, payer.session_ns)) == book.clock.session[0]:
        return []
    standing = everyone(book)
    wallet = book.ledger.balance.copy()
    np.add.at(wallet, book.rows.bucket, book.rows.cost)
    base = np.where(standing.blocked == 1, wallet, standing.equity)
    clients = np.flatnonzero(book.ledger.holder == Holder.CLIENT)
    return [e.SessionBegan(number, clients, np.maximum(base, 0)[clients])]


def day_profits(book: Book, standing: Standing) -> Int64Array:
    """The day's profit of every bucket so far (atoms, signed), 0 while no session is kept."""
    return standing.equity - book.buckets.day_base if book.clock.session[0] else np.zeros(book.buckets.n, np.int64)
