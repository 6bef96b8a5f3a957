"""A whole rulebook, compiled, and how it is written."""

from typing import Any

import msgspec

from solvent.policy.cells import Int64
from solvent.policy.choices import Payer, Ranking
from solvent.policy.closing import ClosingPolicy, FundPolicy, PayerPolicy, TakerPolicy
from solvent.policy.coins import NO_COIN, CoinPolicy, CollateralPolicy
from solvent.policy.guards import DelayPolicy, GuardedPolicy, GuardPolicy
from solvent.policy.markets import MarketPolicy, Tier
from solvent.policy.prices import PricePolicy
from solvent.policy.volatility import NORMAL, RegimePolicy
from solvent.policy.written import written
from solvent.units import AMOUNT_DECIMALS


class Policy(msgspec.Struct, frozen=True, array_like=True):
    """One rulebook, compiled.

    content_hash   of the text it was compiled from, hexadecimal
    markets        by market name; "*" is for every market not named
    decimals       an atom of its amounts is 10^-decimals: only assets that are counted so can be settled under it
    collateral     how coins stand for money, and who may owe it
    coins          in the order in which they are exchanged; a coin not named counts for nothing
    regimes        that may be declared; "normal" always may
    funds          by category; the first that covers a market is its fund, one that none covers has the asset's own
    guards         of the index of each market
    delays         of the index of each market
    """

    name: str
    content_hash: str
    prices: PricePolicy
    closing: ClosingPolicy
    takers: tuple[TakerPolicy, ...]
    payers: tuple[PayerPolicy, ...]
    ranking: Ranking
    markets: dict[str, MarketPolicy]
    decimals: Int64 = AMOUNT_DECIMALS
    collateral: CollateralPolicy = CollateralPolicy()
    coins: tuple[CoinPolicy, ...] = ()
    regimes: tuple[RegimePolicy, ...] = ()
    funds: tuple[FundPolicy, ...] = ()
    guards: tuple[GuardedPolicy, ...] = ()
    delays: tuple[DelayPolicy, ...] = ()

    def coin(self, name: str) -> tuple[int, CoinPolicy]:
        """The place in the order of exchange and the entry of a coin, by the name of its market."""
        for wanted in (name, "*"):
            for place, coin in enumerate(self.coins):
                if coin.name == wanted:
                    return place, coin
        return len(self.coins), NO_COIN

    def market(self, name: str) -> MarketPolicy | None:
        """The entry of a market, or the one for all others, or none."""
        return self.markets.get(name) or self.markets.get("*")

    def guards_of(self, name: str) -> tuple[GuardPolicy, ...]:
        """What looks at the index of a market, in order: its own entry, or the one for all others, or nothing."""
        found = {entry.name: entry.guards for entry in self.guards}
        return found.get(name, found.get("*", ()))

    def delay_of(self, name: str) -> DelayPolicy | None:
        """How late the index of a market counts: by its own entry, or the one for all others, or not at all."""
        found = {entry.name: entry for entry in self.delays}
        return found.get(name, found.get("*"))

    def prices_of(self, name: str) -> PricePolicy:
        """How the prices of a market are formed: as its entry says, or as all."""
        entry = self.market(name)
        return self.prices if entry is None or entry.prices is None else entry.prices

    def regime(self, place: int) -> RegimePolicy:
        """A regime by its place: 0 is normal, those declared in the rulebook count from 1."""
        return NORMAL if place == 0 else self.regimes[place - 1]

    def regime_names(self) -> list[str]:
        """The names of all regimes by place, "normal" first."""
        return [NORMAL.name, *(regime.name for regime in self.regimes)]

    def fund(self, name: str) -> str:
        """The holder's name of a market's fund: of the first category it is of, or the one of its asset."""
        return next((fund.holder for fund in self.funds if fund.covers(name)), "@fund")

    def payer(self, kind: Payer) -> PayerPolicy | None:
        """A payer as the rulebook has it, or none."""
        return next((payer for payer in self.payers if payer.kind == kind), None)

    def cells(self) -> list[Any]:
        """The policy as it is written; what was added later and says what holds anyway is left out: old bytes stay."""
        cells: list[Any] = written(self, _FIRST_FIELDS)
        return cells


# How many fields each part had when it was first written into a journal. Later ones stand at the end, with a default.
_FIRST_FIELDS: dict[type, int] = {
    Tier: 7, MarketPolicy: 5, PricePolicy: 5, ClosingPolicy: 17, TakerPolicy: 3, PayerPolicy: 2, Policy: 8,
}  # fmt: skip
