"""Markets of LLAMMA: terms, the AMM, bands, where a loan stands in them, and trades.

Exact amounts are TEXT, units of 18 decimals.
"""

from solvent.events.base import Event


class BandTermsSet(Event, kind=220):
    """The terms of a market: see book.llamma.BandMarkets. base: TEXT, wad; mints: flag."""

    market: int
    pool: int
    borrowed: int
    collateral: int
    mints: int
    a: int
    fee: int
    base: str
    loan_discount: int
    discount: int
    least_rate: int
    most_rate: int


class BandMarketUpdated(Event, kind=221):
    """What a market is from here on.

    multiplier, rate, now_s    TEXT wad, wad of a second, seconds: interest
    active, lowest, highest    numbers of bands
    last, last_fee, last_s     TEXT wad, wad, seconds: the price of the last trade, and the fee for its change
    debt                       TEXT, units owed by all at this multiplier
    debt_at                    TEXT, wad
    cash                       TEXT, units not lent out
    """

    market: int
    multiplier: str
    rate: int
    now_s: int
    active: int
    lowest: int
    highest: int
    last: str
    last_fee: int
    last_s: int
    debt: str
    debt_at: str
    cash: str


class BandSet(Event, kind=222):
    """What stands in a band: units of both assets, and its owners' shares, all TEXT."""

    market: int
    number: int
    borrowed: str
    collateral: str
    shares: str


class BandLoanSet(Event, kind=223):
    """Where a loan stands.

    debt, debt_at   TEXT: units, and the multiplier [wad] at which they are
    discount        wad
    first           its first band
    shares          TEXT: of each band, separated by spaces; "" for none
    waiting         TEXT, units
    """

    loan: int
    debt: str
    debt_at: str
    discount: int
    first: int
    shares: str
    waiting: str


class BandsTraded(Event, kind=224):
    """Somebody traded with the bands.

    coming           the reserve of what came in
    paid, received   TEXT, units
    first, last      the active band before and after
    fee              wad, at least charged for a change of the price
    """

    market: int
    coming: int
    paid: str
    received: str
    first: int
    last: int
    fee: int
