"""Whether what a rulebook says of forming prices hangs together."""

from solvent.rulebooks.model import Rulebook, refuse


def check_prices(rulebook: Rulebook) -> None:
    """Refuses the first contradiction: of all markets, then of those that say something of their own."""
    _mark_is_there(rulebook)
    _terms(rulebook, "prices", "")
    for market in rulebook.markets():
        _terms(rulebook, f"markets.{market}.prices", market)


def _mark_is_there(rulebook: Rulebook) -> None:
    """No mark is used where none is formed."""
    if rulebook.word("prices.mark.rule"):
        return
    for path in ["trigger.price", *(f"takers.{n}.price" for n in range(1, rulebook.rows("takers") + 1))]:
        if rulebook.word(path) in ("mark", "previous-mark"):
            refuse(rulebook, path, "expected a price that is formed, found the mark: there is no [prices.mark]")


def _terms(rulebook: Rulebook, path: str, market: str) -> None:
    """Terms that only go together do, and no market is asked for its own index where it has none."""
    readmit, deviation = path + ".filter.readmit", path + ".filter.deviation"
    if 0 < rulebook.number(deviation) < rulebook.number(readmit):
        refuse(rulebook, readmit, f"expected at most deviation, {rulebook.written(deviation)}, beyond which a source "
               f"is left out at once, found {rulebook.written(readmit)}")  # fmt: skip
    every = path + ".index.every"
    if every in rulebook.entries and not rulebook.number(path + ".index.step"):
        refuse(rulebook, every, "expected step, what the index moves by each time, found none")
    seen: list[tuple[str, str]] = []
    for n in range(1, rulebook.rows(path + ".fallbacks") + 1):
        row = f"{path}.fallbacks.{n}"
        asked = rulebook.word(row + ".rule"), rulebook.word(row + ".market")
        if asked in seen:
            refuse(rulebook, row + ".rule", f"expected each fallback once, found {' '.join(asked).strip()!r} again")
        seen.append(asked)
        _names_another(rulebook, row + ".market", market)
    _names_another(rulebook, path + ".mark.outside", market)


def _names_another(rulebook: Rulebook, path: str, market: str) -> None:
    """One market, by its name, and not the one that asks."""
    name = rulebook.word(path)
    if name.endswith("*"):
        refuse(rulebook, path, f"expected the name of one market, without *, found {name!r}")
    if name and name == market:
        refuse(rulebook, path, f"expected another market, found {name!r}, which is the one that asks")
