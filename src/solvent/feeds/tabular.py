"""Positions and balances from rows under named columns, whether in CSV, Parquet or a list of JSON objects."""

from decimal import Decimal

from solvent.errors import BadBook
from solvent.feeds import cells
from solvent.feeds.cells import EXACT, is_empty, optional, refuse
from solvent.feeds.columns import BALANCE, POSITION, Row, recognise, require, rows, unread
from solvent.feeds.files import Table
from solvent.feeds.records import Balance, Money, Position

SIDES = {"long": 1, "buy": 1, "b": 1, "bid": 1, "short": -1, "sell": -1, "s": -1, "ask": -1}
LEGS = {"": 0, "0": 0, "both": 0, "net": 0, "one-way": 0, "oneway": 0, "long": 1, "1": 1, "short": -1, "-1": -1}
MODES = {"isolated": 1, "cross": 0, "crossed": 0}
NOT_LINEAR = "expected a linear contract, found an inverse one: a table cannot say yet what its sizes count"


def read_positions(table: Table) -> tuple[list[Position], list[Balance], list[str]]:
    """Positions, the balances their rows carry, and notes."""
    found, unknown = recognise(table.columns, POSITION, table.source)
    size = "contracts" if "contracts" in found and "size" not in found else "size"
    needed = ("contracts", "contract_size") if size == "contracts" else ("size",)
    require(found, ("market", *needed, "entry_price"), table, POSITION)
    unknown += [found[quantity] for quantity in ("contracts",) if size == "size" and quantity in found]
    notes = [*table.notes, *unread(unknown, table.source)]
    positions: list[Position] = []
    balances: dict[str, Balance] = {}
    empty = guessed = 0
    for row in rows(table, found):
        account = _account(row)
        _keep_balance(balances, account, row)
        lots = _size(row, size)
        if not lots:
            empty += 1
            continue
        position, said = _position(row, account, lots)
        positions.append(position)
        guessed += not said
    if empty:
        notes.append(f"{table.source}: {empty} rows of size 0 were left out")
    if guessed:
        notes.append(
            f"{table.source}: {guessed} rows do not say their margin mode: isolated where they have margin, else cross"
        )
    if {"wallet_balance", "equity"} <= found.keys():
        equity, wallet = cells.cut(found["equity"]), cells.cut(found["wallet_balance"])
        notes.append(f"{table.source}: {equity} is read only where {wallet} is empty")
    return positions, list(balances.values()), notes


def _account(row: Row) -> str:
    return cells.name(row.get("account"), row.where, row.column("account")) if "account" in row.columns else ""


def _size(row: Row, quantity: str) -> Decimal:
    """The size of a row, signed; 0 where nothing is open."""
    column = row.column(quantity)
    size = cells.number(row.get(quantity), row.where, column, "a size")
    contract = "contract_size"
    if not is_empty(row.get(contract)):
        size = EXACT.multiply(size, cells.positive(row.get(contract), row.where, row.column(contract)))
    elif quantity == "contracts" and size:
        refuse(row.where, row.column(contract), "a number above 0", None)
    leg = _leg(row)
    side = 0 if is_empty(row.get("side")) else cells.choice(SIDES, row.get("side"), row.where, row.column("side"))
    if leg and side and leg != side:
        refuse(
            row.where,
            row.column("side"),
            f"the {'long' if leg > 0 else 'short'} side, as the leg says",
            row.get("side"),
        )
    side = side or leg
    if side > 0 and size < 0:
        refuse(row.where, column, "a size above 0 on the long side", row.get(quantity))
    return -abs(size) if side < 0 else size


def _leg(row: Row) -> int:
    return 0 if row.get("leg") is None else cells.choice(LEGS, row.get("leg"), row.where, row.column("leg"))


def _position(row: Row, account: str, size: Decimal) -> tuple[Position, bool]:
    """The position of a row, and whether the row says its margin mode."""
    where, column, cell = row.where, row.column, row.get
    if optional(cells.flag, cell("inverse"), where, column("inverse")):
        raise BadBook(NOT_LINEAR, f"{where}, column {column('inverse')}")
    entry = cells.positive(cell("entry_price"), where, column("entry_price"), "a price above 0")
    mark = optional(cells.positive, cell("mark_price"), where, column("mark_price"))
    said = _isolated(row)
    margin = None if said is False else _margin(row, size, entry, mark)
    isolated = bool(margin) if said is None else said
    leg = _leg(row)
    if not leg and optional(cells.flag, cell("hedged"), where, column("hedged")):
        leg = 1 if size > 0 else -1
    position = Position(
        account=account,
        market=cells.name(cell("market"), where, column("market")),
        size=size,
        entry_price=entry,
        leg=leg,
        mark_price=mark,
        isolated=isolated,
        margin=margin if isolated else None,
        leverage=_leverage(row),
        buy_size=optional(cells.not_negative, cell("buy_size"), where, column("buy_size")) or Decimal(0),
        sell_size=optional(cells.not_negative, cell("sell_size"), where, column("sell_size")) or Decimal(0),
        settlement=optional(cells.name, cell("settlement"), where, column("settlement")) or "",
        owner=optional(cells.name, cell("owner"), where, column("owner")) or "",
        where=where,
    )
    return position, said is not None


def _isolated(row: Row) -> bool | None:
    """Whether a row says that its position is isolated; None where it says nothing."""
    if not is_empty(row.get("margin_mode")):
        return bool(cells.choice(MODES, row.get("margin_mode"), row.where, row.column("margin_mode")))
    return optional(cells.flag, row.get("isolated"), row.where, row.column("isolated"))


def _margin(row: Row, size: Decimal, entry: Decimal, mark: Decimal | None) -> Decimal | None:
    """The margin of an isolated position without unrealised profit, or None where the row does not say."""
    margin = optional(cells.not_negative, row.get("margin"), row.where, row.column("margin"))
    collateral = optional(cells.number, row.get("collateral"), row.where, row.column("collateral"))
    if margin is not None or collateral is None:
        return margin
    if mark is None:
        refuse(
            row.where,
            row.column("mark_price"),
            "a price above 0, to take unrealised profit out of collateral",
            None,
        )
    return EXACT.subtract(collateral, EXACT.multiply(size, EXACT.subtract(mark, entry)))


def _leverage(row: Row) -> Decimal | None:
    """The leverage of a row; empty and 0 mean that none was chosen."""
    value = optional(cells.not_negative, row.get("leverage"), row.where, row.column("leverage"))
    return value or None


def _money(row: Row) -> tuple[str, Money] | None:
    """Which column of a row holds its account's money, the wallet balance first."""
    for quantity, kind in (("wallet_balance", Money.WALLET), ("equity", Money.EQUITY)):
        if not is_empty(row.get(quantity)):
            return quantity, kind
    return None


def _keep_balance(balances: dict[str, Balance], account: str, row: Row) -> None:
    """Notes the money a row of positions carries; every row of one account must carry the same, or nothing."""
    money = _money(row)
    if money is None:
        return
    quantity, kind = money
    amount = cells.number(row.get(quantity), row.where, row.column(quantity), "an amount")
    asset = optional(cells.name, row.get("settlement"), row.where, row.column("settlement")) or ""
    before = balances.setdefault(
        account, Balance(account=account, amount=amount, asset=asset, kind=kind, where=row.where)
    )
    if (before.amount, before.kind) != (amount, kind):
        expected = f"the {before.kind.value} {before.amount} as in {before.where}"
        refuse(row.where, row.column(quantity), expected, row.get(quantity))


def read_balances(table: Table) -> tuple[list[Balance], list[str]]:
    """Balances and notes from a table of them."""
    found, unknown = recognise(table.columns, BALANCE, table.source)
    if "equity" not in found:
        require(found, ("wallet_balance",), table, BALANCE)
    balances = []
    for row in rows(table, found):
        money = _money(row)
        quantity, kind = money or ("wallet_balance" if "wallet_balance" in found else "equity", Money.WALLET)
        balances.append(
            Balance(
                account=_account(row),
                amount=cells.number(row.get(quantity), row.where, row.column(quantity), "an amount"),
                asset=optional(cells.name, row.get("asset"), row.where, row.column("asset")) or "",
                kind=kind,
                where=row.where,
            )
        )
    return balances, [*table.notes, *unread(unknown, table.source)]
