"""How the commands of `solvent price` read a time."""

from solvent.errors import BadInput


def moment(text: str, day_ns: int, option: str) -> int:
    """ns UTC of a time in full, or of a time of day on a given day.

    day_ns   ns UTC, any time of that day
    option   what the text was given as, for the message
    """
    from solvent.feeds.quotes import instant
    from solvent.reports.words import date

    clock = f"{text}:00" if text.count(":") == 1 else text
    found = instant(text) or instant(f"{date(day_ns)}T{clock}Z")
    if not found:
        raise BadInput(f"expected a time such as 21:05, 21:05:30 or 2025-10-10T21:05:00Z, found {text!r}", option)
    return found
