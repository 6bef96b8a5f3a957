"""Each command as one line of text: who asked for what, names as the command gives them."""

from collections.abc import Callable
from typing import Any

from solvent import commands as c
from solvent.book import Book
from solvent.reports import (
    band_words,
    cluster_words,
    comet_words,
    credit_commands,
    loan_words,
    pair_words,
    rated_words,
    spoke_words,
    tick_words,
    trove_words,
    vault_words,
    words,
)
from solvent.reports.naming import Names, plain, short_hash


def command_line(names: Names, command: c.Command) -> str:
    """One line for a command."""
    return _WORDS[type(command)](_Asked(names.book), command)


class _Asked:
    """Numbers of a command in words; a market the book does not know has no decimals, so it keeps lots and ticks."""

    def __init__(self, book: Book) -> None:
        self.book = book

    def price(self, ticks: int, market: str) -> str:
        """A price of a market named by a command."""
        known = self.book.market_of.get(market)
        return f"{ticks} ticks" if known is None else Names(self.book).price(ticks, known)

    def size(self, lots: int, market: str) -> str:
        """A size, without its sign, of a market named by a command."""
        known = self.book.market_of.get(market)
        return f"{abs(lots)} lots of {plain(market)}" if known is None else Names(self.book).size(lots, known)

    def settled(self, atoms: int, market: str) -> str:
        """Money in the asset in which a market is settled."""
        known = self.book.market_of.get(market)
        if known is None:
            return words.money(atoms)
        return Names(self.book).money(atoms, int(self.book.markets.asset[known]))

    def money(self, atoms: int, asset: str) -> str:
        """Money in an asset named by a command; one the book does not know is counted as most are."""
        if asset not in self.book.assets:
            return f"{words.money(atoms)} {plain(asset)}"
        return Names(self.book).money(atoms, self.book.assets.index(asset))

    def order_market(self, order: int) -> str:
        """The market of a liquidation order."""
        if not 0 <= order < self.book.orders.n:
            return ""
        return self.book.market_names[int(self.book.rows.market[int(self.book.orders.row[order])])]


def _adopt(_: _Asked, x: c.AdoptRulebook) -> str:
    return f"adopt the rulebook {plain(x.policy.name)} ({short_hash(x.policy.content_hash)})"


def _list(_: _Asked, x: c.ListMarket) -> str:
    kind = "" if x.contract == c.LINEAR else f" ({plain(x.contract)}, {x.contract_value} a contract)"
    sources = plain(", ".join(x.constituents))
    return f"list {plain(x.market)}{kind}, settled in {plain(x.settlement)}, indexed by {sources}"


def _list_coin(_: _Asked, x: c.ListCoin) -> str:
    sources = plain(", ".join(x.constituents))
    return f"list the coin {plain(x.market)} beside {plain(x.settlement)}, indexed by {sources}"


def _list_reference(_: _Asked, x: c.ListReference) -> str:
    return f"list the reference {plain(x.market)}, indexed by {plain(', '.join(x.constituents))}"


def _set_index(_: _Asked, x: c.SetIndex) -> str:
    return f"the index of {plain(x.market)} is quoted in {plain(x.unit)}: {plain(x.reason)} ({plain(x.owner)})"


def _restate(n: _Asked, x: c.RestateIndex) -> str:
    values = f"{n.price(x.was, x.market)} by {n.price(x.ticks, x.market)}"
    return f"restate the index of {plain(x.market)} of {words.clock(x.at_ns)} UTC: replace {values}"


def _set_constituent(_: _Asked, x: c.SetConstituent) -> str:
    counts = f"with {words.percent(x.weight_ppm, 2)}" if x.eligible else "not at all"
    return f"{plain(x.source)} counts {counts} in {plain(x.market)}: {plain(x.reason)} ({plain(x.owner)})"


def _put(n: _Asked, x: c.DepositCoin) -> str:
    return f"deposit {n.size(x.lots, x.market)} for {plain(x.account)}"


def _take(n: _Asked, x: c.WithdrawCoin) -> str:
    return f"withdraw {n.size(x.lots, x.market)} of {plain(x.account)}"


def _interest(_: _Asked, x: c.AccrueInterest) -> str:
    return f"charge {words.decimal(x.rate_ppb, 7, 4)} % on what is owed in {plain(x.market or x.asset)}"


def _open(_: _Asked, x: c.OpenAccount) -> str:
    return f"open the account {plain(x.account)}" + (f" of {plain(x.owner)}" if x.owner else "")


def _insure(n: _Asked, x: c.FundInsurance) -> str:
    return f"pay {n.money(x.amount, x.asset)} into {plain(x.to)}"


def _contribute(n: _Asked, x: c.Contribute) -> str:
    way = "into" if x.amount > 0 else "out of"
    return f"move {n.money(abs(x.amount), x.asset)} of {plain(x.account)} {way} the default fund"


def _place(x: c.Deposit | c.Withdraw) -> str:
    return f" (isolated {plain(x.market)})" if x.market else ""


def _deposit(n: _Asked, x: c.Deposit) -> str:
    return f"deposit {n.money(x.amount, x.asset)} for {plain(x.account)}{_place(x)}"


def _withdraw(n: _Asked, x: c.Withdraw) -> str:
    return f"withdraw {n.money(x.amount, x.asset)} of {plain(x.account)}{_place(x)}"


def _transfer(n: _Asked, x: c.Transfer) -> str:
    way = "to" if x.amount > 0 else "from"
    return f"move {n.settled(abs(x.amount), x.market)} of {plain(x.account)} {way} isolated {plain(x.market)}"


def _leverage(_: _Asked, x: c.SetLeverage) -> str:
    chosen = words.leverage(x.leverage_ppm) if x.leverage_ppm else "the most its tier allows"
    return f"set the leverage of {plain(x.account)} in {plain(x.market)} to {chosen}"


def _mode(_: _Asked, x: c.SetMarginMode) -> str:
    return f"set the margin of {plain(x.account)} in {plain(x.market)} to {'isolated' if x.isolated else 'cross'}"


def _trade(n: _Asked, x: c.ReportTrade) -> str:
    what = f"{n.size(x.lots, x.market)} at {n.price(x.ticks, x.market)}"
    return f"{plain(x.buyer)} buys {what} from {plain(x.seller)}"


def _load(n: _Asked, x: c.LoadPosition) -> str:
    side = "long" if x.lots > 0 else "short"
    return (
        f"load a {side} position of {plain(x.account)}: {n.size(x.lots, x.market)}, cost {n.settled(x.cost, x.market)}"
    )


def _orders(n: _Asked, x: c.ReportOrders) -> str:
    bids, offers = n.size(x.buy_lots, x.market), n.size(x.sell_lots, x.market)
    return f"open orders of {plain(x.account)} are now {bids} bid and {offers} offered"


def _price(n: _Asked, x: c.ObservePrice) -> str:
    age = f", {words.span(x.time_ns - x.venue_ns)} old" if x.time_ns != x.venue_ns else ""
    return f"{plain(x.source)} says {n.price(x.ticks, x.market)} for {plain(x.market)}{age}"


def _quote(n: _Asked, x: c.ObserveQuote) -> str:
    parts = [f"bid {n.price(x.bid, x.market)}, offered {n.price(x.ask, x.market)}"] if x.bid or x.ask else []
    parts += [f"in {plain(x.unit)}"] if x.unit else []
    parts += ["halted"] if x.halted else []
    parts += [f"last trade {words.span(x.time_ns - x.traded_ns)} ago"] if x.traded_ns else []
    told = f" ({', '.join(parts)})" if parts else ""
    return f"{plain(x.source)} tells {n.price(x.ticks, x.market)} for {plain(x.market)}{told}"


def _many(_: _Asked, x: c.ObservePrices) -> str:
    return f"{words.count(len(x.sources))} sources print prices"


def _last(n: _Asked, x: c.ObserveTrade) -> str:
    return f"{plain(x.market)} trades at {n.price(x.ticks, x.market)}"


def _best(n: _Asked, x: c.ObserveBook) -> str:
    return f"{plain(x.market)} is bid {n.price(x.bid, x.market)}, offered {n.price(x.ask, x.market)}"


def _depth(n: _Asked, x: c.ObserveDepth) -> str:
    return f"sellers of {plain(x.market)} find {n.size(x.bids, x.market)}, buyers {n.size(x.asks, x.market)}"


def _advance(_: _Asked, x: c.AdvanceTime) -> str:
    return f"time passes to {words.clock(x.time_ns, 3)} UTC"


def _premium(_: _Asked, x: c.SamplePremium) -> str:
    return f"sample the premium of {plain(x.market)}"


def _form(_: _Asked, x: c.FormFunding) -> str:
    return f"form the funding rate of {plain(x.market)} and settle it"


def _funding(_: _Asked, x: c.SettleFunding) -> str:
    return f"settle funding of {plain(x.market)} at {words.decimal(x.rate_ppb, 7, 4)} %"


def _fill(n: _Asked, x: c.ReportFill) -> str:
    if len(x.orders) == len(x.lots) == len(x.ticks) == 1:
        market = n.order_market(x.orders[0])
        return f"order {x.orders[0]} is filled: {n.size(x.lots[0], market)} at {n.price(x.ticks[0], market)}"
    return f"{words.count(len(x.orders))} orders are filled"


def _expiry(_: _Asked, x: c.ReportExpiry) -> str:
    return f"order {x.orders[0]} is over" if len(x.orders) == 1 else f"{words.count(len(x.orders))} orders are over"


def _regime(_: _Asked, x: c.ChangeRegime) -> str:
    return f"declare the regime {plain(x.regime)}: {plain(x.reason)}"


def _move_cost(n: _Asked, x: c.ReportManipulationCost) -> str:
    cost = n.settled(x.cost_atoms, x.market)
    return f"moving {plain(x.market)} by {words.percent(x.move_ppm, 2)} costs {cost}: {plain(x.reason)}"


def _restart(_: _Asked, x: c.Restart) -> str:
    return f"restarted: a book of the digest {short_hash(x.digest)} is expected"


def _pause(_: _Asked, x: c.PauseMarket) -> str:
    return f"pause {plain(x.market)}"


def _resume(_: _Asked, x: c.ResumeMarket) -> str:
    return f"resume {plain(x.market)}"


_WORDS: dict[type[c.Command], Callable[[_Asked, Any], str]] = {
    c.AdoptRulebook: _adopt,
    c.ListMarket: _list,
    c.ListCoin: _list_coin,
    c.ListReference: _list_reference,
    c.SetIndex: _set_index,
    c.RestateIndex: _restate,
    c.SetConstituent: _set_constituent,
    c.DepositCoin: _put,
    c.WithdrawCoin: _take,
    c.AccrueInterest: _interest,
    c.OpenAccount: _open,
    c.FundInsurance: _insure,
    c.Contribute: _contribute,
    c.Deposit: _deposit,
    c.Withdraw: _withdraw,
    c.Transfer: _transfer,
    c.SetLeverage: _leverage,
    c.SetMarginMode: _mode,
    c.ReportTrade: _trade,
    c.LoadPosition: _load,
    c.ReportOrders: _orders,
    c.ObservePrice: _price,
    c.ObserveQuote: _quote,
    c.ObservePrices: _many,
    c.ObserveTrade: _last,
    c.ObserveBook: _best,
    c.ObserveDepth: _depth,
    c.AdvanceTime: _advance,
    c.SettleFunding: _funding,
    c.SamplePremium: _premium,
    c.FormFunding: _form,
    c.ReportFill: _fill,
    c.ReportExpiry: _expiry,
    c.ChangeRegime: _regime,
    c.ReportManipulationCost: _move_cost,
    c.Restart: _restart,
    c.PauseMarket: _pause,
    c.ResumeMarket: _resume,
    **loan_words.COMMANDS,
    **credit_commands.COMMANDS,
    **trove_words.COMMANDS,
    **comet_words.COMMANDS,
    **pair_words.COMMANDS,
    **cluster_words.COMMANDS,
    **rated_words.COMMANDS,
    **band_words.COMMANDS,
    **spoke_words.COMMANDS,
    **tick_words.COMMANDS,
    **vault_words.COMMANDS,
}
assert set(_WORDS) == set(c.ALL), "a command without words"
