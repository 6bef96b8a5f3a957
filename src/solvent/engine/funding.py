"""Funding: longs pay shorts or the other way round; the residual of rounding goes to the market's insurance fund."""

import numpy as np

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, House
from solvent.engine import refusal as r
from solvent.engine.closing import close_out
from solvent.engine.holdings import funds_of, transfers
from solvent.engine.pricing import grown_stale, usable_at
from solvent.engine.refusal import Stages, require
from solvent.perps.funding import payments
from solvent.perps.funding_forms import Form, Sampled, premium_of, rate_from
from solvent.policy.choices import PremiumOf
from solvent.policy.funding import FundingPolicy
from solvent.prices.sampling import Missing, sample_of
from solvent.rates import clamped
from solvent.reasons import Posting, Reason
from solvent.units import MAX_PRODUCT, PPB

MOST_SAMPLES = 30_000  # of one interval
MOST_PARTS = 1000  # of a tick, so that every price fits
FARTHEST = 10 * PPB  # of a sample, either way


def settle_funding(book: Book, command: c.SettleFunding) -> Stages:
    """One settlement at a rate that is told."""
    market = r.market_of(book, command.market)
    require(
        abs(command.rate_ppb) <= PPB, Reason.OUT_OF_RANGE, f"expected a rate within 10^9 ppb, found {command.rate_ppb}"
    )
    require(usable_at(book, market, command.time_ns), Reason.NO_PRICE, f"{command.market} has no price now")
    r.perpetual(book, market)
    yield _settled(book, market, command.rate_ppb)
    yield from grown_stale(book)
    yield from close_out(book, market)


def sample_premium(book: Book, command: c.SamplePremium) -> Stages:
    """One sample of the premium, by the rulebook's form; where something is missing none is taken."""
    market = r.market_of(book, command.market)
    for what, number in (("bid", command.bid), ("ask", command.ask)):
        require(0 <= number <= MAX_PRODUCT, Reason.OUT_OF_RANGE, f"expected a {what} of 0 or more, found {number}")
    require(1 <= command.parts <= MOST_PARTS, Reason.OUT_OF_RANGE,
            f"expected 1 to {MOST_PARTS} parts of a tick, found {command.parts}")  # fmt: skip
    require(usable_at(book, market, command.time_ns), Reason.NO_PRICE, f"{command.market} has no price now")
    r.perpetual(book, market)
    terms, m = _terms(book, market), book.markets
    since = command.time_ns - int(m.premium_ns[market])
    require(since >= terms.every_ns, Reason.TOO_SOON, f"expected a sample every {terms.every_ns} ns, found one "
            f"after {since}")  # fmt: skip
    prices = (command.bid, command.ask, int(m.mark[market]) * command.parts, int(m.index[market]) * command.parts)
    sample = sample_of(terms.premium, *prices, int(m.funding_rate[market]))
    if isinstance(sample, Missing):
        raise r.Refusal(Reason.NOT_COMPUTABLE, f"expected a {sample.name.lower()} for the premium, found none")
    fits = abs(sample) <= FARTHEST and int(m.samples[market]) < MOST_SAMPLES
    require(fits, Reason.NOT_COMPUTABLE, f"expected at most {MOST_SAMPLES} samples within {FARTHEST} ppb, found sample "
            f"{int(m.samples[market]) + 1} of {sample} ppb")  # fmt: skip
    yield [e.PremiumSampled(market, sample, *prices, command.parts)]


def form_funding(book: Book, command: c.FormFunding) -> Stages:
    """One settlement at the rate that the samples since the last one make."""
    market = r.market_of(book, command.market)
    require(usable_at(book, market, command.time_ns), Reason.NO_PRICE, f"{command.market} has no price now")
    r.perpetual(book, market)
    terms, m = _terms(book, market), book.markets
    since = command.time_ns - int(m.formed_ns[market])
    require(since >= terms.interval_ns, Reason.TOO_SOON, f"expected an interval of {terms.interval_ns} ns, found one "
            f"of {since}")  # fmt: skip
    sampled = Sampled(*(int(column[market]) for column in (m.premiums, m.weighed, m.premium, m.samples)))
    premium = premium_of(terms, sampled)
    if premium is None:
        raise r.Refusal(Reason.NOT_COMPUTABLE, f"expected samples of the premium of {command.market}, found none")
    rate = clamped(rate_from(terms, premium), -PPB, PPB)
    yield [e.FundingFormed(market, sampled.samples, premium, rate), *_settled(book, market, rate)]
    yield from grown_stale(book)
    yield from close_out(book, market)


def _terms(book: Book, market: int) -> Form:
    """How the rulebook forms the rate of a market (rates in ppb), or a refusal."""
    entry = book.policy.market(book.market_names[market])
    terms = entry.funding if entry else FundingPolicy()
    require(terms.premium != PremiumOf.NONE, Reason.NOT_FORMED,
            f"expected a funding rule of {book.market_names[market]} in {book.policy.name}, found none")  # fmt: skip
    interest, band, cap = (rate * (1000) for rate in (terms.interest, terms.band, terms.cap))
    return Form(terms.premium, terms.every_ns, terms.average, interest, band, terms.of_ns, terms.interval_ns, cap)


def _settled(book: Book, market: int, rate_ppb: int) -> list[e.Event]:
    """Every position of the market pays or receives at the valuation price."""
    ticks = int(book.markets.valuation[market])
    rows = np.flatnonzero((book.rows.market == market) & (book.rows.lots != 0))
    signed = np.zeros(len(rows), np.int64)
    payments(book.rows.lots[rows], ticks, int(book.markets.den[market]), rate_ppb, signed)
    asset = int(book.markets.asset[market])
    clearing, fund = book.house(asset, House.CLEARING), funds_of(book, np.array([market]))
    buckets, pool = book.rows.bucket[rows], np.full(len(rows), clearing)
    paid, received = int(signed[signed > 0].sum()), int(-signed[signed < 0].sum())
    residual = paid - received
    return [
        transfers(buckets, pool, signed, Posting.FUNDING),
        transfers(pool, buckets, -signed, Posting.FUNDING),
        transfers(np.array([clearing]), fund, np.array([residual]), Posting.FUNDING_RESIDUAL),
        e.FundingSettled(market, rate_ppb, ticks, paid, received, residual),
    ]
