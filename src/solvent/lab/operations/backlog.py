"""Who is in breach and not done with, looked for in the book itself.

A breach in a market that is down leaves no event (nobody is triggered there), so it cannot be counted from the journal
alone: every look asks the rulebook's own verdict again, as if every price might be acted on.
"""

from itertools import pairwise

import numpy as np

from solvent.book import Book
from solvent.columns import Int64Array
from solvent.ledger import Holder
from solvent.liquidation.trigger import judge
from solvent.reports.backlog import Backlog
from solvent.revalue.rows import Standing


def in_breach(book: Book, standing: Standing) -> Int64Array:
    """Clients' buckets whose equity is below what is required, whether or not they may be closed now; ascending."""
    near = standing.take(np.flatnonzero((standing.maintenance > 0) & (standing.equity <= standing.maintenance)))
    b, holder, verdicts = book.buckets, book.ledger.holder[near.bucket], np.zeros(len(near.bucket), np.int64)
    judge(
        holder, b.status[near.bucket], b.rows[near.bucket], np.zeros(len(near.bucket), np.int64), near.equity,
        near.maintenance, int(book.policy.closing.comparator), verdicts,
    )  # fmt: skip
    buckets: Int64Array = near.bucket[((verdicts == 1) | (verdicts == 2)) & (holder == Holder.CLIENT)]
    return buckets


class Watch:
    """The backlog of one run, look by look."""

    def __init__(self) -> None:
        self._since: dict[int, int] = {}  # by bucket in breach, the look that found it there
        self._looks: list[tuple[int, int, int, int]] = []

    def look(self, book: Book, standing: Standing) -> None:
        """Notes who waits now; of two looks at one instant the later counts."""
        found, now = in_breach(book, standing), book.now_ns
        self._since = {bucket: self._since.get(bucket, now) for bucket in found.tolist()}
        oldest = now - min(self._since.values(), default=now)
        if self._looks and self._looks[-1][0] == now:
            self._looks.pop()
        self._looks.append((now, len(found), int(standing.blocked[found].sum()), oldest))

    def found(self, rejected: int = 0) -> Backlog:
        """What was seen; `rejected`: orders that the market turned away."""
        times, lengths, blocked, oldest = ([one[place] for one in self._looks] for place in range(4))
        most, longest = max(lengths, default=0), max(oldest, default=0)
        gaps = (later - now for now, later in pairwise(times))
        return Backlog(
            times, lengths, blocked, oldest, most, times[lengths.index(most)] if most else 0, longest,
            times[oldest.index(longest)] if longest else 0,
            sum(length * gap for length, gap in zip(lengths, gaps, strict=False)), rejected,
        )  # fmt: skip
