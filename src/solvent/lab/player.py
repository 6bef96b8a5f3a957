"""A case at play: its journal, its runtime, and its commands, numbered."""

from collections.abc import Sequence
from typing import ClassVar

from solvent import commands as c
from solvent.book import Book
from solvent.errors import BadCase
from solvent.journal import MemoryJournal
from solvent.reasons import Reason
from solvent.runtime import Runtime, Subscriber


class Player:
    """One run of a case.

    NAMED   the fields of a command that say whom or what it is about, for a case that is refused
    """

    NAMED: ClassVar[tuple[str, ...]] = ()

    def __init__(self, name: str, subscribers: Sequence[Subscriber] = ()) -> None:
        self.name, self.number, self.journal = name, 0, MemoryJournal()
        self.runtime = Runtime(self.journal, subscribers=subscribers)

    @property
    def book(self) -> Book:
        """The book as it stands."""
        return self.runtime.book

    def take(self, kind: type[c.Command], time_ns: int, **fields: object) -> Reason | None:
        """One command; why it was refused, if it was."""
        self.number += 1
        command = kind(id=f"{self.name}/{self.number}", time_ns=time_ns, **fields)  # type: ignore[arg-type]  # of kind
        return self.runtime.submit([command])[0].refused

    def must(self, kind: type[c.Command], time_ns: int, **fields: object) -> None:
        """One command of the case itself, which may not be refused."""
        if refused := self.take(kind, time_ns, **fields):
            what = ", ".join(str(value) for name, value in fields.items() if name in self.NAMED)
            raise BadCase(f"expected a case whose {kind.__name__} ({what}) is taken, found {refused.name}", self.name)
