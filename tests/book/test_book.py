"""The digest sees every cell, name and rule; a snapshot brings all of it back, or is refused as no book."""

from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np
import pytest

from solvent import commands as c
from solvent.apply import apply
from solvent.book import HOUSE_NAMES, Book, House, Rules, name_hash
from solvent.errors import InvariantBroken, JournalCorrupt
from solvent.events import TimeAdvanced
from tests.world import S, World, policy


@pytest.fixture
def world() -> World:
    """Two assets, three markets, cross and isolated and hedged accounts, positions, orders, one of them in closing."""
    made = World(policy(warnings=(500_000, 800_000)))
    for market, asset in (("X-USD", "USD"), ("Y-USD", "USD"), ("X-EUR", "EUR")):
        made.do(c.ListMarket, market=market, size_decimals=0, price_decimals=6, settlement=asset, constituents=["s"])
        price(made, market, 100)
    for account in ("cross", "isolated", "hedged"):
        made.do(c.OpenAccount, account=account, owner="desk")
        made.do(c.Deposit, account=account, asset="USD", amount=10_000)
    made.do(c.Deposit, account="cross", asset="EUR", amount=10_000)
    made.do(c.FundInsurance, asset="EUR", amount=5)
    made.do(c.SetMarginMode, account="isolated", market="Y-USD", isolated=True)
    made.do(c.Transfer, account="isolated", market="Y-USD", amount=300)
    for account, market, leg in (("cross", "X-USD", 0), ("cross", "X-EUR", 0), ("isolated", "Y-USD", 0),
                                 ("isolated", "X-USD", 0), ("hedged", "X-USD", 1)):  # fmt: skip
        trade = {"market": market, "buyer": account, "seller": "@outside", "buyer_leg": leg, "lots": 10, "ticks": 100}
        assert made.do(c.ReportTrade, **trade).refused is None
    made.do(c.ReportTrade, market="X-USD", buyer="@outside", seller="hedged", seller_leg=-1, lots=4, ticks=100)
    made.do(c.ReportOrders, account="cross", market="Y-USD", buy_lots=3, sell_lots=1)
    made.do(c.SetLeverage, account="cross", market="X-USD", leverage_ppm=2_000_000)
    price(made, "Y-USD", 75)
    made.do(c.PauseMarket, market="X-EUR")
    assert made.book.orders.n == 1
    return made


def price(world: World, market: str, ticks: int) -> None:
    seen = world.at_ns
    assert world.do(c.ObservePrice, market=market, source="s", ticks=ticks, venue_ns=seen).refused is None


def at(book: Book, table: str, column: str, row: int, change: int) -> None:
    """Writes a cell behind everyone's back, and says so."""
    getattr(getattr(book, table), column)[row] += change
    getattr(book, table).touch(row)


def test_one_cell_anywhere_changes_the_digest_and_hints_do_not(world: World) -> None:
    book = world.book
    before = book.digest()
    assert book.digest() == before
    seen = {before}
    for table in Book.TABLES:
        columns = getattr(book, table)
        assert columns.n > 0, f"the world has no {table}"
        for column in columns.COLUMNS:
            at(book, table, column, columns.n - 1, 1)
            if column in columns.HINTS:
                assert book.digest() == before
            else:
                assert book.digest() not in seen, f"{table}.{column}"
                seen.add(book.digest())
            at(book, table, column, columns.n - 1, -1)
            assert book.digest() == before


def edited(**change: Any) -> Callable[[Book], None]:
    def edit(book: Book) -> None:
        assert book.rules is not None
        old = {"name": book.rules.name, "content_hash": book.rules.content_hash, "policy": book.rules.policy}
        book.rules = Rules(**old | change)

    return edit


@pytest.mark.parametrize(
    "change",
    [
        edited(name="other"),
        edited(content_hash="other"),
        edited(policy=policy(warnings=(500_000, 800_001))),  # the rules themselves, not only what they are called
        lambda book: setattr(book, "rules", None),
        lambda book: book.assets.append("XXX"),
        lambda book: book.assets.reverse(),
        lambda book: book.accounts.append(),
        lambda book: book.asset_first.__setitem__(1, 0),
    ],
)
def test_the_rules_and_the_assets_are_part_of_the_digest(world: World, change: Callable[[Book], None]) -> None:
    before = world.book.digest()
    change(world.book)
    assert world.book.digest() != before


def test_names_are_part_of_the_digest() -> None:
    digests = set()
    for account, owner, market, source in ("aoms", "boms", "apms", "aons", "aomt", "oams"):
        made = World(policy())
        made.do(c.ListMarket, market=market, size_decimals=3, price_decimals=3, settlement="U", constituents=[source])
        made.do(c.OpenAccount, account=account, owner=owner)
        digests.add(made.book.digest())
    assert len(digests) == 6
    assert name_hash("a") != name_hash("b")
    assert -(2**63) <= name_hash("trader") < 2**63


def test_a_snapshot_brings_back_the_whole_book(world: World) -> None:
    book = world.book
    again = Book.restore(book.dump())
    assert again.digest() == book.digest()
    assert again.dump() == book.dump()
    for table in Book.TABLES:
        for column in getattr(book, table).COLUMNS:
            assert getattr(getattr(again, table), column).tolist() == getattr(getattr(book, table), column).tolist()
    for name in ("assets", "asset_first", "account_names", "market_names", "source_names", "account_of", "market_of",
                 "rules"):  # fmt: skip
        assert getattr(again, name) == getattr(book, name)
    apply(again, TimeAdvanced(book.now_ns + S))
    assert again.digest() != book.digest()
    apply(book, TimeAdvanced(book.now_ns + S))
    assert again.digest() == book.digest()


def test_an_empty_book_can_be_kept_too() -> None:
    assert Book.restore(Book().dump()).digest() == Book().digest()
    with pytest.raises(InvariantBroken, match="no rulebook has been adopted"):
        _ = Book().policy


def spoiled(book: Book) -> list[Any]:
    """States near a good one that are none."""
    good = msgspec.msgpack.decode(book.dump())
    states: list[Any] = [None, [], {}, 1, good[:3], [*good, 1], [2, *good[1:]], [None, *good[1:]]]
    names, rules, tables, decimals = good[1:5]
    states += [[*good[:5], value] for value in (None, 1, "x", [1], [None])]
    states += [[*good[:4], value] for value in (1, ["x"], [], [*decimals, None], [*decimals, 6])]
    states += [[1, value, rules, tables] for value in (None, [], names[:4], [[1], *names[1:]], [*names[:4], None])]
    states += [[1, [*names[:1], ["x"], *names[2:]], rules, tables]]
    states += [[1, names, value, tables] for value in (1, [], rules[:2], [1, *rules[1:]], [*rules[:2], None])]
    states += [[1, names, [*rules[:2], [*rules[2][:7], {"*": [[]]}]], tables]]
    rows = tables["rows"]
    for value in (None, [], {}, {"lots": b""}, rows | {"lots": b""}, rows | {"lots": rows["lots"][:-1]},
                  rows | {"lots": None}, rows | {"more": rows["lots"]}):  # fmt: skip
        states.append([1, names, rules, tables | {"rows": value}])
    states.append([1, names, rules, {name: table for name, table in tables.items() if name != "clock"}])
    return states


def test_what_is_no_book_is_refused(world: World) -> None:
    good = world.book.dump()
    for state in spoiled(world.book):
        with pytest.raises(JournalCorrupt, match="expected a snapshot of a book, found"):
            Book.restore(msgspec.msgpack.encode(state))
    for data in (b"", good[:-1], good + b"\0", b"\xc1", b"\x91" * 100_000, b"\x94\x01\x95\x91\xa1\xff"):
        with pytest.raises(JournalCorrupt, match="expected a snapshot of a book, found"):
            Book.restore(data)


def test_finding_ones_way(world: World) -> None:
    book = world.book
    names = book.account_names
    assert names == ["cross", "isolated", "hedged"]
    usd, eur = 0, 1
    cross = book.bucket_for(0, usd)
    assert cross is not None
    assert [book.house(eur, which) for which in House] == list(
        range(book.house(eur, House.OPERATOR), book.asset_first[1] + 6)
    )
    assert [book.holder_name(book.house(usd, which)) for which in House] == list(HOUSE_NAMES)
    assert book.holder_name(cross) == "cross"
    assert [len(list(book.buckets_of(account))) for account in range(3)] == [2, 2, 1]
    assert book.bucket_for(0, eur) == list(book.buckets_of(0))[1]
    assert book.bucket_for(1, usd, 1) == list(book.buckets_of(1))[1]
    assert book.bucket_for(0, usd, 1) is None
    assert book.bucket_for(2, eur) is None
    assert [book.is_isolated(account, 1) for account in range(3)] == [False, True, False]
    hedged = book.bucket_for(2, usd)
    assert hedged is not None
    long, short = book.row_for(hedged, 0, 1), book.row_for(hedged, 0, -1)
    assert [long, short] == list(book.rows_of(hedged))
    assert book.row_for(hedged, 0, 0) is None
    assert [int(book.rows.lots[row]) for row in (long, short) if row is not None] == [10, -4]
    assert (
        int(np.sum(book.buckets.rows)) == book.rows.n == sum(len(list(book.rows_of(b))) for b in range(book.buckets.n))
    )
