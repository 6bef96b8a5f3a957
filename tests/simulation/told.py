"""What a house hears of its indices at random: quotes, right or wrong, many prices at once, the registry, restarts."""

from typing import TYPE_CHECKING, Any

from solvent import commands as c
from tests.world import S

if TYPE_CHECKING:
    from tests.simulation.house import House

SOURCES = ("s1", "s2", "s3")
RATE = "T/USD"  # a reference, in which nothing is held: USDT in dollars
WILD = (0, -1, -(2**63) + 1, 2**63 - 1, 2**53 + 1)


def told(house: "House") -> c.Command:
    """One command about prices that the rest of the house does not think of."""
    makers = [(_quote, 50), (_prices, 25), (_index, 4), (_constituent, 12), (_reference, 2), (_rate, 5), (_restart, 2)]
    (maker,) = house.hearsay.choices([maker for maker, _ in makers], [weight for _, weight in makers])
    return maker(house)


def _market(house: "House") -> str:
    return house.hearsay.choice(list(house.ticks))


def _quote(house: "House") -> c.Command:
    """A quote that is right most of the time in each thing it says."""
    r, market = house.hearsay, _market(house)
    ticks = house.ticks[market] * r.choice([700, 990, 995, 1000, 1000, 1000, 1005, 1010, 1500]) // 1000
    best = r.choice([(0, 0), (0, 0), (max(ticks - 1, 0), ticks + 1), (ticks + 1, max(ticks - 1, 0))])
    return house.stamp(
        c.ObserveQuote, market=market, source=r.choice(SOURCES), halted=r.random() < 0.05,
        ticks=r.choice(WILD) if r.random() < 0.1 else ticks, venue_ns=house.at_ns - r.choice([0, 0, 0, S, 20 * S]),
        traded_ns=max(house.at_ns - r.choice([0, S, 40 * S]), 0) if r.random() < 0.5 else 0, bid=best[0], ask=best[1],
        unit=r.choice(["", "", "", f"{_base(market)}/{_quoted(market)}", f"{_quoted(market)}/{_base(market)}"]),
    )  # fmt: skip


def _prices(house: "House") -> c.Command:
    """Some or all sources at once, by number."""
    r, s = house.hearsay, house.book.sources
    rows = sorted(r.sample(range(s.n), r.randint(1, s.n)))
    names = house.book.market_names
    ticks = [house.ticks.get(names[market], 10**6) for market in s.market[rows].tolist()]
    if r.random() < 0.1:
        ticks[r.randrange(len(ticks))] = r.choice(WILD)
    late = [house.at_ns - r.choice([0, 0, 0, S]) for _ in rows]
    return house.stamp(c.ObservePrices, sources=rows, ticks=ticks, venue_ns=late)


def _index(house: "House") -> c.Command:
    market = _market(house)
    return house.stamp(c.SetIndex, market=market, unit=f"{_base(market)}/{_quoted(market)}",
                    owner="index committee", reason=house.hearsay.choice(["listed", " "]))  # fmt: skip


def _constituent(house: "House") -> c.Command:
    """A source is weighed, suspended, brought back, or said to quote another currency."""
    r, market = house.hearsay, _market(house)
    typed = bool(house.book.markets.base[house.book.market_of[market]])
    unit, more = r.choice([(_quoted(market), {}), ("T", {"convert": RATE}), ("T", {"assumed_ppm": 999_000})])
    registered: dict[str, Any] = {"unit": f"{_base(market)}/{unit}", **more} if typed else {}
    return house.stamp(
        c.SetConstituent, market=market, source=r.choice(SOURCES), owner="index committee", reason="reviewed",
        weight_ppm=r.choice([1, 200_000, 10**6]), heartbeat_ns=r.choice([0, 0, 5 * S]), eligible=r.random() < 0.8,
        **registered,
    )  # fmt: skip


def _reference(house: "House") -> c.Command:
    return house.stamp(c.ListReference, market=RATE, price_decimals=6, constituents=["t1", "t2"])


def _rate(house: "House") -> c.Command:
    if RATE not in house.book.market_of:
        return _reference(house)
    if not house.book.markets.base[house.book.market_of[RATE]]:
        return house.stamp(c.SetIndex, market=RATE, unit=RATE, owner="index committee", reason="listed")
    r = house.hearsay
    return house.stamp(c.ObservePrice, market=RATE, source=r.choice(["t1", "t2"]),
                    ticks=r.choice([980_000, 999_000, 10**6]), venue_ns=house.at_ns)  # fmt: skip


def _restart(house: "House") -> c.Command:
    right = house.hearsay.random() < 0.7
    return house.stamp(c.Restart, digest=house.book.digest().hex() if right else "00")


def _base(market: str) -> str:
    return market.replace("/", "-").split("-")[0]


def _quoted(market: str) -> str:
    return market.replace("/", "-").split("-")[1]
