"""Which function writes which event."""

from collections.abc import Callable
from typing import Any

from solvent import events as e
from solvent.book import Book

Handler = Callable[[Book, Any], None]
HANDLERS: dict[int, Handler] = {}


def writes(kind: type[e.Event]) -> Callable[[Handler], Handler]:
    """Registers the function that writes this kind of event."""

    def register(handler: Handler) -> Handler:
        HANDLERS[kind.KIND] = handler
        return handler

    return register
