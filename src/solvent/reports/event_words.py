"""Events about rules, accounts and money as one line of text each."""

from collections.abc import Callable
from typing import Any

from solvent import events as e
from solvent.book import Kind
from solvent.columns import rows_of
from solvent.ledger import GRAIN
from solvent.reasons import Moved, Posting, Reason
from solvent.reports import words
from solvent.reports.naming import Names, plain, short_hash, spoken
from solvent.units import AMOUNT_DECIMALS, MAX_DECIMALS

WORDS: dict[type[e.Event], Callable[[Names, Any], str]] = {}  # one function for one row


def _words_for(kind: type[e.Event]) -> Callable[[Callable[[Names, Any], str]], Callable[[Names, Any], str]]:
    def register(say: Callable[[Names, Any], str]) -> Callable[[Names, Any], str]:
        WORDS[kind] = say
        return say

    return register


@_words_for(e.CommandRejected)
def _rejected(_: Names, x: e.CommandRejected) -> str:
    return f"refused ({spoken(Reason(x.reason).name)}): {plain(x.detail)}"


@_words_for(e.TimeAdvanced)
def _time(_: Names, x: e.TimeAdvanced) -> str:
    return f"it is {words.clock(x.time_ns, 3)} UTC"


@_words_for(e.RulebookAdopted)
def _rulebook(_: Names, x: e.RulebookAdopted) -> str:
    return f"the rulebook {plain(x.name)} ({short_hash(x.content_hash)}) holds from here on"


@_words_for(e.AssetListed)
def _asset(_: Names, x: e.AssetListed) -> str:
    scale = "" if x.decimals == AMOUNT_DECIMALS else f", counted to {x.decimals} decimals"
    return f"{plain(x.asset)} is a settlement asset{scale}"


@_words_for(e.MarketListed)
def _market(n: Names, x: e.MarketListed) -> str:
    grid = f"sizes with {x.size_decimals} decimals, prices with {x.price_decimals}"
    grid += "" if x.den > 0 else ", worth contract value / price (inverse)"
    if x.market_kind == Kind.REFERENCE:
        return f"{plain(x.name)} is listed as a reference: {x.price_decimals} decimals, and nothing is held there"
    if x.market_kind == Kind.COIN:
        return f"the coin {plain(x.name)} is listed beside {plain(n.book.assets[x.asset])}: {grid}"
    return f"{plain(x.name)} is listed, settled in {plain(n.book.assets[x.asset])}: {grid}"


@_words_for(e.ScheduleSet)
def _schedule(n: Names, x: e.ScheduleSet) -> str:
    count = rows_of(x.floor)
    fees = f"taker fee {words.percent(x.taker_fee, 3)}, liquidation fee {words.percent(x.liquidation_fee, 3)}"
    return f"{n.market(x.market)} has {count} margin tier{'s' if count > 1 else ''}, {fees}"


@_words_for(e.AccountOpened)
def _account(_: Names, x: e.AccountOpened) -> str:
    return f"account {plain(x.account)} is open"


@_words_for(e.BucketOpened)
def _bucket(n: Names, x: e.BucketOpened) -> str:
    kind = "cross margin" if x.market < 0 else f"isolated margin for {n.market(x.market)}"
    return f"{plain(n.book.account_names[x.account])} has {kind} in {plain(n.book.assets[x.asset])}"


@_words_for(e.VaultOpened)
def _vault(n: Names, x: e.VaultOpened) -> str:
    return f"{n.market(x.market)} has a backstop vault of its own"


@_words_for(e.MarginModeSet)
def _mode(n: Names, x: e.MarginModeSet) -> str:
    return f"{n.bucket(x.bucket)}: isolated margin is {'in use' if x.active else 'no longer in use'}"


@_words_for(e.RowOpened)
def _row(n: Names, x: e.RowOpened) -> str:
    leg = {0: "", 1: ", long leg", -1: ", short leg"}[int(x.leg)]
    return f"{n.bucket(int(x.bucket))} may hold {n.market(int(x.market))}{leg}"


@_words_for(e.LeverageSet)
def _leverage(n: Names, x: e.LeverageSet) -> str:
    chosen = words.leverage(x.leverage) if x.leverage else "the most its tier allows"
    return f"{n.owner(x.row)} chooses {chosen} in {n.market(n.market_of(x.row))}"


@_words_for(e.CashTransferred)
def _cash(n: Names, x: Any) -> str:
    money = n.bucket_money(x.amount, x.source)
    if x.fine:  # exact to a part of an atom, which only the cash of a lending pool is
        asset = n.asset_of(x.source)
        parts, decimals = x.amount * GRAIN + x.fine, n.book.asset_decimals[asset] + MAX_DECIMALS
        money = f"{words.size(parts, decimals)} {plain(n.book.assets[asset])}"
    return f"{money} from {n.bucket(x.source)} to {n.bucket(x.target)} ({spoken(Posting(x.posting).name)})"


@_words_for(e.PositionChanged)
def _position(n: Names, x: Any) -> str:
    market = n.market_of(x.row)
    at = f" at {n.price(x.ticks, market)}" if x.ticks else ""
    verb = "buys" if x.lots > 0 else "sells"
    return f"{n.owner(x.row)} {verb} {n.size(x.lots, market)}{at} ({spoken(Moved(x.cause).name)})"


@_words_for(e.OrdersReported)
def _orders(n: Names, x: e.OrdersReported) -> str:
    market = n.market_of(x.row)
    return f"{n.owner(x.row)} bids for {n.size(x.buy, market)} and offers {n.size(x.sell, market)}"


@_words_for(e.OrdersCancelled)
def _cancelled(n: Names, x: Any) -> str:
    market = n.market_of(x.row)
    lots = f"{n.size(x.buy, market)} bid, {n.size(x.sell, market)} offered"
    return f"open orders of {n.owner(x.row)} are cancelled: {lots}"


@_words_for(e.PremiumSampled)
def _premium(n: Names, x: e.PremiumSampled) -> str:
    return f"a sample of the premium of {n.market(x.market)} is {words.decimal(x.ppb, 7, 7)} %"


@_words_for(e.FundingFormed)
def _formed(n: Names, x: e.FundingFormed) -> str:
    return (
        f"the funding rate of {n.market(x.market)} is {words.decimal(x.rate_ppb, 7, 7)} %, of {words.count(x.samples)} "
        f"samples with a premium of {words.decimal(x.premium_ppb, 7, 7)} %"
    )


@_words_for(e.FundingSettled)
def _funding(n: Names, x: e.FundingSettled) -> str:
    rate = f"{words.decimal(x.rate_ppb, 7, 4)} %"
    asset = int(n.book.markets.asset[x.market])
    moved = f"{n.money(x.paid, asset)} paid, {n.money(x.received, asset)} received"
    return f"funding of {n.market(x.market)} is settled: {rate} at {n.price(x.ticks, x.market)}, {moved}"
