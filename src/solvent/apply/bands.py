"""Markets of LLAMMA: every number an event states is what stands in the book afterwards."""

from solvent import events as e
from solvent.apply.cells import copied
from solvent.apply.register import writes
from solvent.book import Book, put_wide

TERMS = ("mints", "a", "fee", "loan_discount", "discount", "least_rate", "most_rate")
PLAIN = ("rate", "active", "lowest", "highest", "last_fee", "last_s")
WIDE = ("multiplier", "last", "debt", "debt_at", "cash")


@writes(e.BandTermsSet)
def _terms(book: Book, event: e.BandTermsSet) -> None:
    t, row, r = book.band_markets, event.market, book.reserves
    if row == t.n:
        t.append(pool=event.pool, borrowed=event.borrowed, collateral=event.collateral)
    for name in TERMS:
        getattr(t, name)[row] = getattr(event, name)
    put_wide(t, row, "base", int(event.base))
    t.touch(row)
    for reserve in (event.borrowed, event.collateral):
        r.active[reserve] = r.borrowing[reserve] = 1
        r.touch(reserve)


@writes(e.BandMarketUpdated)
def _market(book: Book, event: e.BandMarketUpdated) -> None:
    t, row = book.band_markets, event.market
    t.rate_s[row] = event.now_s
    copied(t, row, event, PLAIN, WIDE)


@writes(e.BandSet)
def _band(book: Book, event: e.BandSet) -> None:
    t, place = book.bands, (event.market, event.number)
    if place not in book.band_of:
        book.band_of[place] = t.append(market=event.market, number=event.number)
    row = book.band_of[place]
    copied(t, row, event, (), ("borrowed", "collateral", "shares"))


@writes(e.BandLoanSet)
def _loan(book: Book, event: e.BandLoanSet) -> None:
    t, shares = book.band_loans, [int(digits) for digits in event.shares.split()]
    if event.loan not in book.band_loan_of:
        book.band_loan_of[event.loan] = t.append(loan=event.loan)
    row = book.band_loan_of[event.loan]
    for name in ("debt", "debt_at", "waiting"):
        put_wide(t, row, name, int(getattr(event, name)))
    t.discount[row], t.first[row], t.bands[row] = event.discount, event.first, len(shares)
    t.touch(row)
    for place, number in enumerate(shares):
        if (event.loan, place) not in book.band_share_of:
            book.band_share_of[event.loan, place] = book.band_shares.append(loan=event.loan, place=place)
        at = book.band_share_of[event.loan, place]
        put_wide(book.band_shares, at, "shares", number)
        book.band_shares.touch(at)
