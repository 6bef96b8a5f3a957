"""The shape `fetch_balance` of ccxt returns, saved as JSON.

`total` is the wallet balance on some venues and the equity on others, nearly always with the margin of isolated
positions inside. Where `info` holds a field whose meaning is known, that field is read instead of it.

Source: ccxt 4.5.90 (November 2026), parse_balance of binance (marginBalance or balance), bybit (walletBalance),
okx (eq) and hyperliquid (accountValue).
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from solvent.feeds import cells
from solvent.feeds.cells import is_empty
from solvent.feeds.files import Document
from solvent.feeds.records import Balance, Money

# The wallet balance of an asset in `info`: (list of assets, name of the asset, amount, what it counts).
WALLETS: tuple[tuple[str, str, str, Money], ...] = (
    ("assets", "asset", "crossWalletBalance", Money.WALLET),  # Binance, account
    ("", "asset", "crossWalletBalance", Money.WALLET),  # Binance, balance
    ("result.list.0.coin", "coin", "walletBalance", Money.TOTAL_WALLET),  # Bybit, unified
    ("data.0.details", "ccy", "eq", Money.TOTAL_EQUITY),  # OKX, trading
)


def is_balance(content: object) -> bool:
    """Whether a JSON document is an object as fetch_balance returns it."""
    return (
        isinstance(content, dict) and isinstance(content.get("total"), dict) and bool({"free", "info"} & content.keys())
    )


def dig(content: object, place: str) -> object:
    """What stands at a dotted place in nested dicts and lists, None where there is nothing."""
    for key in place.split(".") if place else ():
        if isinstance(content, dict):
            content = content.get(key)
        elif isinstance(content, list) and key.isdecimal() and int(key) < len(content):
            content = content[int(key)]
        else:
            return None
    return content


def read_balance(content: dict[str, Any], document: Document) -> tuple[list[Balance], list[str]]:
    """Balances above or below 0 and notes from what fetch_balance returned; its account is not named."""
    exact = {asset: (amount, kind) for asset, amount, kind in _wallets(content.get("info"), document.source)}
    balances = []
    unsaid = []
    for asset, total in content["total"].items():
        if is_empty(total):
            continue
        where = f"{document.source}, total.{cells.cut(asset)}"
        stated = cells.number(total, where, "")
        amount, kind = exact.get(asset, (stated, Money.UNSAID))
        if not amount and not stated:
            continue
        if kind is Money.UNSAID:
            unsaid.append(asset)
        asset = cells.name(asset, where, "")
        balances.append(Balance(account="", amount=amount, asset=asset, kind=kind, where=where))
    notes = [f"{document.source}: read as what ccxt's fetch_balance returns"]
    if unsaid:
        notes.append(
            f"{document.source}: ccxt does not say whether `total` counts unrealised profit, so it is read as the "
            f"lower of wallet balance and equity: {', '.join(unsaid)}"
        )
    return balances, notes


def _wallets(info: object, source: str) -> Iterator[tuple[str, Decimal, Money]]:
    """(asset, amount, what it counts) from the first known shape of `info`."""
    cross = dig(info, "crossMarginSummary.accountValue")  # Hyperliquid
    if not is_empty(cross):
        yield "USDC", cells.number(cross, source, "info.crossMarginSummary.accountValue", "an amount"), Money.EQUITY
    for place, asset, amount, kind in WALLETS:
        entries = dig(info, place)
        known = (
            [e for e in entries if isinstance(e, dict) and asset in e and amount in e]
            if isinstance(entries, list)
            else []
        )
        for entry in known:
            if isinstance(entry[asset], str) and not is_empty(entry[amount]):
                where = f"{source}, info.{place}".rstrip(".")
                yield entry[asset], cells.number(entry[amount], where, amount, "an amount"), kind
        if known:
            return
