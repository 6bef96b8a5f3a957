"""A rate of trades: a time is cut into equal parts, each has a middle by volume, and those are averaged."""

from collections.abc import Sequence

from solvent.fixed import mul_div_down
from solvent.prices.index import weighted_median


def partitioned_rate(
    times_ns: Sequence[int], ticks: Sequence[int], lots: Sequence[int], start_ns: int, part_ns: int, parts: int
) -> tuple[int, int]:
    """The mean of the volume-weighted medians of equal parts of a time; parts in which nobody traded are left out.

    times_ns   ns, of each trade, in any order
    ticks      ticks, 1 or more
    lots       lots, 1 or more
    start_ns   ns, where the first part begins; a trade at the end of a part belongs to the next
    part_ns    ns, 1 or more
    parts      count, 1 or more
    returns    (ticks, rounded down, count of parts that were averaged); (0, 0) is not computable: nobody traded
    Source     CME CF Bitcoin Reference Rate methodology guide: twelve parts of five minutes, equally weighted; Kaiko
               benchmark methodology: parts of 5 s. That an empty part is left out, and that a median between two
               trades is their mean (see weighted_median), is ours: not checked against either page
    """
    found: list[list[tuple[int, int]]] = [[] for _ in range(parts)]
    for at, price, size in zip(times_ns, ticks, lots, strict=True):
        place = mul_div_down(at - start_ns, 1, part_ns)
        if 0 <= place < parts:
            found[place].append((price, size))
    middles = []
    for trades in found:
        if trades:
            prices, sizes = zip(*sorted(trades), strict=True)
            middles.append(weighted_median(prices, sizes, len(prices)))
    return (mul_div_down(sum(middles), 1, len(middles)), len(middles)) if middles else (0, 0)
