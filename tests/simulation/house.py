"""A whole house under random load: clients who trade and fail, a market that gaps, a venue that answers badly."""

from collections.abc import Iterator
from math import floor
from random import Random

import msgspec

from solvent import commands as c
from solvent.policy import Payer, Policy
from solvent.units import AMOUNT_DECIMALS
from tests.oracle import worth
from tests.simulation import bands, clusters, comets, credit, pairs, rated, spokes, ticks, vaults
from tests.simulation.lending import lent, opened
from tests.simulation.told import SOURCES, told
from tests.simulation.troves import troved, troves_opened
from tests.world import S, World

ACCOUNTS = tuple(f"client{n}" for n in range(7))
# size decimals, price decimals, asset; the last one is an inverse contract of 100 quote units, settled in coin
MARKETS = {"A-USD": (3, 3, "USD"), "B-USD": (5, 4, "USD"), "C-EUR": (2, 4, "EUR"), "D-COIN": (0, 2, "COIN")}
INVERSE = {"D-COIN": {"contract": "inverse", "contract_value": 100}}
ASSETS = ("USD", "EUR", "COIN")
JUNK = "JUNK/USD"  # a coin no rulebook names
FLAWS = ("", "no such thing", "@fund", "@outside")


class House(World):
    """A world that thinks up its own commands, from a seed.

    calm    out of 100: how often the next price is a small step
    bad     out of 100: how often a command is nonsense
    crowd   how many more accounts stand on both sides of a market with little margin
    """

    def __init__(self, rules: Policy, seed: int, calm: int = 85, bad: int = 10, crowd: int = 0) -> None:
        super().__init__()
        self.random, self.rules, self.calm, self.bad = Random(seed), rules, calm, bad
        self.sharing = Random(-seed - 1)  # drawn apart: a seed keeps the rest of its run
        self.bounded = any(market.manipulation.rule for market in rules.markets.values())
        self.budget = Random(-seed - 2)
        self.hearsay = Random(-seed - 3)
        self.loans, self.lends, self.seed = Random(-seed - 4), seed % 3 == 1, seed
        self.credit, self.desk = Random(-seed - 5), seed % 3 == 2
        self.seats, self.opens = Random(-seed - 6), seed % 3 == 0
        self.lenders, self.has_comet = Random(-seed - 7), seed % 4 == 1  # every fourth, some of them beside one of Aave
        self.borrowers, self.has_pair = Random(-seed - 8), seed % 4 == 2
        self.bidders, self.has_vaults = Random(-seed - 9), seed % 4 == 3
        self.tenants, self.has_cluster = Random(-seed - 10), seed % 4 == 0
        self.lessees, self.has_rated = Random(-seed - 11), seed % 5 == 2
        self.traders, self.has_bands = Random(-seed - 12), seed % 5 == 3
        self.brokers, self.has_spoke = Random(-seed - 13), seed % 5 == 1
        self.climbers, self.has_ticks = Random(-seed - 14), seed % 5 == 4
        self.interest: list[int] = []  # open lots by market, after the step before
        self.soon: list[c.Command] = []
        self.aside = Random(-seed - 1)  # what came later is drawn apart: a seed keeps the rest of its house
        self.asks_depth = any(taker.participation for taker in rules.takers)
        self.ordered: dict[tuple[int, bool], int] = {}  # lots by market and side, since its depth was last told
        self.ticks = {"A-USD": 20_000, "B-USD": 1_000_000, "C-EUR": 50_000, "D-COIN": 200_000}
        named = [coin.name if coin.name != "*" else "E/USD" for coin in rules.coins[:2]]
        self.coins = (*named, JUNK) if named else ()
        self.ticks |= dict.fromkeys(self.coins, 30_000)
        for command in (*self._opening(), *self._coins_listed()):
            self.take(command)
        for number in range(crowd):
            for command in self._follower(f"crowd{number}", "D-COIN" if number % 3 == 2 else "A-USD"):
                self.take(command)
        for command in opened(self, ACCOUNTS) if self.lends else ():
            self.take(command)
        for command in credit.opened(self, ACCOUNTS) if self.desk else ():
            self.take(command)
        for command in troves_opened(self, ACCOUNTS) if self.opens else ():
            self.take(command)
        for command in comets.opened(self, ACCOUNTS) if self.has_comet else ():
            self.take(command)
        for command in pairs.opened(self, ACCOUNTS) if self.has_pair else ():
            self.take(command)
        for command in clusters.opened(self, ACCOUNTS) if self.has_cluster else ():
            self.take(command)
        for command in bands.opened(self, ACCOUNTS) if self.has_bands else ():
            self.take(command)
        for command in rated.opened(self, ACCOUNTS) if self.has_rated else ():
            self.take(command)
        for command in spokes.opened(self, ACCOUNTS) if self.has_spoke else ():
            self.take(command)
        for command in ticks.opened(self, ACCOUNTS) if self.has_ticks else ():
            self.take(command)
        for command in vaults.vaults_opened(self, ACCOUNTS) if self.has_vaults else ():
            self.take(command)

    def stamp(self, kind: type[c.Command], **fields: object) -> c.Command:
        fields.setdefault("time_ns", self.at_ns)
        return kind(id=str(len(self.journal)), **fields)

    def _opening(self) -> Iterator[c.Command]:
        yield self.stamp(c.AdoptRulebook, policy=self.rules)
        finer = self.rules.decimals - AMOUNT_DECIMALS  # in lots, so that they are worth as many atoms as ever
        for market, (size, price, asset) in MARKETS.items():
            yield self.stamp(c.ListMarket, market=market, size_decimals=size + finer, price_decimals=price,
                              settlement=asset, settlement_decimals=self.rules.decimals, constituents=list(SOURCES),
                              **INVERSE.get(market, {}))  # fmt: skip
        for asset in ASSETS:
            for purse in ("@fund", "@backstop"):
                amount = self.random.choice([1, 10**6, 10**8])
                yield self.stamp(c.FundInsurance, asset=asset, amount=amount, to=purse)
                for fund in self.rules.funds if purse == "@fund" else ():
                    yield self.stamp(c.FundInsurance, asset=asset, amount=10**7, to=fund.holder)
        if any(taker.isolated for taker in self.rules.takers):
            for market, (_, _, asset) in MARKETS.items():
                amount = self.aside.choice([1, 10**6, 10**8])
                yield self.stamp(c.FundInsurance, asset=asset, amount=amount, to=f"@backstop:{market}")
        for account in ACCOUNTS:
            yield self.stamp(c.OpenAccount, account=account, owner="one" if account in ACCOUNTS[:2] else "")
            for asset in ASSETS:
                yield self.stamp(c.Deposit, account=account, asset=asset, amount=self.random.randint(1, 4) * 10**8)
        for market in MARKETS:
            for source in SOURCES:
                yield self._observed(market, source)
            yield self.stamp(c.ObserveTrade, market=market, ticks=self.ticks[market])

    def _coins_listed(self) -> Iterator[c.Command]:
        """Coins against USD, with some of each lent by the operator and held by clients."""
        for coin in self.coins:
            yield self.stamp(c.ListCoin, market=coin, size_decimals=3 + self.rules.decimals - AMOUNT_DECIMALS,
                              price_decimals=3, settlement="USD", settlement_decimals=self.rules.decimals,
                              constituents=list(SOURCES))  # fmt: skip
            for source in SOURCES:
                yield self._observed(coin, source)
            yield self.stamp(c.ObserveTrade, market=coin, ticks=self.ticks[coin])
            for holder in ("@operator", *ACCOUNTS[:4]):
                yield self.stamp(c.DepositCoin, account=holder, market=coin, lots=self.random.randint(1, 3) * 10**3)

    def _worth(self, market: str, lots: int, ticks: int) -> int:
        """What lots are worth at a price, atoms, rounded down."""
        return floor(worth(lots, ticks, int(self.book.markets.den[self.book.market_of[market]])))

    def _lots(self, market: str, atoms: int, ticks: int) -> int:
        """So many lots as are worth these atoms, at least one."""
        den = int(self.book.markets.den[self.book.market_of[market]])
        return max(atoms * den // ticks if den > 0 else atoms * ticks // -den, 1)

    def _follower(self, account: str, market: str) -> Iterator[c.Command]:
        """An account with a position of three to thirty times its margin, long more often than short."""
        r, ticks = self.random, self.ticks[market]
        margin, side = r.randint(1, 50) * 10**5, r.choice([1, 1, 1, -1])
        lots = side * self._lots(market, margin * r.randint(3, 30), ticks)
        yield self.stamp(c.OpenAccount, account=account)
        yield self.stamp(c.Deposit, account=account, asset=MARKETS[market][2], amount=margin)
        cost = self._worth(market, lots, ticks)
        yield self.stamp(c.LoadPosition, account=account, market=market, lots=lots, cost=cost)
        yield self.stamp(c.ReportOrders, account=account, market=market, buy_lots=1, sell_lots=1)

    def steps(self, count: int) -> Iterator[c.Command]:
        """The commands of a run; the caller takes each before it asks for the next."""
        for _ in range(count):
            if self.random.random() < 0.7:
                self.at_ns += self.random.choice([0, 1, S, S, 2 * S, 2 * S, 5 * S] * 6 + [40 * S])
            if self.rules.payer(Payer.DEFAULT_FUND) and self.sharing.random() < 0.1:
                yield self._contribution()
            if self.bounded and self.budget.random() < 0.1:
                yield self._move_cost()
            if self.hearsay.random() < 0.15:
                yield told(self)
            if self.lends and self.loans.random() < 0.5:
                yield lent(self, ACCOUNTS)
            if self.desk and self.credit.random() < 0.5:
                yield credit.asked(self, ACCOUNTS)
            if self.opens and self.seats.random() < 0.5:
                yield troved(self, ACCOUNTS)
            if self.has_comet and self.lenders.random() < 0.5:
                yield comets.lent(self, ACCOUNTS)
            if self.has_pair and self.borrowers.random() < 0.5:
                yield pairs.asked(self, ACCOUNTS)
            if self.has_cluster and self.tenants.random() < 0.5:
                yield clusters.asked(self, ACCOUNTS)
            if self.has_bands and self.traders.random() < 0.5:
                yield bands.asked(self, ACCOUNTS)
            if self.has_rated and self.lessees.random() < 0.5:
                yield rated.asked(self, ACCOUNTS)
            if self.has_spoke and self.brokers.random() < 0.5:
                yield spokes.asked(self, ACCOUNTS)
            if self.has_ticks and self.climbers.random() < 0.5:
                yield ticks.asked(self, ACCOUNTS)
            if self.has_vaults and self.bidders.random() < 0.5:
                yield vaults.vaulted(self, ACCOUNTS)
            yield self.nonsense() if self.random.randrange(100) < self.bad else self.sense()

    def _contribution(self) -> c.Command:
        r = self.sharing
        return self.stamp(c.Contribute, account=r.choice(ACCOUNTS), asset=r.choice(ASSETS),
                           amount=r.choice([1, 10**6, 10**7, 10**7, -(10**6)]))  # fmt: skip

    def _move_cost(self) -> c.Command:
        r = self.budget
        move, cost = r.choice([0, 5_000, 50_000]), r.choice([0, 10**6, 10**8, 10**10])
        return self.stamp(c.ReportManipulationCost, market=r.choice([*MARKETS, "none"]), reason=r.choice(["so", " "]),
                           move_ppm=move, cost_atoms=cost)  # fmt: skip

    def sense(self) -> c.Command:
        """A command as it may come in, which need not be accepted."""
        r = self.random
        if self.soon:
            command = self.soon.pop()
            fields = {"time_ns": self.at_ns} | ({"venue_ns": self.at_ns} if isinstance(command, c.ObservePrice) else {})
            return msgspec.structs.replace(command, id=str(len(self.journal)), **fields)
        open_orders = [n for n, lots in enumerate(self.book.orders.lots.tolist()) if lots]
        if open_orders and r.random() < 0.5:
            return self._answer(open_orders)
        makers = [
            (self._price, 40), (self._trade, 28), (self._money, 8), (self._move, 3), (self._choice, 4),
            (self._orders, 3), (self._time, 6), (self._funding, 3), (self._loaded, 2), (self._governed, 3),
            (self._coin, 40 if self.coins else 0), (self._regime, 3 if self.rules.regimes else 0),
        ]  # fmt: skip
        (maker,) = r.choices([maker for maker, _ in makers], [weight for _, weight in makers])
        return maker()

    def _market(self) -> str:
        return self.random.choice(list(MARKETS))

    def _account(self) -> str:
        return self.random.choice(ACCOUNTS)

    def _observed(self, market: str, source: str, late: int = 0) -> c.Command:
        return self.stamp(c.ObservePrice, market=market, source=source, ticks=self.ticks[market],
                           venue_ns=self.at_ns - late)  # fmt: skip

    def _regime(self) -> c.Command:
        names = ["normal", "panic", *(regime.name for regime in self.rules.regimes)]
        return self.stamp(c.ChangeRegime, regime=self.random.choice(names), reason=self.random.choice(["so", " "]))

    def _coin(self) -> c.Command:
        """A coin is priced, paid in or out, traded, or bears interest."""
        r = self.random
        coin, what = r.choice(self.coins), r.randrange(10)
        if what < 4:
            return self._price(coin)
        if what < 7:
            return self._trade(coin)
        if what == 7:
            rate = r.choice([0, 10**4, 10**7])
            return self.stamp(c.AccrueInterest, rate_ppb=rate, **r.choice([{"market": coin}, {"asset": "USD"}]))
        kind = r.choice([c.DepositCoin, c.WithdrawCoin])
        holder = self._account() if r.random() < 0.8 else "@operator"
        return self.stamp(kind, account=holder, market=coin, lots=r.choice([1, 100, 2_000]))

    def _price(self, market: str = "") -> c.Command:
        r, market = self.random, market or self._market()
        ticks = self.ticks[market]
        if r.randrange(100) < self.calm:
            ticks = ticks * r.randint(960, 1040) // 1000
        else:
            ticks = r.choice([1, 2, ticks // 3, ticks // 2, ticks * 3, ticks * 100, 20_000, 1_000_000])
        self.ticks[market] = min(max(ticks, 1), 10**9)
        if r.random() < 0.5:  # the other sources and the venue's own market follow
            self.soon += [self._observed(market, source) for source in SOURCES]
            self.soon.append(self.stamp(c.ObserveTrade, market=market, ticks=self.ticks[market]))
            r.shuffle(self.soon)
        if self.asks_depth and self.aside.random() < 0.5:
            most = self._lots(market, 10**9, self.ticks[market])
            bids, asks = (self.aside.choice([0, 1, most // 100, most]) for _ in range(2))
            self.soon.append(self.stamp(c.ObserveDepth, market=market, bids=bids, asks=asks))
        if r.random() < 0.3:
            return self.stamp(c.ObserveTrade, market=market, ticks=self.ticks[market])
        return self._observed(market, r.choice(SOURCES), r.choice([0] * 8 + [S, 100 * S]))

    def _trade(self, market: str = "") -> c.Command:
        r, market = self.random, market or self._market()
        valuation = int(self.book.markets.valuation[self.book.market_of[market]]) or self.ticks[market]
        lots = self._lots(market, r.choice([1, 100, 1000]) * 10**5 * r.randint(1, 30), valuation)
        buyer, seller = (r.choice([*ACCOUNTS, c.OUTSIDE]) for _ in range(2))
        legs = [0 if name == c.OUTSIDE or r.random() < 0.8 else leg for name, leg in ((buyer, 1), (seller, -1))]
        if r.random() < 0.1:
            legs = [0 if leg == 0 else -leg for leg in legs]
        ticks = valuation if r.random() < 0.7 else max(valuation * r.randint(500, 1500) // 1000, 1)
        return self.stamp(c.ReportTrade, market=market, buyer=buyer, seller=seller, lots=lots, ticks=ticks,
                           buyer_leg=legs[0], seller_leg=legs[1], taker=r.choice(["", "buyer", "seller"]))  # fmt: skip

    def _money(self) -> c.Command:
        r, market = self.random, self._market()
        kind = r.choice([c.Deposit, c.Deposit, c.Withdraw])
        isolated = {} if r.random() < 0.6 else {"market": market, "leg": r.choice([0, 0, 1, -1])}
        return self.stamp(kind, account=self._account(), asset=MARKETS[market][2],
                           amount=r.choice([1, 10**6, 5 * 10**7, 10**9]), **isolated)  # fmt: skip

    def _move(self) -> c.Command:
        r = self.random
        amount = r.choice([-1, 1]) * r.choice([1, 10**7, 10**8])
        return self.stamp(c.Transfer, account=self._account(), market=self._market(), amount=amount,
                           leg=r.choice([0, 0, 1, -1]))  # fmt: skip

    def _choice(self) -> c.Command:
        r = self.random
        if r.random() < 0.6:
            return self.stamp(c.SetMarginMode, account=self._account(), market=self._market(),
                               isolated=r.random() < 0.7)  # fmt: skip
        return self.stamp(c.SetLeverage, account=self._account(), market=self._market(),
                           leverage_ppm=r.choice([0, 2, 5, 50]) * 10**6, leg=r.choice([0, 0, 1, -1]))  # fmt: skip

    def _orders(self) -> c.Command:
        r = self.random
        buy, sell = (r.choice([0, 1, 50]) for _ in range(2))
        return self.stamp(c.ReportOrders, account=self._account(), market=self._market(), buy_lots=buy, sell_lots=sell)

    def _time(self) -> c.Command:
        return self.stamp(c.AdvanceTime)

    def _funding(self) -> c.Command:
        rate = self.random.choice([0, 10**5, -(10**5), 3 * 10**7, -(10**8), 10**9])
        return self.stamp(c.SettleFunding, market=self._market(), rate_ppb=rate)

    def _loaded(self) -> c.Command:
        r, market = self.random, self._market()
        lots = r.choice([-1, 1]) * r.randint(1, 10**4)
        cost = self._worth(market, lots, max(self.ticks[market] * r.randint(500, 1500) // 1000, 1))
        side = 1 if lots > 0 else -1
        return self.stamp(c.LoadPosition, account=self._account(), market=market, lots=lots, cost=cost,
                           leg=r.choice([0, 0, 0, side]))  # fmt: skip

    def _governed(self) -> c.Command:
        r = self.random
        if r.random() < 0.3:
            return self.stamp(c.FundInsurance, asset=r.choice(ASSETS), amount=10**7,
                               to=r.choice(["@fund", "@operator", "@backstop"]))  # fmt: skip
        paused = [market for market in MARKETS if self.book.markets.paused[self.book.market_of[market]]]
        if not paused and r.random() < 0.5:
            return self.stamp(c.PauseMarket, market=self._market())
        return self.stamp(c.ResumeMarket, market=r.choice(paused or list(MARKETS)))

    def _answer(self, open_orders: list[int]) -> c.Command:
        """Fills, part fills, fills nobody ordered, and expiries."""
        r, book = self.random, self.book
        chosen = r.sample(open_orders, r.randint(1, len(open_orders)))
        if r.random() < 0.35:
            return self.stamp(c.ReportExpiry, orders=chosen)
        lots, ticks = [], []
        for order in chosen:
            left, limit = abs(int(book.orders.lots[order])), int(book.orders.limit[order])
            market = int(book.rows.market[book.orders.row[order]])
            lots.append(left if r.random() < 0.5 else r.randint(1, left))
            if book.orders.whole[order] and self.aside.random() < 0.9:
                lots[-1] = left
            around = int(book.markets.valuation[market]) * r.choice([100, 700, 950, 1000, 1000, 1050]) // 1000
            ticks.append(max(limit if limit and r.random() < 0.7 else around, 1))
        return self.stamp(c.ReportFill, orders=chosen, lots=lots, ticks=ticks)

    def nonsense(self) -> c.Command:
        """Something that should be refused, or at least does no harm."""
        r, market = self.random, self._market()
        flaw = r.choice(FLAWS)
        wild = r.choice([0, -1, -(2**63) + 1, 2**63 - 1, 2**53 + 1, 10**18 + 1])
        return r.choice([
            self.stamp(c.Deposit, account=flaw, asset="USD", amount=10),
            self.stamp(c.Deposit, account=self._account(), asset="USD", amount=wild),
            self.stamp(c.Withdraw, account=self._account(), asset="EUR", amount=wild),
            self.stamp(c.ReportTrade, market=market, buyer=self._account(), seller=flaw, lots=wild, ticks=5),
            self.stamp(c.ReportTrade, market=market, buyer="client1", seller=c.OUTSIDE, lots=wild, ticks=2**53),
            self.stamp(c.ObservePrice, market=market, source=flaw or "s1", ticks=wild, venue_ns=self.at_ns),
            self.stamp(c.ObserveTrade, market=market, ticks=min(wild, 0)),
            self.stamp(c.ReportFill, orders=[wild], lots=[1], ticks=[1]),
            self.stamp(c.ReportExpiry, orders=[0, 0]),
            self.stamp(c.LoadPosition, account=self._account(), market=market, lots=wild, cost=-wild),
            self.stamp(c.SettleFunding, market=market, rate_ppb=wild),
            self.stamp(c.AdvanceTime, time_ns=self.at_ns - 1),
            self.stamp(c.OpenAccount, account=flaw),
            self.stamp(c.ListMarket, market="A-USD", size_decimals=9, price_decimals=9, settlement="USD"),
            self.stamp(c.ReportOrders, account=self._account(), market=market, buy_lots=wild, sell_lots=0),
        ])  # fmt: skip
