"""Accounts, buckets and rows, and the orders that stand in them."""

from solvent import events as e
from solvent.apply.register import writes
from solvent.book import HOUSE_HOLDERS, Book, House, name_hash


@writes(e.AccountOpened)
def _account(book: Book, event: e.AccountOpened) -> None:
    first = book.accounts.append(name=name_hash(event.account), owner=name_hash(event.owner), first=-1)
    book.account_of[event.account] = first
    book.account_names.append(event.account)
    if event.owner:
        book.owner_of[name_hash(event.owner)] = event.owner


@writes(e.BucketOpened)
def _bucket(book: Book, event: e.BucketOpened) -> None:
    bucket = book.ledger.append(holder=1, asset=event.asset)
    book.buckets.append(account=event.account, market=event.market, leg=event.leg, next=-1, head=-1)
    last = max(book.buckets_of(event.account), default=-1)
    if last < 0:
        book.accounts.first[event.account] = bucket
        book.accounts.touch(event.account)
    else:
        book.buckets.next[last] = bucket
        book.buckets.touch(last)


@writes(e.VaultOpened)
def _vault(book: Book, event: e.VaultOpened) -> None:
    bucket = book.ledger.append(holder=HOUSE_HOLDERS[House.BACKSTOP], asset=book.markets.asset[event.market])
    book.buckets.append(account=-1, market=event.market, next=-1, head=-1)
    book.markets.vault[event.market] = bucket
    book.markets.touch(event.market)


@writes(e.MarginModeSet)
def _mode(book: Book, event: e.MarginModeSet) -> None:
    book.buckets.active[event.bucket] = event.active
    book.buckets.touch(event.bucket)


@writes(e.RowOpened)
def _row(book: Book, event: e.RowOpened) -> None:
    tier = book.markets.tier_first[event.market]
    row = book.rows.append(bucket=event.bucket, market=event.market, leg=event.leg, next=-1, tier=tier)
    bucket = event.bucket
    last = max(book.rows_of(int(bucket)), default=-1)  # rows are opened one by one
    if last < 0:
        book.buckets.head[bucket] = row
    else:
        book.rows.next[last] = row
        book.rows.touch(last)
    book.buckets.rows[bucket] += 1
    book.buckets.touch(bucket)


@writes(e.LeverageSet)
def _leverage(book: Book, event: e.LeverageSet) -> None:
    book.rows.leverage[event.row] = event.leverage
    book.rows.touch(event.row)


@writes(e.OrdersReported)
def _orders(book: Book, event: e.OrdersReported) -> None:
    book.rows.buy[event.row], book.rows.sell[event.row] = event.buy, event.sell
    book.rows.touch(event.row)


@writes(e.OrdersCancelled)
def _cancelled(book: Book, event: e.OrdersCancelled) -> None:
    book.rows.buy[event.row] = 0
    book.rows.sell[event.row] = 0
    book.rows.touch(event.row)
