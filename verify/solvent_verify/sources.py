"""Whether a source counts: what is wrong with what it says, with its silence, with its distance from the others."""

from dataclasses import dataclass

from solvent_verify.world import MAX_PRICE, PPM, Market, Record, Source, World

FEW = 3  # of fewer that count none is measured against the others
UNCOMPARABLE = ("not-positive", "wrong-unit")


def median(prices: list[int]) -> int:
    """The middle of prices; the mean of the middle two, rounded down; 0 of none."""
    ordered = sorted(prices)
    half, odd = divmod(len(ordered), 2)
    if not ordered:
        return 0
    return ordered[half] if odd else (ordered[half - 1] + ordered[half]) // 2


def beyond(price: int, middle: int, band: int) -> bool:
    """Whether a price is further than a band (ppm) from a middle; at exactly the band it is not."""
    return abs(price - middle) * PPM > middle * band


def told(source: Source, market: Market, record: Record) -> str:
    """What is wrong with what a source just said, "" where nothing is."""
    before = 0 if source.said in UNCOMPARABLE else source.ticks
    ticks, step = record["ticks"], market.terms["gates"]["step"]
    if record["unit"] and record["unit"] != source.unit:
        return "wrong-unit"
    if ticks < 1:
        return "not-positive"
    if ticks > MAX_PRICE:
        return "out-of-range"
    if record["halted"]:
        return "halted"
    if 0 < record["ask"] <= record["bid"]:
        return "crossed"
    return "step" if step and before > 0 and beyond(ticks, before, step) else ""


def set_aside(source: Source, venue_ns: int, now_ns: int) -> str:
    """Why a row cannot be taken at all, "" where it can."""
    if venue_ns < source.venue_ns:
        return "out-of-order"
    return "out-of-range" if not 0 < venue_ns <= now_ns else ""


def hear(source: Source, market: Market, record: Record, now_ns: int) -> None:
    """Takes down what a source said, and what a gate will ask of it later."""
    gates, venue_ns = market.terms["gates"], record["venue_ns"]
    said, rhythm_ns, moved_ns = told(source, market, record), 0, 0
    if gates["rhythm"] and source.venue_ns:
        gap = venue_ns - source.venue_ns
        rhythm_ns = source.rhythm_ns + (gap - source.rhythm_ns) // 16 if source.rhythm_ns else gap
    if gates["frozen_ns"]:
        same = record["ticks"] == source.ticks and source.moved_ns
        moved_ns = source.moved_ns if same else venue_ns
    source.traded_ns = (record["traded_ns"] or venue_ns) if gates["silence_ns"] else 0
    source.said, source.rhythm_ns, source.moved_ns = said, rhythm_ns, moved_ns
    source.ticks, source.venue_ns, source.received_ns = record["ticks"], venue_ns, now_ns


def silent(source: Source, market: Market, now_ns: int) -> str:
    """What time alone has made wrong with a source: it is stale, does not trade, breaks its rhythm, or is frozen."""
    gates, age = market.terms["gates"], now_ns - source.venue_ns
    rhythm_ns = source.heartbeat_ns or source.rhythm_ns
    if not source.venue_ns or age > market.terms["max_age_ns"]:
        return "stale"
    if gates["silence_ns"] and now_ns - (source.traded_ns or source.venue_ns) > gates["silence_ns"]:
        return "no-trades"
    if gates["rhythm"] and rhythm_ns and age * PPM > gates["rhythm"] * rhythm_ns:
        return "silent"
    if gates["frozen_ns"] and source.moved_ns and now_ns - source.moved_ns > gates["frozen_ns"]:
        return "frozen"
    return ""


def converted(world: World, source: Source) -> int:
    """What a source says in the currency of its index, rounded down; 0 where that is unknown or no price."""
    if not source.assumed and source.convert < 0:
        return source.ticks
    said = source.ticks if 0 < source.ticks <= MAX_PRICE else 0
    if source.assumed:
        worth = said * source.assumed // PPM
    else:
        turns = world.market(source.convert, f"the conversion of {source.name}")
        worth = said * (turns.index if turns.usable else 0) // 10**turns.price_decimals
    return worth if worth <= MAX_PRICE else 0


@dataclass(frozen=True, slots=True)
class Heard:
    """The sources of a market as a determination finds them: each with its price in the index's currency."""

    market: Market
    sources: list[Source]
    ticks: dict[int, int]

    def counting(self) -> list[Source]:
        """Those that count now."""
        return [source for source in self.sources if source.counts]


def gathered(world: World, market: Market) -> Heard:
    """The sources of a market, as they stand."""
    sources = world.constituents(market.number)
    return Heard(market, sources, {source.number: converted(world, source) for source in sources})


def turns(heard: Heard, now_ns: int) -> list[Record]:
    """Who leaves, who waits for his return, who returns."""
    market, gates = heard.market, heard.market.terms["gates"]
    wrong = {source.number: _wrong(source, market, heard.ticks[source.number], now_ns) for source in heard.sources}
    middle = [heard.ticks[source.number] for source in heard.counting() if not wrong[source.number]]
    found = []
    for source in heard.sources:
        if not source.venue_ns:
            continue
        fault, ticks = wrong[source.number], heard.ticks[source.number]
        if not fault and _measured(source, ticks, middle, gates):
            fault = "deviating"
        what = _becomes(source, fault, now_ns, gates["probation_ns"])
        if what:
            out = what == "excluded"
            found.append({
                "source": source.number, "what": what, "exclusion": fault if out else "",
                "ticks": source.ticks if out else 0, "age_ns": now_ns - source.venue_ns if out else 0,
            })  # fmt: skip
    return found


def turn(source: Source, what: str, exclusion: str, now_ns: int) -> None:
    """Takes down what became of a source."""
    if what == "probation":
        source.since_ns = now_ns
    else:
        source.exclusion, source.since_ns = exclusion, 0


def _wrong(source: Source, market: Market, ticks: int, now_ns: int) -> str:
    if source.suspended:
        return "suspended"
    return source.said or silent(source, market, now_ns) or ("not-convertible" if ticks < 1 else "")


def _measured(source: Source, ticks: int, middle: list[int], gates: dict[str, int]) -> bool:
    """Whether it lies too far from those that count: while it counts, and, perhaps more narrowly, to come back."""
    if source.exclusion:
        band = (gates["readmit"] or gates["deviation"]) if middle else 0
    else:
        band = gates["deviation"] if len(middle) >= FEW else 0
    return bool(band) and beyond(ticks, median(middle), band)


def _becomes(source: Source, fault: str, now_ns: int, probation_ns: int) -> str:
    if fault:
        return "excluded" if source.exclusion != fault or source.since_ns else ""
    if not source.exclusion:
        return ""
    if not probation_ns:
        return "readmitted"
    if not source.since_ns:
        return "probation"
    return "readmitted" if now_ns - source.since_ns > probation_ns else ""
