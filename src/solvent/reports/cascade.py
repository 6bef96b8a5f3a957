"""What a cascade leaves behind: how often it turned, how far it went, and where the book could run away."""

import msgspec


class Rung(msgspec.Struct, frozen=True):
    """One step of the liquidation map, from the price at the entry outwards.

    near, far   ticks: its border towards that price, included, and the one beyond, not included
    lots        lots whose liquidation price lies in it
    n           ppm: how much of its own width closing them moves the price that triggers
    """

    near: int
    far: int
    lots: int
    n: int


class Cascade(msgspec.Struct, frozen=True):
    """One market of one run. Prices in ticks; ppm signed, below 0 for a fall; lots unsigned.

    pass_through   ppm of the venue's displacement that the outside follows; None: nothing moves
    rounds         prints that forced orders added; most_rounds: after one print of the tape
    capped         whether the stated number of rounds was reached: orders were turned away from there on
    ordered, filled, expired   lots of forced orders; ordered = filled + expired
    forced         atoms at which forced orders were filled
    first_ns       ns of the first trigger, 0: nobody
    entry          ticks of the last price at the entry; shocked: its extreme on the tape; moved: as it became
    shock, move    ppm of the entry, of `shocked` and `moved`
    amplification  ppm, move / shock; 0 where there was no shock
    overshoot      ppm of the price outside: the most that forced orders held the last price from it; overshoot_ns: when
    peak           micro-ticks, the largest displacement; peak_ns: when
    half_ns        ns from then until half of it was left, 0: not in the window
    thinnest       ppm, the least share of the depth that stood there
    side           1 where the shock is a fall and longs are mapped, -1 for shorts
    rungs          the liquidation map at the entry
    runaway        ppm from the entry's valuation to the first rung with n >= 1, None: there is none
    thin_n         ppm, the largest n with the least depth that stood there in the run; thin_runaway: as `runaway`
    """

    market: str
    price_decimals: int
    size_decimals: int
    model: str
    pass_through: int | None
    rounds: int
    most_rounds: int
    capped: bool
    ordered: int
    filled: int
    expired: int
    forced: int
    first_ns: int
    entry: int
    shocked: int
    moved: int
    shock: int
    move: int
    amplification: int
    overshoot: int
    overshoot_ns: int
    peak: int
    peak_ns: int
    half_ns: int
    thinnest: int
    side: int
    rungs: list[Rung]
    runaway: int | None
    thin_n: int
    thin_runaway: int | None
