"""One market under the names that files, rulebooks and people give it: BTC/USDT:USDT, BTCUSDT, BTC-USD, BTC.

Only the shape of a name is read, by a closed list of quotes; what the shape does not tell (kPEPE, 1000PEPE) is not
guessed.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from solvent.errors import BadInput
from solvent.feeds.cells import cut

QUOTES = ("USDT", "USDC", "FDUSD", "BUSD", "USDE", "USD")
_JOINED = re.compile(rf"(?P<base>[^/:_\-]{{2,}}?)(?P<quote>{'|'.join(QUOTES)})$")
_SPLIT = re.compile(r"(?P<base>[^/:_\-]+)[/_\-](?P<quote>[^/:_\-]+)([:_\-].*)?$")
ANY_QUOTE = {"", "USD", "PERP"}


@lru_cache(maxsize=4096)
def parts(market: str) -> tuple[str, str]:
    """(base, quote) of a market's name in upper case; the quote is "" where the name is a base alone."""
    text = market.strip().upper()
    found = _SPLIT.fullmatch(text) or _JOINED.fullmatch(text)
    return (found["base"], found["quote"]) if found else (text, "")


def same(one: str, other: str) -> bool:
    """Whether two names can mean one market: one base, and one quote unless a name leaves it open."""
    base, quote = parts(one)
    other_base, other_quote = parts(other)
    return base == other_base and (quote == other_quote or bool({quote, other_quote} & ANY_QUOTE))


def find(market: str, names: Iterable[str], where: str = "") -> str | None:
    """The name among `names` that means this market, or None; refused where several could."""
    names = list(names)
    if market in names:
        return market
    base, quote = parts(market)
    candidates = [name for name in names if same(market, name)]
    closest = [name for name in candidates if parts(name) == (base, quote)] or candidates
    if len(closest) > 1:
        raise BadInput(f"expected one market for {cut(market)}, found {', '.join(closest)}: name it in full", where)
    return closest[0] if closest else None
