"""The laws of the house, asked after every step."""

from collections import Counter
from fractions import Fraction
from math import ceil

from solvent import commands as c
from solvent import events as e
from solvent.book import DEFAULT_FUND, Book, Kind
from solvent.engine import Outcome
from solvent.policy import LiquidationFee, Payer
from tests.oracle import Seen, misplaced, policy_of, unbalanced
from tests.simulation import comets, credit
from tests.simulation.bands import bands_amiss
from tests.simulation.clusters import clusters_amiss
from tests.simulation.house import House
from tests.simulation.lending import amiss
from tests.simulation.pairs import pairs_amiss
from tests.simulation.rated import rated_amiss
from tests.simulation.spokes import spokes_amiss
from tests.simulation.stages import on_its_terms
from tests.simulation.ticks import ticks_amiss
from tests.simulation.troves import troves_amiss
from tests.simulation.vaults import vaults_amiss
from tests.world import cells

LOOKS = (
    c.ObservePrice,
    c.ObserveQuote,
    c.ObservePrices,
    c.ObserveTrade,
    c.ObserveBook,
    c.AdvanceTime,
    c.SettleFunding,
    c.FormFunding,
    c.AccrueInterest,
    c.ChangeRegime,
)  # everyone is looked at


def broken(house: House, command: c.Command, outcome: Outcome, before: bytes) -> list[str]:
    """The laws that do not hold after a step; `before`: the digest it started from."""
    if outcome.refused:
        return [] if house.book.digest() == before else [f"{outcome.refused.name} changed the book"]
    seen = Seen(house.book)
    found = unbalanced(house.book) + misplaced(house.book) + seen.owing() + waterfall(outcome)
    found += in_order(house.book, outcome) + within_capacity(house.book) + put_aside(house.book)
    found += on_its_terms(house, outcome) + grown_while_frozen(house, command) + amiss(house.book, command)
    found += credit.amiss(house.book, command)
    found += troves_amiss(house.book)
    found += vaults_amiss(house.book)
    found += clusters_amiss(house.book)
    found += bands_amiss(house.book)
    found += rated_amiss(house.book)
    found += spokes_amiss(house.book)
    found += ticks_amiss(house.book)
    found += comets.amiss(house.book, command)
    found += pairs_amiss(house.book, outcome)
    for event in outcome.events:
        if isinstance(event, e.LiquidationTriggered):
            on_a_bad_price = seen.blocked.intersection(cells(event.bucket))
            found += [f"bucket {bucket} is closed on a price that may not be used" for bucket in on_a_bad_price]
        if isinstance(event, e.LiquidationOrderFilled):
            found += fees(house, event)
    if isinstance(command, LOOKS):
        found += seen.skipped()
    if isinstance(command, c.ObservePrice | c.ObserveQuote):
        found += misformed(house.book, seen, command.market)
    return found


def misformed(book: Book, seen: Seen, name: str) -> list[str]:
    """Whether the index of a market is, before its guards, what its rule makes of those that count."""
    m, market = book.markets, book.market_of[name]
    expected, found = seen.believed.index(market), int(m.unguarded[market] or m.index[market])
    return [] if expected in (None, found) else [f"the index of {name} is {found}, of those that count {expected}"]


def grown_while_frozen(house: House, command: c.Command) -> list[str]:
    """Whether a trade, a liquidation or anything but a book read in raised open interest where it may only fall."""
    m = house.book.markets
    before, after, frozen = house.interest, m.open_lots.tolist(), m.frozen.tolist()
    house.interest = after
    if isinstance(command, c.LoadPosition):
        return []
    return [f"open interest of a frozen market rose from {old} to {new} lots with {type(command).__name__}"
             for old, new, cause, kind in zip(before, after, frozen, m.kind.tolist(), strict=False)
             if cause and kind == Kind.PERPETUAL and new > old]  # fmt: skip


def fees(house: House, filled: e.LiquidationOrderFilled) -> list[str]:
    """Whether every fee is rounded up, and a liquidation fee below its rate only where its cap says so."""
    book, found = house.book, []
    capped_by_equity = house.rules.closing.fee == LiquidationFee.CAPPED_BY_EQUITY
    columns = (filled.order, filled.notional, filled.taker_fee, filled.liquidation_fee, filled.equity)
    for order, notional, taker, fee, left in zip(*map(cells, columns), strict=True):
        market = int(book.rows.market[book.orders.row[order]])
        full = [ceil(Fraction(notional * int(rate[market]), 10**6))
                for rate in (book.markets.taker_fee, book.markets.liquidation_fee)]  # fmt: skip
        if taker != full[0]:
            found.append(f"a taker fee of {taker} where {full[0]} is due")
        if fee > full[1] or (capped_by_equity and fee < full[1] and left > 0):
            found.append(f"a liquidation fee of {fee} where {full[1]} is due and {left} left")
    return found


def waterfall(outcome: Outcome) -> list[str]:
    """Whether payers paid exactly the shortfalls that were found."""
    found, paid = 0, 0
    fills = any(isinstance(event, e.LiquidationOrderFilled) for event in outcome.events)
    for event in outcome.events:
        if isinstance(event, e.ShortfallFound):
            found += _sum(event.amount)
        if payer_of(event) is not None:
            paid += _sum(event.amount)
    if fills:  # a fill may draw on the fund at once, before anything is found to be missing
        return [] if paid >= found else [f"{found} atoms were missing and {paid} paid"]
    return [] if paid == found else [f"{found} atoms were missing and {paid} paid"]


def payer_of(event: e.Event) -> int | None:
    """The kind of payer an event is of; 0: nobody, so that the operator owes it."""
    if isinstance(event, e.LossShared):
        return event.payer
    kinds = {e.InsuranceFundDrawn: Payer.FUND, e.CategoryFundDrawn: Payer.FUND, e.OperatorPaid: Payer.OPERATOR,
             e.LossSocialised: Payer.WINNERS, e.DefaultFundDrawn: Payer.DEFAULT_FUND, e.BadDebtRecorded: 0}  # fmt: skip
    return kinds.get(type(event))


def in_order(book: Book, outcome: Outcome) -> list[str]:
    """Whether payers came in the rulebook's order after each shortfall, and nobody gave more than he has to give."""
    order = {payer.kind: place for place, payer in enumerate(policy_of(book).payers)} | {0: 99}
    found, last, asked = [], -1, False
    for event in outcome.events:
        kind = payer_of(event)
        if isinstance(event, e.ShortfallFound):
            last, asked = -1, True
        elif isinstance(event, e.LiquidationOrderFilled):
            asked = False  # a fill draws on its fund at once
        elif kind is not None and asked:
            if order.get(kind, -1) < last:
                found.append(f"payer {kind} came after one that stands behind it")
            last = order.get(kind, -1)
        if isinstance(event, e.LossShared) and event.payer == Payer.DAY_WINNERS:
            pairs = zip(cells(event.amount), cells(event.measure), strict=True)
            found += [f"{paid} of a day's profit of {profit}" for paid, profit in pairs if paid > profit]
        if isinstance(event, e.DefaultFundDrawn):
            pairs = zip(cells(event.amount), cells(event.left), strict=True)
            found += [f"{paid} of {left} that were put aside" for paid, left in pairs if paid > left]
    return found


def within_capacity(book: Book) -> list[str]:
    """Whether no payer has paid more than its capacity in all; a fund also pays for fills, which have none."""
    clock = book.clock
    paid = {
        Payer.OPERATOR: clock.operator_paid, Payer.WINNERS: clock.winners_paid,
        Payer.DAY_WINNERS: clock.day_winners_paid, Payer.DEFAULT_FUND: clock.default_fund_paid,
        Payer.OPEN_INTEREST: clock.open_interest_paid,
    }  # fmt: skip
    payers = policy_of(book).payers
    found = [f"{payer.kind.name} paid {paid[payer.kind][0]} of {payer.capacity}" for payer in payers
             if payer.kind in paid and 0 <= payer.capacity < paid[payer.kind][0]]  # fmt: skip
    skin = sum(payer.skin for payer in payers)
    return [*found, *([f"the operator put {clock.skin_paid[0]} of {skin} in"] if clock.skin_paid[0] > skin else [])]


def put_aside(book: Book) -> list[str]:
    """Whether the contributions that are left are the money of each default fund."""
    t, funds = book.contributions, book.funds
    left = [int(t.amount[t.asset == asset].sum()) for asset in range(len(book.assets))]
    held = [0] * len(book.assets)
    for name, asset, bucket in zip(book.fund_names, funds.asset.tolist(), funds.bucket.tolist(), strict=True):
        held[asset] += int(book.ledger.balance[bucket]) if name == DEFAULT_FUND else 0
    return [] if held == left else [f"{left} were put aside and {held} are there"]


def _sum(amount: object) -> int:
    return amount if isinstance(amount, int) else int(amount.sum())  # type: ignore[attr-defined]


def run(house: House, steps: int) -> Counter[str]:
    """A whole run under watch; the count of events by name."""
    seen: Counter[str] = Counter()
    for number, command in enumerate(house.steps(steps)):
        before = house.book.digest()
        outcome = house.take(command)
        problems = broken(house, command, outcome, before)
        assert not problems, f"step {number}, {type(command).__name__} of {house.rules.name}: {problems[0]}"
        seen.update(type(event).__name__ for event in outcome.events)
    return seen
