"""Who is in breach, and in which order they are closed."""

from solvent.fixed import kernel, rule
from solvent.health import below_share, breached, ratio_reached


def _verdict(holder: int, status: int, blocked: int, equity: int, maintenance: int, comparator: int, rows: int) -> int:
    """What is to be done with a bucket: 0 nothing, 1 close it, 2 go on closing it, 3 it has recovered.

    A client's bucket is closed when the comparator holds; one of the house's own (its fund, its vault) when its
    equity is below 0. A bucket that holds a price which may not be used is left alone.

    holder        index of ledger.Holder
    status        index of book.Status
    blocked       flag
    equity        atoms, signed
    maintenance   atoms
    comparator    index of policy.Comparator
    rows          count of rows the bucket has
    returns       index
    Source        ours: DESIGN, the walk of one tick, stop 6
    Law           no account is skipped: tests/laws compare with a full interpreted scan
    """
    if blocked != 0 or rows == 0:
        return 0
    if holder == 1:
        breach = breached(equity, maintenance, comparator)
    else:
        breach = (holder == 3 or holder == 5) and maintenance > 0 and equity < 0
    if status == 1:
        return 2 if breach else 3
    return 1 if breach else 0


verdict = rule(_verdict)


def _judge(holders, statuses, rows, blocked, equity, maintenance, comparator, verdicts):  # type: ignore[no-untyped-def]
    """The verdict on every bucket; columns as in verdict, shape (buckets,).

    verdicts   index; written
    """
    for i in range(len(equity)):
        verdicts[i] = verdict(
            holders[i], statuses[i], blocked[i], equity[i], maintenance[i], comparator, rows[i]
        )  # fmt: skip


judge = kernel(_judge, out=("verdicts",))


def _warn(holders, statuses, rows, blocked, equity, maintenance, ladder, levels):  # type: ignore[no-untyped-def]
    """How many rungs of the warning ladder each client bucket's margin ratio has reached.

    ladder   ppm of margin ratio, ascending, shape (rungs,)
    levels   count of rungs, shape (buckets,); written
    """
    for i in range(len(equity)):
        level = 0
        if holders[i] == 1 and statuses[i] == 0 and blocked[i] == 0 and rows[i] > 0:
            while level < len(ladder) and ratio_reached(equity[i], maintenance[i], ladder[level]):
                level += 1
            levels[i] = level


warn = kernel(_warn, out=("levels",))


def _ask(equity, maintenance, asked, below, takers):  # type: ignore[no-untyped-def]
    """Which taker a bucket goes to: the one it had come to, or a later one whose line it has fallen below.

    equity        atoms, signed, shape (buckets,)
    maintenance   atoms, shape (buckets,)
    asked         index, shape (buckets,): the taker it had come to
    below         ppm of maintenance, shape (takers,); 10^6: only asked in its turn
    takers        index, shape (buckets,); written
    """
    for i in range(len(equity)):
        taker = min(asked[i], len(below) - 1)
        for j in range(taker + 1, len(below)):
            if below[j] < 1000000 and below_share(equity[i], maintenance[i], below[j]):
                taker = j
        takers[i] = taker


ask = kernel(_ask, out=("takers",))
