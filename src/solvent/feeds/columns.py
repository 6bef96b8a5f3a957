"""What a column may be called: a closed list of names for each quantity, upper or lower case, with or without `_ - .`

A name that is not on the list is not read, and a note says so. Two columns for one quantity are refused, since nothing
says which one is meant; the one exception is Binance's own table, where `isolatedMargin` counts unrealised profit and
`isolatedWallet` beside it does not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from solvent.errors import BadBook
from solvent.feeds.cells import Literal, cut
from solvent.feeds.files import MOST_COLUMNS, Document, Table

POSITION: dict[str, tuple[str, ...]] = {
    "account": ("account", "account_id", "account_name", "user", "trader", "subaccount", "address"),
    "owner": ("owner", "owner_id", "beneficial_owner", "entity"),
    "market": ("market", "symbol", "instrument", "inst_id", "contract", "ticker", "coin"),
    "size": ("size", "position_size", "quantity", "qty", "position_amt", "position_amount", "amount", "pos", "szi"),
    "contracts": ("contracts",),  # read only beside contract_size
    "contract_size": ("contract_size", "contract_value", "ct_val", "multiplier"),
    "side": ("side", "direction"),
    "leg": ("leg", "position_side", "pos_side"),
    "hedged": ("hedged",),
    "entry_price": (
        "entry_price",
        "entry",
        "entry_px",
        "avg_entry_price",
        "average_entry_price",
        "avg_price",
        "avg_px",
    ),
    "mark_price": ("mark_price", "mark", "mark_px"),
    "margin_mode": ("margin_mode", "margin_type", "mode", "mgn_mode"),
    "isolated": ("isolated", "is_isolated"),
    "margin": ("margin", "isolated_wallet", "isolated_margin", "position_margin"),  # without unrealised profit
    "collateral": ("collateral", "isolated_equity"),  # with it
    "leverage": ("leverage", "lever"),
    "buy_size": ("buy_size", "open_buy_size", "bid_size", "open_buy", "buy_orders"),
    "sell_size": ("sell_size", "open_sell_size", "ask_size", "open_sell", "sell_orders"),
    "settlement": ("settlement", "settlement_asset", "settle", "margin_asset", "collateral_asset", "ccy"),
    "wallet_balance": ("wallet_balance", "wallet", "cross_wallet_balance", "cash", "cash_balance"),
    "equity": ("equity", "account_equity", "cross_equity", "account_value", "margin_balance"),
    "inverse": ("inverse",),
}
BALANCE: dict[str, tuple[str, ...]] = {
    "account": POSITION["account"],
    "asset": ("asset", "currency", "coin", "ccy", "settlement", "margin_asset"),
    "wallet_balance": (*POSITION["wallet_balance"], "balance", "amount"),
    "equity": POSITION["equity"],
}
PRICE: dict[str, tuple[str, ...]] = {
    "market": POSITION["market"],
    "price": ("price", *POSITION["mark_price"], "index_price", "last_price"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """The cells of one row that mean something here, by quantity."""

    where: str
    cells: Mapping[str, object]
    columns: Mapping[str, str]

    def get(self, quantity: str) -> object:
        """The cell, or None where the file has no such column."""
        return self.cells.get(quantity)

    def column(self, quantity: str) -> str:
        """What the file itself calls the column."""
        return self.columns.get(quantity, quantity)


def plain(column: str) -> str:
    """A column's name as it is compared: lower case, letters and digits only."""
    return "".join(character for character in column.lower() if character.isalnum())


def recognise(
    columns: tuple[str, ...], known: dict[str, tuple[str, ...]], source: str
) -> tuple[dict[str, str], list[str]]:
    """(the file's name of each quantity it has, the names that mean nothing here)."""
    meaning = {plain(alias): quantity for quantity, aliases in known.items() for alias in aliases}
    of_binance = "isolatedwallet" in {plain(column) for column in columns}
    found: dict[str, str] = {}
    unknown = []
    for column in columns:
        quantity = meaning.get(plain(column))
        if quantity is None or (of_binance and plain(column) == "isolatedmargin"):
            unknown.append(column)
        elif quantity in found:
            twice = f"{cut(found[quantity])} and {cut(column)}"
            raise BadBook(f"expected one column for {quantity}, found {twice}: rename or remove one", source)
        else:
            found[quantity] = column
    return found, unknown


def require(
    found: dict[str, str], quantities: tuple[str, ...], table: Table, known: dict[str, tuple[str, ...]]
) -> None:
    """Refuses a table without a column for each of the quantities, naming what was expected and what was found."""
    missing = [quantity for quantity in quantities if quantity not in found]
    if missing:
        expected = "; ".join(f"{quantity} ({' or '.join(known[quantity])})" for quantity in missing)
        columns = cut(", ".join(column or "(no name)" for column in table.columns), 400)
        raise BadBook(f"expected a column {expected}, found the columns {columns}", table.source)


def unread(unknown: list[str], source: str) -> list[str]:
    """The note about columns that mean nothing here, if there are any."""
    names = ", ".join(cut(column) if column else "(no name)" for column in unknown)
    return [f"{source}: columns not read: {names}"] if unknown else []


def rows(table: Table, found: dict[str, str]) -> Iterator[Row]:
    """Each row of a table, by quantity."""
    places = {quantity: table.columns.index(column) for quantity, column in found.items()}
    for where, cells in table.rows:
        yield Row(where, {quantity: cells[place] for quantity, place in places.items()}, found)


def tabulate(objects: object, document: Document, what: str) -> Table:
    """A list of JSON objects as a table; a key that an object lacks is an empty cell."""
    if not isinstance(objects, list):
        raise BadBook(f"expected {what} as a list of objects, found {_kind(objects)}", document.source)
    columns: dict[str, int] = {}
    for i, item in enumerate(objects, 1):
        if not isinstance(item, dict):
            raise BadBook(f"expected an object, found {_kind(item)}", f"{document.source}, row {i}")
        for key in item:
            columns.setdefault(key, len(columns))
        if len(columns) > MOST_COLUMNS:
            raise BadBook(f"expected at most {MOST_COLUMNS} keys, found more", f"{document.source}, row {i}")
    placed = tuple(
        (f"{document.source}, row {i}", tuple(item.get(column) for column in columns))
        for i, item in enumerate(objects, 1)
    )
    return Table(document.source, tuple(columns), placed)


def _kind(value: object) -> str:
    if isinstance(value, Literal):
        return f"the number {cut(str(value))}"
    return {dict: "an object", list: "a list", str: "a string", bool: "a boolean"}.get(type(value), "null")
