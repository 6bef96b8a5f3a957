"""Whether an index constituent counts: what is wrong with it, and how long it must be right again."""

from solvent.fixed import kernel, mul_div_down, product_below, rule
from solvent.prices.middle import insert, median_of
from solvent.reasons import Exclusion
from solvent.units import MAX_PRICE, PPM

STALE, NOT_POSITIVE = int(Exclusion.STALE), int(Exclusion.NOT_POSITIVE)
OUT_OF_ORDER, OUT_OF_RANGE = int(Exclusion.OUT_OF_ORDER), int(Exclusion.OUT_OF_RANGE)
SILENT, NO_TRADES, CROSSED, FROZEN = (
    int(Exclusion.SILENT), int(Exclusion.NO_TRADES), int(Exclusion.CROSSED), int(Exclusion.FROZEN),
)  # fmt: skip
HALTED, WRONG_UNIT, STEP = int(Exclusion.HALTED), int(Exclusion.WRONG_UNIT), int(Exclusion.STEP)
DEVIATING, SUSPENDED, NOT_CONVERTIBLE = (
    int(Exclusion.DEVIATING), int(Exclusion.SUSPENDED), int(Exclusion.NOT_CONVERTIBLE),
)  # fmt: skip
STAYS, LEAVES, WAITS, RETURNS = 0, 1, 2, 3  # what becomes of a constituent
FEW = 3  # of fewer that count none is measured against the others


def _is_stale(now_ns: int, venue_ns: int, max_age_ns: int) -> bool:
    """Whether a source has been silent for too long; at exactly the limit it still counts.

    now_ns       ns
    venue_ns     ns, the source's own time of its last price; 0: it never spoke
    max_age_ns   ns
    returns      flag
    Source       dYdX v4 x/prices: at most 30 s old; Binance index FAQ 547ba481 (2020): 10 s
    """
    return venue_ns == 0 or now_ns - venue_ns > max_age_ns


is_stale = rule(_is_stale)


def _beyond(ticks: int, middle: int, band: int) -> bool:
    """Whether a price lies further than a band from a middle; at exactly the band it does not.

    ticks     ticks
    middle    ticks
    band      ppm
    returns   flag
    Source    BitMEX, new protections for indices: dropped beyond 25 %; Binance 547ba481 (2020): beyond 5 %
    """
    return product_below(band, middle, abs(ticks - middle), PPM)


beyond = rule(_beyond)


def _wrong_in(ticks: int, before: int, bid: int, ask: int, halted: int, right_unit: int, step: int) -> int:
    """What is wrong with what a source just said, 0 where nothing is; the unit comes first, for a ratio is a number.

    ticks        ticks, as said
    before       ticks it said before, 0 where that cannot be compared
    bid, ask     ticks of its own book, 0 where not told
    ask          ticks
    halted       flag
    right_unit   flag
    step         ppm it may move at once, 0: any
    returns      reasons.Exclusion (code)
    Source       ours; what venues write of invalid data is less: Deribit 25944739377309, CF Benchmarks methodology
    """
    if not right_unit:
        return WRONG_UNIT
    if ticks < 1:
        return NOT_POSITIVE
    if ticks > MAX_PRICE:
        return OUT_OF_RANGE
    if halted:
        return HALTED
    if bid > 0 and ask > 0 and bid >= ask:
        return CROSSED
    return STEP if step > 0 and before > 0 and beyond(ticks, before, step) else 0


wrong_in = rule(_wrong_in)


def _wrong_now(
    now_ns: int, said: int, suspended: int, ticks: int, venue_ns: int, traded_ns: int, moved_ns: int, rhythm_ns: int,
    max_age_ns: int, silence_ns: int, rhythm: int, frozen_ns: int,
) -> int:  # fmt: skip
    """What is wrong with a source as time stands, 0 where nothing is.

    now_ns       ns
    said         reasons.Exclusion (code), what was wrong when it last spoke
    suspended    flag, by the registry
    ticks        ticks, converted; 0 where its currency could not be
    venue_ns     ns, of its last telling
    traded_ns    ns, of its last trade
    moved_ns     ns, of its last change of price, 0: unknown
    rhythm_ns    ns it is used to be silent; 0 unknown
    max_age_ns   ns
    silence_ns   ns, 0: not looked at, as of the two below
    rhythm       ppm of rhythm_ns
    frozen_ns    ns
    returns      reasons.Exclusion (code)
    Source       rows 68, 69 and 71 of capabilities: heartbeats; silence of trades while a feed repeats itself is ours
    """
    if suspended:
        return SUSPENDED
    if said:
        return said
    if is_stale(now_ns, venue_ns, max_age_ns):
        return STALE
    if silence_ns > 0 and now_ns - traded_ns > silence_ns:
        return NO_TRADES
    if rhythm > 0 and rhythm_ns > 0 and product_below(rhythm, rhythm_ns, now_ns - venue_ns, PPM):
        return SILENT
    if frozen_ns > 0 and moved_ns > 0 and now_ns - moved_ns > frozen_ns:
        return FROZEN
    return NOT_CONVERTIBLE if ticks < 1 else 0


wrong_now = rule(_wrong_now)


def _rhythm_after(rhythm_ns: int, gap_ns: int) -> int:
    """How long a source is used to be silent, after one more silence: a sixteenth of the way towards it.

    rhythm_ns   ns, 0: this is the first
    gap_ns      ns between two tellings, 0 or more
    returns     ns
    Source      ours
    """
    return rhythm_ns + mul_div_down(gap_ns - rhythm_ns, 1, 16) if rhythm_ns > 0 else gap_ns


rhythm_after = rule(_rhythm_after)


def _becomes(wrong: int, exclusion: int, since_ns: int, now_ns: int, probation_ns: int) -> int:
    """What becomes of a constituent: stays as it is, leaves, waits for its return, or returns.

    wrong          reasons.Exclusion (code), 0: nothing
    exclusion      reasons.Exclusion (code) for which it is out, 0: it counts
    since_ns       ns, without fault since then, 0: not yet
    now_ns         ns
    probation_ns   ns it must be without fault; at exactly that it still waits
    returns        code: STAYS, LEAVES (also for another reason), WAITS, RETURNS
    Source         BitMEX, new protections for indices: back after more than 15 min
    """
    if wrong:
        return LEAVES if exclusion != wrong or since_ns > 0 else STAYS
    if exclusion == 0:
        return STAYS
    if probation_ns == 0:
        return RETURNS
    if since_ns == 0:
        return WAITS
    return RETURNS if now_ns - since_ns > probation_ns else STAYS


becomes = rule(_becomes)


def _faults(  # type: ignore[no-untyped-def]
    now_ns, market, said, suspended, ticks, venue_ns, traded_ns, moved_ns, rhythm_ns, max_age_ns, silence_ns, rhythm,
    frozen_ns, wrong,
):  # fmt: skip
    """wrong_now of every source; arguments as there.

    market   index, shape (sources,), into max_age_ns, silence_ns, rhythm and frozen_ns
    wrong    reasons.Exclusion, shape (sources,); written
    """
    for i in range(len(market)):
        m = market[i]
        wrong[i] = wrong_now(
            now_ns, said[i], suspended[i], ticks[i], venue_ns[i], traded_ns[i], moved_ns[i], rhythm_ns[i],
            max_age_ns[m], silence_ns[m], rhythm[m], frozen_ns[m],
        )  # fmt: skip


faults = kernel(_faults, out=("wrong",))


def _standings(  # type: ignore[no-untyped-def]
    now_ns, first, last, deviation, readmit, probation_ns, ticks, venue_ns, exclusion, since_ns, wrong, values, turn
):  # fmt: skip
    """Measures the sources of every market against those of them that count, and says what becomes of each.

    first, last    index, shape (markets,): the sources of a market, last excluded
    deviation      ppm, shape (markets,), 0: none is measured while it counts
    readmit        ppm, shape (markets,), 0: none is measured on its return
    probation_ns   ns, shape (markets,)
    ticks          ticks, converted, shape (sources,)
    venue_ns       ns, 0: never heard, and nothing becomes of it
    exclusion      reasons.Exclusion; since_ns: ns without fault
    wrong          reasons.Exclusion, shape (sources,); written
    values         ticks, scratch of that shape; written
    turn           STAYS to RETURNS, shape (sources,); written
    Law            one that is excluded is not among those it is measured against, so it cannot move whom they leave out
    """
    for m in range(len(first)):
        count = 0
        for i in range(first[m], last[m]):
            if venue_ns[i] > 0 and exclusion[i] == 0 and wrong[i] == 0:
                count = insert(ticks[i], 1, count, values, values)
        middle = median_of(values, count)
        for i in range(first[m], last[m]):
            turn[i] = STAYS
            if venue_ns[i] == 0:
                continue
            band = 0
            if exclusion[i] != 0 and count > 0:
                band = readmit[m]
            elif exclusion[i] == 0 and count >= FEW:
                band = deviation[m]
            if wrong[i] == 0 and band > 0 and beyond(ticks[i], middle, band):
                wrong[i] = DEVIATING
            turn[i] = becomes(wrong[i], exclusion[i], since_ns[i], now_ns, probation_ns[m])


standings = kernel(_standings, out=("wrong", "values", "turn"))


def _hear(  # type: ignore[no-untyped-def]
    place, now_ns, ticks, venue_ns, traded_ns, bid, ask, halted, right_unit, before, before_ns, said_before, moved_ns,
    rhythm_ns, step, silence_ns, frozen_ns, rhythm, said, traded, moved, usual, aside,
):  # fmt: skip
    """What sources just said, judged by itself, and when they last traded, moved and are used to speak.

    place               index, shape (rows,), of a row's market into step, silence_ns, frozen_ns and rhythm
    now_ns              ns
    ticks to right_unit as in wrong_in, shape (rows,); traded_ns: ns, 0 where this is the last trade
    before, before_ns   ticks and ns of what each said before; said_before: reasons.Exclusion of that
    moved_ns, rhythm_ns ns, as known
    step                ppm; silence_ns, frozen_ns: ns; rhythm: ppm; 0: not looked at, and not noted
    said                reasons.Exclusion; written
    traded, moved       ns, 0 where nobody asks; usual: ns, of its silences; written
    aside               OUT_OF_ORDER or OUT_OF_RANGE where a row cannot be taken, else 0; written
    """
    for i in range(len(place)):
        m = place[i]
        aside[i] = 0
        if venue_ns[i] < before_ns[i]:
            aside[i] = OUT_OF_ORDER
        elif venue_ns[i] > now_ns or venue_ns[i] < 1:
            aside[i] = OUT_OF_RANGE
        comparable = 0 if said_before[i] == NOT_POSITIVE or said_before[i] == WRONG_UNIT else before[i]
        said[i] = wrong_in(ticks[i], comparable, bid[i], ask[i], halted[i], right_unit[i], step[m])
        traded[i], moved[i], usual[i] = 0, 0, 0
        if silence_ns[m] > 0:
            traded[i] = traded_ns[i] if traded_ns[i] > 0 else venue_ns[i]
        if frozen_ns[m] > 0:
            moved[i] = venue_ns[i] if ticks[i] != before[i] or moved_ns[i] == 0 else moved_ns[i]
        if rhythm[m] > 0 and before_ns[i] > 0 and aside[i] == 0:
            usual[i] = rhythm_after(rhythm_ns[i], venue_ns[i] - before_ns[i])


hear = kernel(_hear, out=("said", "traded", "moved", "usual", "aside"))
