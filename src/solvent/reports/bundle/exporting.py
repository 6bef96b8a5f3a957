"""From a journal to a bundle: one walk to learn which markets it takes, and one that tells of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches

from solvent import events as e
from solvent.apply import apply
from solvent.book import Book
from solvent.errors import BadInput
from solvent.journal import Journal
from solvent.journal import Record as Step
from solvent.reports.bundle.files import sealed
from solvent.reports.bundle.scope import Scope
from solvent.reports.bundle.walk import Asked, Walk
from solvent.reports.naming import plain

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Exported:
    """A bundle, not yet written: its files, the markets it tells of, and how many records of each type.

    seal   the hash that stands for all of it, hexadecimal
    """

    files: dict[str, bytes]
    seal: str
    markets: list[str]
    counts: dict[str, int]


def export(journal: Journal, asked: Asked, progress: Progress = lambda _: None) -> Exported:
    """The bundle of a market; the journal is walked twice, first to learn which markets it takes."""
    scope = _scope(journal, asked, progress)
    walk = Walk(asked, scope)
    for step in _steps(journal, asked):
        walk.step(step)
        progress(journal.seq + step.seq)
    if not walk.began:
        raise BadInput(f"expected a step in the time asked for, found none among {journal.seq}", "--from")
    names = [walk.book.market_names[market] for market in sorted(scope)]
    about = {
        "market": asked.market, "markets": names, "from_ns": walk.from_ns, "to_ns": walk.book.now_ns,
        "journal": {"steps": walk.steps, "head": walk.head.hex()},
    }  # fmt: skip
    counts: dict[str, int] = {}
    for record in walk.found:
        counts[record["type"]] = counts.get(record["type"], 0) + 1
    files, seal = sealed(walk.found, walk.texts, about)
    return Exported(files, seal, names, counts)


def _steps(journal: Journal, asked: Asked) -> Iterator[Step]:
    for step in journal.records():
        if asked.to_ns and step.time_ns > asked.to_ns:
            return
        yield step


def _scope(journal: Journal, asked: Asked, progress: Progress) -> set[int]:
    book, scope = Book(), Scope(asked.market, asked.accounts)
    for step in _steps(journal, asked):
        inside = step.time_ns >= asked.from_ns
        for stage in e.decode(step.effect):
            for event in stage:
                if inside:
                    scope.before(book, event)
                apply(book, event)
                scope.after(book, event)
        if inside:
            scope.ended(book)
        progress(step.seq)
    _known(asked.market, book.market_of, "market")
    for account in asked.accounts or ():
        _known(account, book.account_of, "account")
    return scope.markets(book)


def _known(name: str, known: dict[str, int], what: str) -> None:
    """Refuses a name the journal does not know."""
    if name not in known:
        near = get_close_matches(name, known, 1)
        hint = f"; did you mean {plain(near[0])!r}?" if near else ""
        raise BadInput(f"expected one of {len(known)} {what}s, found {plain(name)!r}{hint}")
