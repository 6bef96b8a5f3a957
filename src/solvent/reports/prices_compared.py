"""One book on several prices, account by account: who is closed on which, with the money. Plain numbers."""

from itertools import combinations

import msgspec

from solvent.reports import words
from solvent.reports.naming import plain

OTHERS = ("fund", "backstop", "deleveraged", "winners", "open_interest", "default_fund", "operator", "bad_debt")


class Outcome(msgspec.Struct, frozen=True):
    """What became of one account on one price.

    entered   whether it ever held a position: a price may keep somebody out at the entry
    closed    how often its closing was triggered
    market    of the first trigger, "" where nobody closed it; time_ns: when, ns UTC
    ticks     the price that triggered; equity: atoms before it
    paid      atoms others paid for it beyond its own margin, by payer, those above 0 only
    worth     atoms at the end, at the prices all are compared at
    """

    entered: bool
    closed: int
    market: str
    time_ns: int
    ticks: int
    equity: int
    paid: dict[str, int]
    worth: int

    @property
    def beyond(self) -> int:
        """Lost beyond own margin, atoms."""
        return sum(self.paid.values())


class Priced(msgspec.Struct, frozen=True):
    """The whole book on one price.

    price     "mark", "index", "last", or the name of a source that stands alone for the index
    why_not   why it could not be formed, "" where it could; then there are no accounts
    silent_ns ns after the entry in which it could not be acted on, in the market in which that was longest
    digest    of the book at the end, hexadecimal
    """

    price: str
    why_not: str = ""
    silent_ns: int = 0
    digest: str = ""
    accounts: dict[str, Outcome] = {}

    def closed(self) -> set[str]:
        """Who was closed."""
        return {name for name, one in self.accounts.items() if one.closed}

    def paid(self) -> dict[str, int]:
        """Atoms others paid for those who were closed, by payer."""
        found = dict.fromkeys(OTHERS, 0)
        for one in self.accounts.values():
            for payer, atoms in one.paid.items():
                found[payer] += atoms
        return found


class Comparison(msgspec.Struct, frozen=True):
    """One rulebook on every price.

    own      the price the rulebook itself triggers on
    valued   by market, (ticks, decimals) that equity at the end is counted at
    """

    case: str
    rulebook: str
    content_hash: str
    own: str
    asset: str
    decimals: int
    valued: dict[str, tuple[int, int]]
    groups: dict[str, str]
    prices: list[Priced]

    def formed(self) -> list[Priced]:
        """The prices that could be formed."""
        return [one for one in self.prices if not one.why_not]

    def entered(self) -> list[str]:
        """Who holds a position on every price that could be formed; the others cannot be compared."""
        formed = self.formed()
        names = formed[0].accounts if formed else {}
        return [name for name in names if all(name in one.accounts and one.accounts[name].entered for one in formed)]

    def differing(self) -> list[str]:
        """Who is closed on one price and not on another, the largest difference of equity at the end first."""
        formed = self.formed()
        found = [name for name in self.entered() if len({bool(one.accounts[name].closed) for one in formed}) > 1]
        return sorted(found, key=lambda name: (-self.spread(name), name))

    def spread(self, name: str) -> int:
        """Atoms between the best and the worst end of an account."""
        worth = [one.accounts[name].worth for one in self.formed()]
        return max(worth) - min(worth)

    def otherwise(self) -> int:
        """How many are closed on all prices or on none, and yet end with another equity."""
        differing = set(self.differing())
        return sum(1 for name in self.entered() if name not in differing and self.spread(name))

    def pairs(self) -> list[tuple[str, str, int, int]]:
        """(a price, another, how many are closed on the first alone, on the second alone)."""
        among = set(self.entered())
        return [
            (one.price, other.price, len((one.closed() - other.closed()) & among),
             len((other.closed() - one.closed()) & among))
            for one, other in combinations(self.formed(), 2)
        ]  # fmt: skip

    def headline(self) -> str:
        """Who differs, in one sentence or two."""
        formed, among = self.formed(), set(self.entered())
        if not formed:
            return f"{plain(self.rulebook)}: no price could be formed, so nobody is compared."
        told = ", ".join(f"{words.count(len(one.closed() & among))} on {plain(one.price)}" for one in formed)
        return (
            f"{plain(self.rulebook)}, which closes on {self.own}: of {words.count(len(among))} accounts {told} "
            f"are closed. {words.count(len(self.differing()))} are closed on one price and not on another."
        )
