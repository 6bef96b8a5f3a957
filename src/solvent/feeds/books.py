"""A book of positions and its balances from files of any known shape, checked as a whole."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from solvent.errors import BadBook
from solvent.feeds import ccxt, ccxt_balance, tabular, wallets
from solvent.feeds.columns import tabulate
from solvent.feeds.files import Document, Table, load
from solvent.feeds.records import Balance, BookFile, Position

ONLY_ACCOUNT = "main"  # the name of the account of a file that names none
NO_SETTLEMENT = "USD"  # the settlement asset of a book that names none
SHAPE = 'positions as a list of objects, or {"positions": [...], "balances": [...]}'

_Parts = tuple[list[Position], list[Balance], list[str]]


def read_book(path: str | Path, balances: str | Path | None = None, settlement: str = "") -> BookFile:
    """The book in a file; `balances` names a second file whose balances replace those of the first.

    settlement   what profits are paid in where the book does not say, and one asset alone does not tell
    """
    positions, carried, notes = _parts(load(path))
    source = Path(path).name
    if balances is not None:
        extra, more = _balances(load(balances))
        notes += more
        if carried:
            notes.append(f"{source}: its own balances give way to those of {Path(balances).name}")
        carried = extra
    return assemble(positions, carried, source, notes, settlement)


def assemble(
    positions: list[Position], balances: list[Balance], source: str, notes: Iterable[str] = (), likely: str = ""
) -> BookFile:
    """A checked book from positions and balances, every account and settlement asset named."""
    if not positions and not balances:
        raise BadBook("expected at least one position or balance, found none", source)
    positions, balances = _name_accounts(positions, balances)
    settlement = _settlement(positions, balances, source, likely)
    kept, coins = _of_asset(balances, settlement)
    more = []
    positions = [replace(position, settlement=settlement) for position in positions]
    _check_unique(positions)
    for position in positions:
        if position.isolated:
            wallets.margin(position)
    unstated = [position for position in positions if position.isolated and position.margin is None]
    if unstated:
        more.append(f"{source}: {len(unstated)} isolated positions state no margin: entry notional / leverage is taken")
    _check_cross(positions, kept, balances, settlement)
    return BookFile(tuple(positions), tuple(kept), settlement, source, (*notes, *more), tuple(coins))


def _parts(content: Table | Document) -> _Parts:
    """Positions, balances and notes of a file of positions."""
    if isinstance(content, Table):
        return tabular.read_positions(content)
    document, body = content, content.content
    if isinstance(body, list):
        return _position_list(body, document)
    if not isinstance(body, dict) or "positions" not in body:
        found = f"an object with the keys {', '.join(sorted(body)[:9])}" if isinstance(body, dict) else "something else"
        raise BadBook(f"expected {SHAPE}, found {found}", document.source)
    positions, carried, notes = _position_list(body["positions"], document)
    unknown = sorted(body.keys() - {"positions", "balances", "balance"})
    if unknown:
        notes.append(f"{document.source}: keys not read: {', '.join(unknown)}")
    for key in ("balances", "balance"):
        if body.get(key) is not None:
            extra, more = _balances(Document(f"{document.source}, {key}", body[key]))
            carried, notes = carried + extra, notes + more
    return positions, carried, notes


def _position_list(body: Any, document: Document) -> _Parts:
    if ccxt.are_positions(body):
        positions, notes = ccxt.read_positions(body, document)
        return positions, [], notes
    if body == []:
        return [], [], []
    return tabular.read_positions(tabulate(body, document, SHAPE))


def _balances(content: Table | Document) -> tuple[list[Balance], list[str]]:
    """Balances and notes of a file of balances."""
    if isinstance(content, Table):
        return tabular.read_balances(content)
    body = content.content
    if isinstance(body, dict) and not ccxt_balance.is_balance(body) and isinstance(body.get("balances"), list | dict):
        body = body["balances"]
    if ccxt_balance.is_balance(body):
        return ccxt_balance.read_balance(body, content)
    return tabular.read_balances(tabulate(body, content, "balances"))


def _name_accounts(positions: list[Position], balances: list[Balance]) -> tuple[list[Position], list[Balance]]:
    """Positions and balances with every account named; a file without names speaks of the only account there is."""
    named = {position.account for position in positions if position.account}
    paid = {balance.account for balance in balances if balance.account}
    if any(not position.account for position in positions):
        only = next(iter(paid)) if len(paid) == 1 else ONLY_ACCOUNT
        positions = [replace(position, account=position.account or only) for position in positions]
        named = {position.account for position in positions}
    nameless = next((balance for balance in balances if not balance.account), None)
    if nameless and len(named | paid) > 1:
        found = ", ".join(sorted(named | paid)[:9])
        raise BadBook(
            f"expected a column account, since there are several, found no name; accounts: {found}", nameless.where
        )
    only = next(iter(named | paid), ONLY_ACCOUNT)
    return positions, [replace(balance, account=balance.account or only) for balance in balances]


def _settlement(positions: list[Position], balances: list[Balance], source: str, likely: str) -> str:
    """The one settlement asset of the book: what it says, else the likely one, else the one asset it has."""
    stated = {position.settlement: position.where for position in positions if position.settlement}
    if len(stated) > 1:
        found = ", ".join(f"{asset} ({where})" for asset, where in sorted(stated.items()))
        raise BadBook(f"expected one settlement asset a book in this version, found {found}: split the book", source)
    assets = {balance.asset for balance in balances if balance.asset}
    if likely and not stated and (likely in assets or len(assets) > 1 or not positions):
        return likely
    if not stated and len(assets) > 1:
        found = ", ".join(sorted(assets)[:9])
        raise BadBook(
            f"expected a column settlement, since balances are in several assets: {found}; found none", source
        )
    return next(iter(stated or assets), NO_SETTLEMENT)


def _of_asset(balances: list[Balance], settlement: str) -> tuple[list[Balance], list[Balance]]:
    """The balances in the settlement asset and those in coins, each account's once an asset."""
    kept: dict[tuple[str, str], Balance] = {}
    for balance in balances:
        balance = replace(balance, asset=balance.asset or settlement)
        before = kept.setdefault((balance.account, balance.asset), balance)
        if before is not balance:
            found = f"a second one, after {before.where}"
            raise BadBook(
                f"expected one balance in {balance.asset} of account {balance.account}, found {found}", balance.where
            )
    mine = [balance for balance in kept.values() if balance.asset == settlement]
    return mine, [balance for balance in kept.values() if balance.asset != settlement and balance.amount]


def _check_unique(positions: list[Position]) -> None:
    """Refuses two rows for one position, one-way and hedged rows side by side, and two margin modes in one market."""
    rows: defaultdict[tuple[str, str], dict[int, Position]] = defaultdict(dict)
    for position in positions:
        legs = rows[position.account, position.market]
        what = f"account {position.account} in {position.market}"
        before = legs.setdefault(position.leg, position)
        if before is not position:
            hint = "" if position.leg else ": give a column leg (long or short) where the account is in hedge mode"
            raise BadBook(f"expected one row for {what}, found a second one after {before.where}{hint}", position.where)
        other = next(iter(legs.values()))
        if (other.leg == 0) != (position.leg == 0):
            raise BadBook(f"expected {what} either one-way or hedged, found both, see {other.where}", position.where)
        if other.isolated != position.isolated:
            raise BadBook(f"expected one margin mode for {what}, found both, see {other.where}", position.where)


def _check_cross(positions: list[Position], kept: list[Balance], all_: list[Balance], settlement: str) -> None:
    """Refuses a cross position whose account has no balance, and a balance that cannot be told from equity."""
    by_account: defaultdict[str, list[Position]] = defaultdict(list)
    for position in positions:
        by_account[position.account].append(position)
    money = {balance.account: balance for balance in kept}
    some = {balance.account for balance in all_ if balance.amount}  # in coins, perhaps: a rulebook says if they count
    for account, held in by_account.items():
        cross = next((position for position in held if not position.isolated), None)
        if cross and account not in money and account not in some:
            accounts = sorted({f"{balance.account} in {balance.asset or settlement}" for balance in all_})[:9]
            raise BadBook(
                f"expected the wallet balance or the equity of account {account} in {settlement}, since its position "
                f"in {cross.market} is cross margined, found {', '.join(accounts) or 'no balance'}: give --balances "
                "FILE, or a column wallet_balance (without unrealised profit) or equity (with it)",
                cross.where,
            )
        if account in money:
            wallets.wallet(money[account], held)
