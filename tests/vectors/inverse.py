"""Inverse contracts: Binance COIN-M, Kraken, Bybit's bankruptcy price, and BitMEX's queue.

Amounts are counted finely enough that nothing printed is lost: the rules know no decimals.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import Any

import numpy as np

from solvent.grid import notional
from solvent.liquidation.deleverage import match, queue_percentile
from solvent.perps.bankruptcy import bankruptcy_price
from solvent.perps.liquidation_price import liquidation_price
from solvent.tiers import continuous_deduction, row_maintenance
from tests.vectors.cases import Case, decimals
from tests.vectors.grid import AT_OR_BELOW, exactly, one_tier, side_of
from tests.vectors.registry import Found, adapter

COIN = 12  # decimals of amounts


@dataclass(frozen=True)
class Coin:
    """Contracts of one quote unit, amounts to 10^-amount of the coin, prices to 10^-price of the quote asset."""

    price: int
    amount: int = COIN

    @property
    def den(self) -> int:
        return -(10 ** (self.price + self.amount))

    def ticks(self, price: Any) -> int:
        return exactly(Fraction(price) * 10**self.price)

    def atoms(self, amount: Any) -> int:
        return floor(Fraction(amount) * 10**self.amount)

    def worth(self, atoms: Any) -> Fraction:
        return Fraction(atoms) / 10**self.amount

    def priced(self, ticks: int) -> Fraction | None:
        return Fraction(ticks, 10**self.price) if ticks > 0 else None

    def liquidated_at(self, size: int, mark: Any, margin: Any, mmr: Any, cum: Any = 0, others: Any = 0) -> Any:
        """The liquidation price of a signed size in quote units whose bucket is worth `margin` coins at the mark."""
        ticks, tiers, fixed = self.ticks(mark), one_tier(mmr, self.atoms(cum)), self.atoms(others)
        maintained = fixed + row_maintenance(notional(size, ticks, self.den), *tiers)
        state = self.atoms(margin), maintained, AT_OR_BELOW, tiers
        return self.priced(liquidation_price(ticks, -1 if size > 0 else 1, [size], self.den, *state))


@adapter("binance_coinm", "liq_price", "wallet_btc", "entry", "position_usd", "mmr", "cum", "side")
def cross_alone(case: Case) -> Found:
    """The only cross position, the tier given; the venue's calculator says otherwise and nobody knows why."""
    i = case.inputs
    size = side_of(i["side"]) * exactly(Fraction(i["position_usd"]))
    found = Coin(8).liquidated_at(size, i["entry"], i["wallet_btc"], i["mmr"], i["cum"])
    return {"user_formula": found, "venue_calculator": found}


@adapter("binance_coinm", "liq_price", "contracts", "contract_usd", "entry", "isolated_wallet_btc", "mmr", "side")
def isolated(case: Case) -> Found:
    """An isolated position of a live account."""
    i = case.inputs
    size = side_of(i["side"]) * exactly(Fraction(i["contracts"]) * Fraction(i["contract_usd"]))
    return {"liq_price": Coin(decimals(i["entry"])).liquidated_at(size, i["entry"], i["isolated_wallet_btc"], i["mmr"])}


@adapter("binance_coinm", "margin", "floor_level5_btc", "mmr_5", "mmr_4", "cum_4")
def deduction_of_the_fifth_tier(case: Case) -> Found:
    """The maintenance amount of a tier from that of the tier before."""
    i, coin = case.inputs, Coin(0)
    rates = [*Fraction(i["mmr_5"]).as_integer_ratio(), *Fraction(i["mmr_4"]).as_integer_ratio()]
    taken = continuous_deduction(coin.atoms(i["cum_4"]), coin.atoms(i["floor_level5_btc"]), *rates)
    return {"cum_5": Fraction(taken, 10**COIN)}


@adapter("kraken_futures", "liq_price", "contracts", "entry", "margin_btc", "mmr", "side")
def kraken(case: Case) -> Found:
    """Prices on a fine grid, of which the page prints the whole dollars."""
    i, coin = case.inputs, Coin(6)
    size = side_of(i["side"]) * case.whole("contracts")
    bankrupt = bankruptcy_price(size, coin.ticks(i["entry"]), coin.den, coin.atoms(i["margin_btc"]))
    prices = {
        "liq_price": coin.liquidated_at(size, i["entry"], i["margin_btc"], i["mmr"]),
        "bankruptcy_price": coin.priced(bankrupt),
    }
    return {name: floor(price) for name, price in prices.items() if price}


@adapter("kraken_futures", "liq_price", "contracts", "entry", "margin_btc", "mm_btc_fixed", "side", "mmr")
def kraken_taken_literally(case: Case) -> Found:
    """The maintenance the page's text names, which does not move with the price."""
    i = case.inputs
    size = side_of(i["side"]) * case.whole("contracts")
    price = Coin(6).liquidated_at(size, i["entry"], i["margin_btc"], 0, others=i["mm_btc_fixed"])
    return {"liq_price": floor(price)}


@adapter("bybit", "adl", "entry", "leverage", "side")
def bankruptcy_by_leverage(case: Case) -> Found:
    """A position whose margin is its entry value / leverage."""
    i, coin = case.inputs, Coin(8)
    size, ticks = side_of(i["side"]) * 10**6, coin.ticks(i["entry"])
    margin = notional(size, ticks, coin.den) // case.whole("leverage")
    return {"bankruptcy_price": coin.priced(bankruptcy_price(size, ticks, coin.den, margin))}


@adapter("bitmex", "adl", "accounts_qty_rank", "liquidated_short_qty")
def queue(case: Case) -> Found:
    """Who stands where in the queue by quantity, and who is reduced."""
    held = {name: (int(lots), int(rank)) for name, (lots, rank) in case.inputs["accounts_qty_rank"].items()}
    order = sorted(held, key=lambda name: -held[name][1])
    lots = np.array([held[name][0] for name in order], np.int64)
    pairs = [np.zeros(len(order) + 1, np.int64) for _ in range(3)]
    count = match(np.array([case.whole("liquidated_short_qty")], np.int64), lots, *pairs)
    upto, total = np.cumsum(lots).tolist(), int(lots.sum())
    return {
        "percentile": {name: queue_percentile(through, total) for name, through in zip(order, upto, strict=True)},
        "closed": {order[winner]: part for winner, part in zip(*(p[:count].tolist() for p in pairs[1:]), strict=True)},
    }
