"""What the numbers of a book are called: accounts, markets, sources, and money, prices and sizes with their units."""

from dataclasses import dataclass

from solvent.book import Book
from solvent.policy import Taker
from solvent.reports import words

HASH_LENGTH = 12  # hexadecimal digits of a hash that a reader can compare


def plain(text: str) -> str:
    """Text from outside, without the control characters that could move a terminal's cursor."""
    return "".join(sign if sign.isprintable() else "?" for sign in text)


def short_hash(content_hash: str) -> str:
    """The beginning of a hash; 'none' where there is none."""
    return content_hash[:HASH_LENGTH] or "none"


def spoken(name: str) -> str:
    """The name of a number of an enum as words: LIQUIDATION_FEE is 'liquidation fee'."""
    return name.lower().replace("_", " ")


@dataclass(frozen=True, slots=True)
class Names:
    """Names by index, as of a book in which everything that is named exists."""

    book: Book

    def market(self, market: int) -> str:
        """A market's name."""
        return plain(self.book.market_names[market])

    def source(self, source: int) -> str:
        """A price source's name."""
        return plain(self.book.source_names[source])

    def bucket(self, bucket: int) -> str:
        """Whose bucket it is, with the market where it is isolated."""
        holder = plain(self.book.holder_name(bucket))
        market = int(self.book.buckets.market[bucket])
        return f"{holder} ({self.market(market)} isolated)" if market >= 0 else holder

    def owner(self, row: int) -> str:
        """Whose bucket a row is in."""
        return self.bucket(int(self.book.rows.bucket[row]))

    def market_of(self, row: int) -> int:
        """The index of a row's market."""
        return int(self.book.rows.market[row])

    def asset_of(self, bucket: int) -> int:
        """The index of a bucket's asset."""
        return int(self.book.ledger.asset[bucket])

    def money(self, atoms: int, asset: int) -> str:
        """Atoms with their asset."""
        figure = words.money(atoms, scale=self.book.asset_decimals[asset])
        return f"{figure} {plain(self.book.assets[asset])}"

    def bucket_money(self, atoms: int, bucket: int) -> str:
        """Atoms with the asset of a bucket."""
        return self.money(atoms, self.asset_of(bucket))

    def price(self, ticks: int, market: int) -> str:
        """A price of a market."""
        return words.price(ticks, int(self.book.markets.price_decimals[market]))

    def size(self, lots: int, market: int) -> str:
        """A size without its sign, with its market."""
        return f"{words.size(abs(lots), int(self.book.markets.size_decimals[market]))} {self.market(market)}"

    def side(self, lots: int) -> str:
        """Long or short."""
        return "long" if lots > 0 else "short"

    def taker(self, index: int) -> str:
        """A taker of the rulebook in force, with its stage where the market stands there several times."""
        takers = self.book.policy.takers
        if index >= len(takers):
            return "nobody"
        stages = sum(taker.kind == Taker.MARKET for taker in takers)
        stage = f", stage {index + 1}" if takers[index].kind == Taker.MARKET and stages > 1 else ""
        return spoken(takers[index].kind.name) + stage

    def rulebook(self) -> str:
        """The rulebook in force, with the beginning of its hash."""
        rules = self.book.rules
        return f"{plain(rules.name)} ({short_hash(rules.content_hash)})" if rules else "no rulebook"
