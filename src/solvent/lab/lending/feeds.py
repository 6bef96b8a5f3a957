"""Prices that a pool follows instead of being told them: sources, and what a rulebook of prices makes of them."""

from collections.abc import Iterator
from typing import NamedTuple

from solvent import commands as c
from solvent import rulebooks as room
from solvent.errors import BadRulebook, BadUnit
from solvent.lab.lending.chance import Sent
from solvent.lab.strict_toml import Table, said
from solvent.policy import Policy
from solvent.units import MAX_DECIMALS, number, scaled

MAX_TICKS = 2**62
Told = dict[str, dict[str, tuple[int, str]]]  # by market and source: ticks, and the unit the source says it quotes in


class Rules(NamedTuple):
    """A rulebook of prices: its policy and one text that stands alone, or why it is refused."""

    policy: Policy | None
    text: str
    refused: str = ""


class Feed(NamedTuple):
    """An index that the price of an asset follows, or that others are measured from: asset "".

    unit      BASE/QUOTE it is registered as, "" where nothing is said of units
    decimals  of its ticks
    """

    asset: str
    market: str
    decimals: int
    sources: tuple[str, ...]
    unit: str

    def founding(self, pool: str, listened: tuple[str, ...], typed: bool) -> Iterator[Sent]:
        """What lists the index, of those sources alone, and makes the pool follow it."""
        yield c.ListReference, {
            "market": self.market, "price_decimals": self.decimals, "constituents": list(listened),
        }  # fmt: skip
        if typed and self.unit:
            owned = {"market": self.market, "unit": self.unit, "owner": "case", "reason": "as the case registers it"}
            yield c.SetIndex, owned
            for source in listened:
                yield c.SetConstituent, {**owned, "source": source}
        if self.asset:
            yield c.FollowIndex, {"pool": pool, "asset": self.asset, "market": self.market}


def read_rules(root: Table) -> dict[str, Rules]:
    """The rulebooks of prices under [rules], by name; one that is refused is kept, with why: that may be the point."""
    found = {}
    for name in root.get("rules", dict, {}):
        table = root.table("rules")
        text = table.get(name, str)
        try:
            book = room.parsed(text, f"rules.{name}")
            found[name] = Rules(room.compile(book), room.toml(book))
        except BadRulebook as error:
            found[name] = Rules(None, text, str(error))
    return found


def read_feeds(root: Table, assets: dict[str, int]) -> tuple[Feed, ...]:
    """The tables [[feeds]]: each asset of the pool at most once."""
    feeds: list[Feed] = []
    for table in root.tables("feeds", optional=True):
        asset, market = table.choice("asset", tuple(assets), ""), table.text("market")
        if (asset and asset in [feed.asset for feed in feeds]) or market in [feed.market for feed in feeds]:
            table.refuse("market", "each asset and each market once", market)
        decimals = table.integer("decimals", 0, MAX_DECIMALS)
        sources = tuple(table.texts("sources"))
        if not sources:
            table.refuse("sources", "at least one source", [])
        feeds.append(Feed(asset, market, decimals, sources, table.text("unit", "")))
        table.finish()
    return tuple(feeds)


def read_told(table: Table, feeds: tuple[Feed, ...]) -> Told:
    """What sources say in one step: `"1.30"`, or `"1.12 cbETH/ETH"` where they say in what."""
    found: Told = {}
    by_market = {feed.market: feed for feed in feeds}
    for market, sources in table.get("told", dict, {}).items():
        feed = by_market.get(market)
        if feed is None or type(sources) is not dict:
            table.refuse(("told", market), f"sources of one of {', '.join(by_market) or 'no feed'}", sources)
        for source, text in sources.items():
            path = ("told", market, source)
            if source not in feed.sources or type(text) is not str:
                table.refuse(path, f"a price in quotes of one of {', '.join(feed.sources)}", text)
            figure, _, unit = text.partition(" ")
            try:
                ticks = scaled(number(figure.replace(",", ""), "a price"), feed.decimals, "a price", MAX_TICKS)
            except BadUnit as error:
                table.complain(path, str(error))
            if ticks <= 0:
                table.refuse(path, "a price above 0", said(text))
            found.setdefault(market, {})[source] = ticks, unit
    return found
