"""Numbers as people read them: exact, from integers, the same in the terminal and on the page.

Nothing here is a float. Where digits must go, they are rounded half away from zero; a number that is not zero never
reads as zero, it is written out instead.
"""

from datetime import UTC, datetime

from solvent.units import AMOUNT_DECIMALS, NS, PPM, unscaled

MINUS = "−"
RATE_DECIMALS = 6
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def money(atoms: int, decimals: int | None = None, scale: int = AMOUNT_DECIMALS) -> str:
    """Atoms of 10^-scale as grouped money: 1234567890 is '1,234.57'. A coin counted to 10^-8 shows 4 decimals."""
    return decimal(atoms, scale, max(scale - 4, 0) if decimals is None else decimals)


def short(atoms: int, scale: int = AMOUNT_DECIMALS) -> str:
    """Money for a sentence: whole dollars, a coin (anything counted more finely) to a hundredth of it."""
    return money(atoms, 0 if scale <= AMOUNT_DECIMALS else 2, scale)


def price(ticks: int, decimals: int) -> str:
    """Ticks of a market as a price with all its decimals; no price at all is '–'."""
    return decimal(ticks, decimals, decimals) if ticks else "–"


def size(lots: int, decimals: int) -> str:
    """Lots of a market as a size, trailing zeros left out."""
    return _bare(decimal(lots, decimals, decimals))


def percent(ppm: int, decimals: int = 1) -> str:
    """A ratio in ppm as percent: -719000 is '−71.9 %'."""
    return f"{decimal(ppm, RATE_DECIMALS - 2, decimals)} %"


def leverage(ppm: int) -> str:
    """A leverage in ppm: 10000000 is '10×'."""
    return f"{_bare(decimal(ppm, RATE_DECIMALS, RATE_DECIMALS))}×"


def count(number: int) -> str:
    """A whole number in groups of three: 1234567 is '1,234,567'."""
    return decimal(number, 0, 0)


def clock(time_ns: int, decimals: int = 0) -> str:
    """The time of day in UTC, cut (not rounded) to the second or to decimals of it: '21:16:03'."""
    seconds, rest = divmod(time_ns, NS)
    text = datetime.fromtimestamp(seconds, UTC).strftime("%H:%M:%S")
    return f"{text}.{str(rest).rjust(9, '0')[:decimals]}" if decimals else text


def day(time_ns: int) -> str:
    """The date in UTC: '10 October 2025'."""
    when = datetime.fromtimestamp(time_ns // NS, UTC)
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def date(time_ns: int) -> str:
    """The date in UTC as machines sort it: '2025-10-10'."""
    return datetime.fromtimestamp(time_ns // NS, UTC).strftime("%Y-%m-%d")


def span(ns: int) -> str:
    """A length of time with at most two units: '21 min 36 s', '1.5 s', '0 s'."""
    if ns < 0:
        return MINUS + span(-ns)
    if ns < 60 * NS:
        return f"{_bare(decimal(ns, 9, 3))} s"
    seconds = ns // NS
    for unit, name, part, part_name in ((86_400, "d", 3600, "h"), (3600, "h", 60, "min"), (60, "min", 1, "s")):
        if seconds >= unit:
            whole, rest = divmod(seconds, unit)
            return f"{whole} {name}" + (f" {rest // part} {part_name}" if rest // part else "")
    raise AssertionError(seconds)


def share_ppm(part: int, whole: int) -> int:
    """part / whole in ppm, rounded half away from zero; 0 of nothing."""
    if not whole:
        return 0
    nearest = (2 * PPM * abs(part) + abs(whole)) // (2 * abs(whole))
    return -nearest if (part < 0) != (whole < 0) else nearest


def change_ppm(before: int, after: int) -> int:
    """How far `after` is from `before`, in ppm of `before`: from 3761 to 1055 is -719489."""
    return share_ppm(after - before, before)


def decimal(value: int, scale: int, decimals: int) -> str:
    """A count of 10^-scale with so many decimals, grouped in threes, rounded half away from zero.

    A value that would read as zero but is not is written with all its digits.
    """
    cut = max(scale - decimals, 0)
    rounded = (2 * abs(value) + 10**cut) // (2 * 10**cut)
    if value and not rounded:
        rounded, cut = abs(value), 0
    whole, dot, rest = unscaled(rounded, scale - cut).partition(".")
    return f"{MINUS if value < 0 else ''}{int(whole):,}{dot}{rest}"


def _bare(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text
