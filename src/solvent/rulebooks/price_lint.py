"""What a careful reader would say of how prices are formed."""

from collections.abc import Iterator

from solvent.rulebooks.model import Rulebook

Remark = tuple[str, str, str]  # the path it is about, the reason, the severity


def price_remarks(rulebook: Rulebook) -> Iterator[Remark]:
    """Terms that never apply, references that stand for too much, and an index that is acted on though it is held."""
    yield from _remarks(rulebook, "prices", "")
    for market in rulebook.markets():
        yield from _remarks(rulebook, f"markets.{market}.prices", market)


def _remarks(rulebook: Rulebook, path: str, market: str) -> Iterator[Remark]:
    fewest, index = rulebook.number(path + ".filter.min_sources"), path + ".index"
    if fewest > 1 and rulebook.get(index + ".one") is False:
        yield index + ".one", f"never applies: with fewer than {fewest} sources the index is held anyway", "warning"
    if fewest > 2 and rulebook.number(index + ".apart"):
        yield index + ".apart", f"never applies: with two sources, fewer than {fewest}, it is held anyway", "warning"
    if rulebook.number(index + ".held"):
        yield index + ".held", "accounts are closed on an index that nobody confirms any more", "note"
    mark = path + ".mark"
    loose = rulebook.word(mark + ".outside") and not rulebook.number(mark + ".band")
    if loose and rulebook.word(mark + ".rule") == "last":
        yield mark + ".outside", "never applies: the last price is held by it only within a band", "warning"
    rows = (f"{path}.fallbacks.{n}.market" for n in range(1, rulebook.rows(path + ".fallbacks") + 1))
    for named in (path + ".mark.outside", *rows):
        name = rulebook.word(named)
        if name and not market:
            yield named, f"{name} would be one price for every market; say it in [markets.X.prices]", "warning"
        elif name and name not in rulebook.markets():
            yield named, f"{name} has no entry in [markets]: until it is listed, it is not there to be asked", "note"
