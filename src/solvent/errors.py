"""Every exception `solvent` raises, in one tree.

    SolventError
    ├── BadInput             the caller's file, text or number cannot be used; says what was expected and what was found
    │   ├── BadUnit          a quantity without its unit, or not exactly representable
    │   ├── BadRulebook      a rulebook that does not hang together
    │   ├── BadCase          a case file that does not hang together
    │   └── BadBook          a book of positions that cannot be read
    ├── Misuse               the library was called in a way it does not allow
    │   └── EngineSealed     a step was asked of an engine that has stopped
    ├── InvariantBroken      a law of the house does not hold: the engine stops and seals its journal
    └── JournalError         the log could not be read or written
        ├── JournalNotFound
        ├── JournalCorrupt   a blob or step is not what was written; named
        └── JournalSealed    nothing may be appended any more

A *refusal* is not an exception: a command that may not take effect answers with the event `CommandRejected`.
"""


class SolventError(Exception):
    """Root of every exception this package raises on purpose."""


class BadInput(SolventError):
    """The caller's file, text or number cannot be used.

    where: the file, key or column at fault, "" if the message says it all
    """

    def __init__(self, message: str, where: str = "") -> None:
        super().__init__(f"{where}: {message}" if where else message)
        self.where = where


class BadUnit(BadInput):
    """A quantity without its unit, or one that its type cannot hold exactly."""


class BadRulebook(BadInput):
    """A rulebook that does not hang together."""


class BadCase(BadInput):
    """A case file that does not hang together."""


class BadBook(BadInput):
    """A book of positions that cannot be read."""


class Misuse(SolventError):
    """The library was called in a way it does not allow."""


class EngineSealed(Misuse):
    """A step was asked of an engine that has stopped."""


class InvariantBroken(SolventError):
    """A law of the house does not hold; the engine stops."""


class JournalError(SolventError):
    """The log could not be read or written."""


class JournalNotFound(JournalError):
    """There is no journal at that place."""


class JournalCorrupt(JournalError):
    """A blob or step is not what was written."""


class JournalSealed(JournalError):
    """The journal was closed for good; nothing may be appended."""
