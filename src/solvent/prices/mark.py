"""What we value with."""

from solvent.fixed import kernel, mul_div_down, rule
from solvent.policy.choices import BasisOf, MarkRule
from solvent.prices.index import within

LAST, MEDIAN_OF_THREE, FAIR = int(MarkRule.LAST), int(MarkRule.MEDIAN_OF_THREE), int(MarkRule.FAIR)
INDEX, SMOOTHED, MEDIAN_WITH_BOOK = int(MarkRule.INDEX), int(MarkRule.SMOOTHED), int(MarkRule.MEDIAN_WITH_BOOK)
OF_MID, OF_LAST_WITHIN = int(BasisOf.MID), int(BasisOf.LAST_WITHIN)
FARTHEST = 4 * 10**12  # ticks between a price and its index that a basis follows: so far apart only by mistake
FINE = 10**6  # parts of a tick in which averages are kept
NO_INDEX, NO_LAST, NO_BOOK, NO_OUTSIDE, NO_BASIS = 1, 2, 4, 8, 16  # what a mark lacks, added up
BOOK_NS = 30 * 10**9  # time constant of the average that stands in for a third price


def _fair(index: int, funding_rate: int) -> int:
    """The index with a funding rate as its basis.

    index          ticks
    funding_rate   ppb of what is left of the interval
    returns        ticks, 1 or more
    Source         Binance mark price FAQ 360033525071: price 1 = index (1 + rate x time to funding / interval)
    """
    return max(index + mul_div_down(index, funding_rate, 1000000000), 1)


fair = rule(_fair)


def _smoothed_basis(basis: int, last: int, index: int, elapsed_ns: int, constant_ns: int) -> int:
    """One step of the exponential average of last - index, weight elapsed / (elapsed + constant).

    basis         10^-6 ticks, the average so far (unit: ticks)
    last          ticks
    index         ticks
    elapsed_ns    ns since the last step, 0 or more
    constant_ns   ns, 1 or more
    returns       10^-6 ticks
    Source        Hyperliquid docs, robust price indices: EMA of mid - oracle over 150 s, irregular steps; weight ours
    """
    target = min(max(last - index, -FARTHEST), FARTHEST) * FINE
    return basis + mul_div_down(target - basis, elapsed_ns, elapsed_ns + constant_ns)


smoothed_basis = rule(_smoothed_basis)


def _median_of_three(a: int, b: int, c: int) -> int:
    """The middle of three prices.

    a, b, c   ticks
    a         ticks
    b         ticks
    c         ticks
    returns   ticks
    Source    Binance, Bybit, Hyperliquid: mark = median of three
    """
    return max(min(a, b), min(max(a, b), c))


median_of_three = rule(_median_of_three)


def _rest_of(rate: int, now_ns: int, interval_ns: int) -> int:
    """What a funding rate still asks for until the interval ends; intervals are counted from midnight UTC 1970.

    rate          ppb of the interval
    now_ns        ns
    interval_ns   ns, 0: the whole rate, whatever the time
    returns       ppb, rounded down
    Source        Binance mark price FAQ 360033525071; BitMEX fair price marking: rate x time to funding
    """
    if interval_ns == 0:
        return rate
    gone = now_ns - mul_div_down(now_ns, 1, interval_ns) * interval_ns
    return mul_div_down(rate, interval_ns - gone, interval_ns)


rest_of = rule(_rest_of)


def _followed(follows: int, last: int, bid: int, ask: int) -> int:
    """The venue's own price that a basis follows; 0 where it is not there.

    follows    BasisOf (code)
    last       ticks
    bid, ask   ticks, 0: that side is empty
    ask        ticks
    returns    ticks
    Source     Binance 360033525071 and OKX: the mid; Deribit: the last price brought between bid and offer
    """
    if follows == OF_MID:
        return mul_div_down(bid + ask, 1, 2) if bid > 0 and ask > 0 else 0
    if follows == OF_LAST_WITHIN and last > 0:
        above = max(last, bid)
        return min(above, ask) if ask > 0 else above
    return last


followed = rule(_followed)


def _middle_of_book(bid: int, ask: int, last: int) -> int:
    """The middle of best bid, best offer and last trade; 0 where one of them is missing.

    bid, ask   ticks
    ask        ticks
    last       ticks
    returns    ticks
    Source     Hyperliquid docs, robust price indices: median of best bid, best ask and last trade
    """
    return median_of_three(bid, ask, last) if bid > 0 and ask > 0 and last > 0 else 0


middle_of_book = rule(_middle_of_book)


def _averaged(booked: int, book: int, elapsed_ns: int) -> int:
    """One step of the average of the middle of the book, which begins where it is.

    booked       10^-6 ticks, the average so far, 0: none (unit: ticks)
    book         ticks, 1 or more
    elapsed_ns   ns since the last step
    returns      10^-6 ticks; 0 where the price is too large to be kept so finely, which is no average
    Source       Hyperliquid docs, robust price indices: EMA over 30 s
    """
    if book > FARTHEST:
        return 0
    return smoothed_basis(booked, book, 0, elapsed_ns, BOOK_NS) if booked > 0 else book * FINE


averaged = rule(_averaged)


def _lacks(law: int, cap: int, own: int, index: int, last: int, book: int, outside: int, booked: int) -> int:
    """What a mark lacks to be computed, 0 where it lacks nothing.

    law       MarkRule (code)
    cap       ppm, 0: none
    own       ticks, the price the basis follows; 0: not there, as of the others
    index     ticks
    last      ticks
    book      ticks, the middle of bid, offer and last
    outside   ticks
    booked    10^-6 ticks, the average of book (unit: ticks)
    returns   NO_INDEX + NO_LAST + NO_BOOK + NO_OUTSIDE + NO_BASIS (code)
    Source    ours: a rule whose inputs are absent says so and puts nothing in their place. Hyperliquid's own rule for
              two of three, robust price indices: the average of book over 30 s is the third
    """
    lacks = NO_INDEX if index == 0 and (law != LAST or cap > 0) else 0
    if last == 0 and law in (LAST, MEDIAN_OF_THREE):
        lacks += NO_LAST
    elif own == 0 and law in (SMOOTHED, MEDIAN_OF_THREE, MEDIAN_WITH_BOOK):
        lacks += NO_BASIS
    if law == MEDIAN_WITH_BOOK and book == 0:
        lacks += NO_BOOK
    if law == MEDIAN_WITH_BOOK and outside == 0 and booked == 0:
        lacks += NO_OUTSIDE
    return lacks


lacks = rule(_lacks)


def _formed(
    law: int, cap: int, index: int, steady: int, smooth: int, last: int, book: int, outside: int, booked: int
) -> int:
    """The mark by its rule, from prices that are all there.

    law       MarkRule (code)
    cap       ppm around the index, 0: none
    index     ticks
    steady    ticks, the index with the funding basis
    smooth    ticks, the index with the smoothed basis
    last      ticks
    book      ticks, the middle of bid, offer and last
    outside   ticks, 0: none, and the average of book stands in for it
    booked    10^-6 ticks, that average (unit: ticks)
    returns   ticks, 1 or more
    Source    see MarkRule; the cap: Binance announcements of a limit on the mark's distance, JELLY and XPL (incidents)
    """
    mark = index
    if law == LAST:
        mark = last
    elif law == FAIR:
        mark = steady
    elif law == SMOOTHED:
        mark = smooth
    elif law == MEDIAN_OF_THREE:
        mark = median_of_three(steady, smooth, last)
    elif law == MEDIAN_WITH_BOOK:
        mark = median_of_three(smooth, book, outside if outside > 0 else max(mul_div_down(booked, 1, FINE), 1))
    return max(within(mark, index, cap), 1) if cap > 0 else mark


formed = rule(_formed)


def _marks(  # type: ignore[no-untyped-def]
    now_ns, law, cap, follows, basis_ns, interval_ns, index, last, bid, ask, outside, mark_ns, funding_rate, basis,
    booked, steady, smooth, missing, mark,
):  # fmt: skip
    """The mark of every market and its components. Columns of shape (markets,).

    now_ns         ns
    law            MarkRule; cap: ppm; follows: BasisOf
    basis_ns       ns, time constant of the basis; interval_ns: of funding, 0: no clock
    index          ticks, 0: none, as of last, bid, ask and outside
    mark_ns        ns of the last mark, 0: none
    funding_rate   ppb
    basis          10^-6 ticks; booked: of the middle of the book; written
    steady         ticks, smooth too, 0: not there; written
    missing        what the mark lacks, see lacks; written
    mark           ticks, 0: not computable; written
    """
    for m in range(len(law)):
        own, book = followed(follows[m], last[m], bid[m], ask[m]), middle_of_book(bid[m], ask[m], last[m])
        elapsed = max(now_ns - mark_ns[m], 0) if mark_ns[m] > 0 else 0
        if index[m] > 0 and own > 0:
            basis[m] = smoothed_basis(basis[m], own, index[m], elapsed, basis_ns[m])
        if law[m] == MEDIAN_WITH_BOOK and book > 0:
            booked[m] = averaged(booked[m], book, elapsed)
        steady[m], smooth[m] = 0, 0
        if index[m] > 0:
            steady[m] = fair(index[m], rest_of(funding_rate[m], now_ns, interval_ns[m]))
            smooth[m] = max(index[m] + mul_div_down(basis[m], 1, FINE), 1)
        missing[m] = lacks(law[m], cap[m], own, index[m], last[m], book, outside[m], booked[m])
        mark[m] = 0
        if missing[m] == 0:
            mark[m] = formed(
                law[m], cap[m], index[m], steady[m], smooth[m], last[m], book, outside[m], booked[m]
            )  # fmt: skip


marks = kernel(_marks, out=("basis", "booked", "steady", "smooth", "missing", "mark"))
