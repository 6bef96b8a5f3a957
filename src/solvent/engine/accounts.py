"""Accounts, their buckets and the money in them."""

from solvent import commands as c
from solvent import events as e
from solvent.book import Book, House
from solvent.columns import as_column
from solvent.engine import refusal as r
from solvent.engine.pricing import usable_at
from solvent.engine.refusal import Stages, require
from solvent.reasons import Posting, Reason
from solvent.revalue.coins import counts_for_nothing
from solvent.revalue.rows import Standing, initial_margin, row_initial, some
from solvent.units import MAX_RATE, MAX_ROWS_PER_BUCKET


def open_account(book: Book, command: c.OpenAccount) -> Stages:
    """An account without money or positions."""
    require(command.account not in book.account_of, Reason.ALREADY_EXISTS, f"account {command.account!r} is open")
    r.new_name(command.account)
    yield [e.AccountOpened(command.account, command.owner)]


def bucket_stage(book: Book, account: int, asset: int, market: int, leg: int) -> tuple[int, list[e.Event]]:
    """The bucket for a place, and the events that open it where it is new."""
    found = book.bucket_for(account, asset, market, leg)
    if found is not None:
        return found, []
    return book.buckets.n, [e.BucketOpened(account, asset, market, leg if market >= 0 else 0)]


def row_stage(book: Book, bucket: int, market: int, leg: int) -> tuple[int, list[e.Event]]:
    """The row for a place, and the event that opens it where it is new."""
    found = book.row_for(bucket, market, leg) if bucket < book.buckets.n else None
    if found is not None:
        return found, []
    return book.rows.n, [e.RowOpened(bucket, market, leg)]


def room_for_row(book: Book, bucket: int, row: int) -> None:
    """Refuses a new row in a bucket that has as many as it may."""
    full = row == book.rows.n and bucket < book.buckets.n and int(book.buckets.rows[bucket]) >= MAX_ROWS_PER_BUCKET
    require(not full, Reason.TOO_MANY_ROWS, f"expected at most {MAX_ROWS_PER_BUCKET} rows in a bucket")


def _place(book: Book, command: c.Deposit | c.Withdraw) -> tuple[int, int, int, int]:
    market = r.market_of(book, command.market) if command.market else -1
    account, asset = r.account_of(book, command.account), r.asset_of(book, command.asset)
    isolated = market < 0 or book.is_isolated(account, market)
    require(isolated, Reason.UNKNOWN_POSITION, f"{command.account} does not hold {command.market} in isolated margin")
    r.positive_amount(command.amount)
    r.legal_leg(command.leg)
    settles = market < 0 or int(book.markets.asset[market]) == asset
    require(settles, Reason.WRONG_ASSET, f"{command.market} does not settle in {command.asset}")
    return account, asset, market, command.leg if market >= 0 else 0


def deposit(book: Book, command: c.Deposit) -> Stages:
    """Money from outside into a bucket."""
    account, asset, market, leg = _place(book, command)
    bucket, opened = bucket_stage(book, account, asset, market, leg)
    outside = book.house(asset, House.OUTSIDE)
    r.can_move(book, outside, bucket, command.amount)
    yield [*opened, e.CashTransferred(outside, bucket, command.amount, Posting.DEPOSIT)]


def withdraw(book: Book, command: c.Withdraw) -> Stages:
    """Money out of a bucket, as far as its initial margin allows."""
    account, asset, market, leg = _place(book, command)
    bucket = book.bucket_for(account, asset, market, leg)
    require(bucket is not None, Reason.INSUFFICIENT_CASH, f"{command.account} has nothing there")
    assert bucket is not None
    may_leave(book, bucket, command.amount, command.time_ns)
    yield [e.CashTransferred(bucket, book.house(asset, House.OUTSIDE), command.amount, Posting.WITHDRAWAL)]


def valued_now(book: Book, bucket: int, now_ns: int) -> Standing:
    """A bucket's standing, refused unless everything in it that counts can be valued at this time."""
    standing = some(book, as_column(bucket))
    held = [int(book.rows.market[row]) for row in book.rows_of(bucket) if book.rows.lots[row]]
    nothing = counts_for_nothing(book)
    valued = not standing.blocked[0] and all(usable_at(book, market, now_ns) for market in held if not nothing[market])
    require(valued, Reason.NO_PRICE, "a position cannot be valued now")
    return standing


def may_leave(book: Book, bucket: int, amount: int, now_ns: int) -> None:
    """Refuses unless what stays still covers the initial margin, and the wallet holds what leaves."""
    standing = valued_now(book, bucket, now_ns)
    r.not_closing(book, bucket)
    wallet = int(book.ledger.balance[bucket]) + sum(int(book.rows.cost[row]) for row in book.rows_of(bucket))
    require(amount <= wallet, Reason.INSUFFICIENT_CASH, f"expected at most {max(wallet, 0)} atoms, found {amount}")
    left, needed = int(standing.equity[0]) - amount, initial_margin(book, bucket, -amount)
    require(left >= needed, Reason.INITIAL_MARGIN, f"equity would be {left} atoms, initial margin is {needed}")


def transfer(book: Book, command: c.Transfer) -> Stages:
    """Money between the cross bucket and an isolated one."""
    market, account = r.market_of(book, command.market), r.account_of(book, command.account)
    isolated = book.is_isolated(account, market)
    require(isolated, Reason.UNKNOWN_POSITION, f"{command.account} does not hold {command.market} in isolated margin")
    r.positive_amount(abs(command.amount))
    r.legal_leg(command.leg)
    asset = int(book.markets.asset[market])
    inner, opened = bucket_stage(book, account, asset, market, command.leg)
    cross = book.bucket_for(account, asset)
    if cross is None:
        require(command.amount < 0, Reason.INSUFFICIENT_CASH, f"{command.account} has no cross money to move")
        cross = book.buckets.n + len(opened)
        opened = [*opened, e.BucketOpened(account, asset, -1, 0)]
    source, target = (cross, inner) if command.amount > 0 else (inner, cross)
    require(source < book.buckets.n, Reason.INSUFFICIENT_CASH, f"{command.account} has nothing there")
    may_leave(book, source, abs(command.amount), command.time_ns)
    yield [*opened, e.CashTransferred(source, target, abs(command.amount), Posting.TRANSFER)]


def set_leverage(book: Book, command: c.SetLeverage) -> Stages:
    """The leverage of a row, at most what its market's first tier allows."""
    market, account = r.market_of(book, command.market), r.account_of(book, command.account)
    r.legal_leg(command.leg)
    r.perpetual(book, market)
    chosen = command.leverage_ppm
    require(0 <= chosen <= MAX_RATE, Reason.OUT_OF_RANGE, f"expected 0 to {MAX_RATE} ppm, found {chosen}")
    first = int(book.markets.tier_first[market])
    num, den = int(book.tiers.im_num[first]), int(book.tiers.im_den[first])
    require(chosen * num <= den * 1_000_000, Reason.LEVERAGE_TOO_HIGH,
            f"expected at most {den} / {num} x, found {chosen} ppm")  # fmt: skip
    asset = int(book.markets.asset[market])
    place = market if book.is_isolated(account, market) else -1
    bucket, opened = bucket_stage(book, account, asset, place, command.leg)
    row, added = row_stage(book, bucket, market, command.leg)
    room_for_row(book, bucket, row)
    if chosen and not added:
        _leverage_affordable(book, bucket, row, chosen)
    yield [*opened, *added, e.LeverageSet(row, chosen)]


def _leverage_affordable(book: Book, bucket: int, row: int, chosen: int) -> None:
    """Refuses a lower leverage whose initial margin the bucket cannot meet."""
    before = int(book.rows.leverage[row])
    if int(book.rows.lots[row]) == 0 or (before and chosen >= before):
        return
    equity = int(some(book, as_column(bucket)).equity[0])
    needed = initial_margin(book, bucket) - row_initial(book, row) + row_initial(book, row, leverage=chosen)
    require(equity >= needed, Reason.INITIAL_MARGIN, f"equity is {equity} atoms, initial margin would be {needed}")


def set_margin_mode(book: Book, command: c.SetMarginMode) -> Stages:
    """Isolated or cross for a market without position or open orders."""
    market, account = r.market_of(book, command.market), r.account_of(book, command.account)
    busy = any(
        book.rows.lots[row] or book.rows.buy[row] or book.rows.sell[row]
        for bucket in book.buckets_of(account)
        for row in book.rows_of(bucket)
        if int(book.rows.market[row]) == market
    )
    require(not busy, Reason.MODE_IN_USE, f"{command.account} has a position or orders in {command.market}")
    if command.isolated == book.is_isolated(account, market):
        return
    bucket, opened = bucket_stage(book, account, int(book.markets.asset[market]), market, 0)
    mode = e.MarginModeSet(bucket, int(command.isolated))
    yield [*opened, *([mode] if command.isolated else [*_back_to_cross(book, account, market), mode])]


def _back_to_cross(book: Book, account: int, market: int) -> list[e.Event]:
    """The money of a market's isolated buckets goes back to the cross bucket when the mode does."""
    asset = int(book.markets.asset[market])
    left = [bucket for bucket in book.buckets_of(account) if int(book.buckets.market[bucket]) == market]
    left = [bucket for bucket in left if book.ledger.balance[bucket] > 0]
    if not left:
        return []
    cross, opened = bucket_stage(book, account, asset, -1, 0)
    moves = [e.CashTransferred(bucket, cross, int(book.ledger.balance[bucket]), Posting.TRANSFER) for bucket in left]
    return [*opened, *moves]
