"""Positions come and go: trades, positions read in, open orders."""

from dataclasses import dataclass

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, House, Kind
from solvent.columns import as_column
from solvent.engine import refusal as r
from solvent.engine.accounts import bucket_stage, room_for_row, row_stage
from solvent.engine.holdings import lendable
from solvent.engine.manipulation import may_grow
from solvent.engine.pricing import usable_at
from solvent.engine.refusal import Stages, require
from solvent.fixed import mul_div_down, mul_div_up
from solvent.grid import value
from solvent.reasons import Moved, Posting, Reason
from solvent.revalue.rows import initial_margin, row_initial, some, would_be


@dataclass(frozen=True, slots=True)
class Side:
    """One party of a trade before it happens; lots signed as this party trades."""

    bucket: int
    row: int
    lots: int
    held: int
    cost: int
    outside: bool
    opened: list[e.Event]


def party_of(book: Book, name: str) -> None:
    """An account or the outside, or a refusal."""
    if name != c.OUTSIDE:
        r.account_of(book, name)


def side_of(book: Book, market: int, party: str, leg: int, lots: int) -> Side:
    """The bucket and row a party trades in, opened where they are new."""
    asset = int(book.markets.asset[market])
    outside = party == c.OUTSIDE
    if outside:
        bucket = book.house(asset, House.OUTSIDE)
        opened: list[e.Event] = []
    else:
        account = r.account_of(book, party)
        place = market if book.is_isolated(account, market) else -1
        bucket, opened = bucket_stage(book, account, asset, place, leg)
    row, added = row_stage(book, bucket, market, leg)
    held, cost = (0, 0) if added else (int(book.rows.lots[row]), int(book.rows.cost[row]))
    return Side(bucket, row, lots, held, cost, outside, [*opened, *added])


def right_leg(side: Side, leg: int) -> None:
    """Refuses a long leg sold short, a short leg bought long, and any leg of the outside."""
    require(leg == 0 or not side.outside, Reason.WRONG_LEG, f"{c.OUTSIDE} has no legs")
    after = side.held + side.lots
    require(leg * after >= 0, Reason.WRONG_LEG, f"expected leg {leg} to stay on its side, it would hold {after} lots")


def may_trade(book: Book, side: Side) -> None:
    """Refuses a side that is being closed, or that has no room for another row."""
    if not side.outside and side.bucket < book.buckets.n:
        r.not_closing(book, side.bucket)
    room_for_row(book, side.bucket, side.row)


def cost_change(held: int, cost: int, lots: int, paid: int) -> int:
    """How a trade changes a position's cost (atoms): a reduction gives back its share, an increase adds what was paid.

    held, lots   lots, signed; cost, paid: atoms, signed as the position they belong to
    """
    if held == 0 or (held > 0) == (lots > 0):
        return paid
    if abs(lots) <= abs(held):
        return -mul_div_down(cost, abs(lots), abs(held)) if abs(lots) < abs(held) else -cost
    flipped = abs(lots) - abs(held)  # what is left opens the other side at the trade's price
    return mul_div_down(paid, flipped, abs(lots)) - cost


def report_trade(book: Book, command: c.ReportTrade) -> Stages:
    """Two accounts, or an account and the outside, trade at one price; both must afford it."""
    market = r.market_of(book, command.market)
    m, parties = book.markets, (command.buyer, command.seller)
    for party in parties:
        party_of(book, party)
    require(command.lots > 0, Reason.NOT_POSITIVE, f"expected a size above 0, found {command.lots} lots")
    r.positive_price(command.ticks)
    for leg in (command.buyer_leg, command.seller_leg):
        r.legal_leg(leg)
    require(command.taker in ("", "buyer", "seller"), Reason.OUT_OF_RANGE,
            f"expected taker to be buyer, seller or empty, found {command.taker!r}")  # fmt: skip
    quote = value(command.lots, command.ticks, int(m.den[market]))
    require(quote != 0, Reason.OUT_OF_RANGE, "expected a trade worth at least one atom")
    r.size_at(book, market, command.lots, command.ticks)
    buyer = side_of(book, market, command.buyer, command.buyer_leg, command.lots)
    seller = side_of(book, market, command.seller, command.seller_leg, -command.lots)
    for side in (buyer, seller):
        for ticks in (command.ticks, int(m.valuation[market])):
            r.size_at(book, market, abs(side.held) + command.lots, ticks)
    r.can_move(book, *paid(buyer, seller, quote), abs(quote))
    require(len(set(parties)) == 2, Reason.SAME_PARTY, f"{command.buyer} cannot trade with itself")
    right_leg(buyer, command.buyer_leg)
    right_leg(seller, command.seller_leg)
    coin = m.kind[market] == Kind.COIN
    require(not coin or not (command.buyer_leg or command.seller_leg), Reason.WRONG_LEG, "a coin has no legs")
    require(not m.paused[market], Reason.MARKET_PAUSED, f"{command.market} is paused")
    require(
        usable_at(book, market, command.time_ns), Reason.NO_PRICE, f"{command.market} has no price to be valued with"
    )
    for side in (buyer, seller):
        may_trade(book, side)
    yield from _two_sided(book, command, market, quote, buyer, seller)


def paid(buyer: Side, seller: Side, quote: int) -> tuple[int, int]:
    """The bucket that pays and the one that is paid: the buyer the seller, but of an inverse contract the other way."""
    return (buyer.bucket, seller.bucket) if quote > 0 else (seller.bucket, buyer.bucket)


def _two_sided(book: Book, command: c.ReportTrade, market: int, quote: int, buyer: Side, seller: Side) -> Stages:
    if buyer.opened and seller.opened:  # both new: the seller's indices come after the buyer's
        seller = _shifted(book, buyer, seller)
    fee = mul_div_up(abs(quote), int(book.markets.taker_fee[market]), 1_000_000)
    coin = book.markets.kind[market] == Kind.COIN
    for side, name in ((buyer, "buyer"), (seller, "seller")):
        if not side.outside:
            asked = coin_affordable if coin else _affordable
            asked(book, market, side, quote, fee if command.taker == name else 0)
    may_grow(book, market, command.time_ns, [(side.held, side.lots) for side in (buyer, seller)])
    payer = {"buyer": buyer, "seller": seller}.get(command.taker)
    asset = int(book.markets.asset[market])
    yield [
        *buyer.opened,
        *seller.opened,
        e.CashTransferred(*paid(buyer, seller, quote), abs(quote), Posting.TRADE),
        *(_moved(side, (quote if side is buyer else -quote) * (not coin), command.ticks) for side in (buyer, seller)),
        *([e.CashTransferred(payer.bucket, book.house(asset, House.FEES), fee, Posting.TAKER_FEE)]
          if payer and fee else []),
    ]  # fmt: skip


def _shifted(book: Book, first: Side, second: Side) -> Side:
    """The second side's new indices, counted after those the first side opens."""
    buckets = sum(isinstance(event, e.BucketOpened) for event in first.opened)
    rows = sum(isinstance(event, e.RowOpened) for event in first.opened)
    bucket = second.bucket + (buckets if second.bucket >= book.buckets.n else 0)
    row = second.row + (rows if second.row >= book.rows.n else 0)
    opened = [e.RowOpened(bucket, event.market, event.leg) if isinstance(event, e.RowOpened) else event
              for event in second.opened]  # fmt: skip
    return Side(bucket, row, second.lots, second.held, second.cost, second.outside, opened)


def _moved(side: Side, paid: int, ticks: int) -> e.PositionChanged:
    return e.PositionChanged(
        side.row, side.lots, cost_change(side.held, side.cost, side.lots, paid), Moved.TRADE, ticks
    )  # fmt: skip


def _affordable(book: Book, market: int, side: Side, quote: int, fee: int) -> None:
    """Refuses a trade after which equity is below the initial margin; one that only reduces must not leave a debt.

    quote   atoms the buyer pays; below 0: is paid
    """
    after = side.held + side.lots
    reduces = abs(after) < abs(side.held) and after * side.held >= 0
    ticks, den = int(book.markets.valuation[market]), int(book.markets.den[market])
    existing = side.bucket < book.buckets.n
    before, needed = 0, 0
    if existing:
        standing = some(book, as_column(side.bucket))
        require(reduces or not standing.blocked[0], Reason.NO_PRICE, "a position of the account cannot be valued now")
        before = int(standing.equity[0])
    equity = before + value(after, ticks, den) - value(side.held, ticks, den) - fee
    equity += -quote if side.lots > 0 else quote
    if reduces:
        flat = after == 0 and all(row == side.row or not book.rows.lots[row] for row in book.rows_of(side.bucket))
        require(equity >= 0 or (equity >= before and not flat), Reason.INITIAL_MARGIN,
                f"equity would be {equity} atoms, a reduction must not leave a debt")  # fmt: skip
        return
    if existing:
        needed = initial_margin(book, side.bucket, equity - before)
    if existing and side.row < book.rows.n:
        needed += row_initial(book, side.row, change=side.lots) - row_initial(book, side.row)
    else:
        needed += row_initial(book, -1, change=after, market=market)
    require(equity >= needed, Reason.INITIAL_MARGIN, f"equity would be {equity} atoms, initial margin is {needed}")


def coin_affordable(book: Book, market: int, side: Side, quote: int, fee: int) -> None:
    """Refuses a trade in a coin that borrows what nobody lends, or that equity would not carry.

    One that leaves equity further above, or less far below, what is required is let through: it repays.
    """
    rules, paid = book.policy.collateral, (quote if side.lots > 0 else -quote) + fee
    margin, wallet = 0, 0
    if side.bucket < book.buckets.n:
        blocked = some(book, as_column(side.bucket)).blocked[0]
        require(not blocked, Reason.NO_PRICE, "a position of the account cannot be valued now")
        rows = list(book.rows_of(side.bucket))
        margin = sum(row_initial(book, row) for row in rows)
        wallet = int(book.ledger.balance[side.bucket]) + sum(int(book.rows.cost[row]) for row in rows)
    before = would_be(book, side.bucket)
    after = would_be(book, side.bucket, -paid, market, side.lots)
    steady = after.equity >= 0 and after.equity - after.initial >= before.equity - before.initial
    needed = margin + after.initial
    require(rules.borrowing or paid <= max(wallet, 0), Reason.INSUFFICIENT_CASH,
            f"expected at most {max(wallet, 0)} atoms, found {paid}: {book.policy.name} lends nothing")  # fmt: skip
    require(steady or after.equity >= needed, Reason.INITIAL_MARGIN,
            f"equity would be {after.equity} atoms, initial margin is {needed}")  # fmt: skip
    more = max(-side.held - side.lots, 0) - max(-side.held, 0)  # lots it would owe more
    pool = lendable(book, market) if more > 0 and rules.borrowing else 0
    require(more <= pool, Reason.NOTHING_TO_BORROW, f"expected to borrow at most {pool} lots, found {more}")


def load_position(book: Book, command: c.LoadPosition) -> Stages:
    """A position that exists already is written in, whatever its state."""
    market = r.market_of(book, command.market)
    account = r.account_of(book, command.account)
    place = market if book.is_isolated(account, market) else -1
    bucket = book.bucket_for(account, int(book.markets.asset[market]), place, command.leg)
    row = None if bucket is None else book.row_for(bucket, market, command.leg)
    held = row is not None and bool(book.rows.lots[row])
    require(not held, Reason.ALREADY_EXISTS, f"{command.account} holds {command.market} already")
    require(command.lots != 0, Reason.NOT_POSITIVE, "expected a size other than 0")
    linear = int(book.markets.den[market]) > 0
    require(command.cost * command.lots * (1 if linear else -1) >= 0, Reason.OUT_OF_RANGE, f"expected cost and size of "
            f"{'one sign' if linear else 'opposite signs (an inverse contract)'}, found {command.cost} atoms and "
            f"{command.lots} lots")  # fmt: skip
    free = book.markets.kind[market] == Kind.COIN
    require(not (free and command.cost), Reason.OUT_OF_RANGE, f"expected a cost of 0 for a coin, found {command.cost}")
    r.positive_amount(abs(command.cost) or 1)
    price = int(book.markets.valuation[market])
    r.size_at(book, market, command.lots, max(price, 1) if linear else price)
    r.legal_leg(command.leg)
    side = side_of(book, market, command.account, command.leg, command.lots)
    outside = side_of(book, market, c.OUTSIDE, 0, -command.lots)
    if side.opened and outside.opened:
        outside = _shifted(book, side, outside)
    payer, payee = (side.bucket, outside.bucket) if command.cost > 0 else (outside.bucket, side.bucket)
    r.can_move(book, payer, payee, abs(command.cost))
    right_leg(side, command.leg)
    may_trade(book, side)
    moves = [_moved(side, command.cost, 0), _moved(outside, -command.cost, 0)]
    money = [e.CashTransferred(payer, payee, abs(command.cost), Posting.TRADE)] if command.cost else []
    yield [*side.opened, *outside.opened, *money, *moves]


def report_orders(book: Book, command: c.ReportOrders) -> Stages:
    """The open orders of a row; more of them need the initial margin of the riskier side."""
    market, account = r.market_of(book, command.market), r.account_of(book, command.account)
    require(min(command.buy_lots, command.sell_lots) >= 0, Reason.NOT_POSITIVE, "expected lots of 0 or more")
    r.legal_leg(command.leg)
    place = market if book.is_isolated(account, market) else -1
    bucket, opened = bucket_stage(book, account, int(book.markets.asset[market]), place, command.leg)
    row, added = row_stage(book, bucket, market, command.leg)
    held = 0 if added else int(book.rows.lots[row])
    price = int(book.markets.valuation[market])
    r.size_at(book, market, abs(held) + max(command.buy_lots, command.sell_lots), price)
    require(price > 0, Reason.NO_PRICE, f"{command.market} has no price to be valued with")
    r.perpetual(book, market)
    wider = command.buy_lots > 0 or command.sell_lots > 0
    if not added:
        wider = command.buy_lots > int(book.rows.buy[row]) or command.sell_lots > int(book.rows.sell[row])
    if wider:
        _orders_affordable(book, command, bucket, row, market, held)
    room_for_row(book, bucket, row)
    yield [*opened, *added, e.OrdersReported(row, command.buy_lots, command.sell_lots)]


def _orders_affordable(book: Book, command: c.ReportOrders, bucket: int, row: int, market: int, held: int) -> None:
    equity = needed = 0
    if bucket < book.buckets.n:
        standing = some(book, as_column(bucket))
        require(not standing.blocked[0], Reason.NO_PRICE, "a position of the account cannot be valued now")
        r.not_closing(book, bucket)
        room_for_row(book, bucket, row)
        equity, needed = int(standing.equity[0]), initial_margin(book, bucket)
    existing = row if row < book.rows.n else -1
    orders = (command.buy_lots, command.sell_lots)
    before = row_initial(book, existing) if existing >= 0 else 0
    needed += row_initial(book, existing, change=0 if existing >= 0 else held, market=market, orders=orders) - before
    require(equity >= needed, Reason.INITIAL_MARGIN, f"equity is {equity} atoms, initial margin would be {needed}")
