"""A rulebook's page as plain text, for a terminal."""

from textwrap import fill

from solvent.rulebooks.layout import EVIDENCE
from solvent.rulebooks.page import Line, Page, Part, Schedule, Step

WIDTH = 100


def text(page: Page) -> str:
    """The page in words and tables; unverified entries carry a ?, our own numbers the word ours."""
    title = f"{page.name}: {page.title}"
    blocks = [
        f"{title}\n{'=' * len(title)}",
        _head(page),
        *(_part(part) for part in page.parts),
        "Margin" if page.schedules else "",
        *(_schedule(schedule) for schedule in page.schedules),
        _departures(page),
        _sources(page),
    ]
    return "\n\n".join(block for block in blocks if block) + "\n"


def _head(page: Page) -> str:
    doubtful = f"{page.unverified} are unverified (?)" if page.unverified else "none is unverified"
    extends = f", extends {' -> '.join(page.lineage)}" if page.lineage else ""
    return (
        f"Valid from {page.valid_from}{extends}. Amounts in {page.settlement}.\n"
        f"{page.ours} entries are ours, {doubtful}.\n"
        f"Content {page.content_hash}"
    )


def _part(part: Part) -> str:
    width = max(len(_key(line)) for line in part.lines)
    return "\n".join([f"[{part.path}]", *(_line(line, width) for line in part.lines), *_note(part.note)])


def _key(line: Line) -> str:
    return line.path.rpartition(".")[2]


def _line(line: Line, width: int) -> str:
    words = f"  {_key(line).ljust(width)}  {line.value}{_marks(line)}"
    if not line.meaning:
        return words
    return fill(f"{words}: {line.meaning}", WIDTH, subsequent_indent=" " * (width + 4), break_on_hyphens=False)


def _marks(line: Line | Step) -> str:
    words = ["ours"] if line.ours else [line.source] if line.source else []
    if isinstance(line, Line) and line.standard:
        words = ["default"]
    return f"{' ?' if line.unverified else ''}{f' ({words[0]})' if words else ''}"


def _note(note: str) -> list[str]:
    return [fill(note, WIDTH, initial_indent="  Note: ", subsequent_indent="  ")] if note else []


def _schedule(schedule: Schedule) -> str:
    """The tiers of one market as a table."""
    name = "every market not named" if schedule.market == "*" else schedule.market
    head = ("from", "maintenance", "initial", "leverage", "deduction", "")
    rows = [head] + [
        (step.floor, step.maintenance, step.initial, step.max_leverage, step.deduction, _marks(step).strip())
        for step in schedule.steps
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    table = [
        "  "
        + "  ".join([*(cell.rjust(width) for cell, width in zip(row[:-1], widths, strict=False)), row[-1]]).rstrip()
        for row in rows
    ]
    width = max(len(_key(line)) for line in schedule.lines)
    tables: dict[str, list[Line]] = {}
    for line in schedule.lines:
        tables.setdefault(_inner(line), []).append(line)
    lines = []
    for inner, inside in tables.items():
        lines += [f"  [{inner}]"] if inner else []
        lines += [_line(line, width) for line in inside]
    return "\n".join([f"{name}: {schedule.rule}. {schedule.meaning}", *table, *lines, *_note(schedule.note)])


def _inner(line: Line) -> str:
    """The table inside a market's in which a line stands, "" for the market's own and its margin's."""
    inner = line.path.split(".", 2)[2].rpartition(".")[0]
    return "" if inner == "margin" else inner


def _departures(page: Page) -> str:
    if not page.departures:
        return ""
    items = [fill(words, WIDTH, initial_indent="  - ", subsequent_indent="    ") for words in page.departures]
    return "\n".join(["What the venue does and this rulebook does not", *items])


def _sources(page: Page) -> str:
    lines = [
        f"  {name}: {source.page}; read {source.read}; {EVIDENCE[source.evidence]}"
        for name, source in page.sources.items()
    ]
    return "\n".join(["Sources", *lines]) if lines else ""
