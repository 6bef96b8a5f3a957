"""A resolved rulebook as TOML that stands alone: nothing extended, every default spelled out."""

import re
from collections.abc import Iterator

from solvent.rulebooks.kinds import Kind
from solvent.rulebooks.layout import LISTS
from solvent.rulebooks.model import Entry, Rulebook
from solvent.units import AMOUNT_DECIMALS

ROWS = re.compile(r"\.(tiers|haircuts)\.\d+$")  # the rows of a list, written into the table that has it
ROW_KEYS = ("floor", "maintenance", "max_leverage", "deduction", "haircut")
WITHOUT_LIMIT = -1  # a capacity that is written by leaving it out


def toml(rulebook: Rulebook) -> str:
    """The whole rulebook in one text; reading it again gives the same content hash. Evidence stands in comments."""
    head = [
        f"# {rulebook.name}, resolved{' from ' + ', '.join(rulebook.lineage) if rulebook.lineage else ''}",
        "",
        f"name = {quoted(rulebook.name)}",
        f"title = {quoted(rulebook.title)}",
        f"valid_from = {rulebook.valid_from}",
        f"settlement = {quoted(rulebook.settlement)}",
    ]
    if rulebook.settlement_decimals != AMOUNT_DECIMALS:  # a text that does not say it is as old as the first journals
        head.append(f"settlement_decimals = {rulebook.settlement_decimals}")
    empty = [f"{key} = []" for key in ("takers", "payers") if rulebook.rows(key) == 0]
    body = [line for name, keys in tables(rulebook).items() for line in ("", header(name), *keys)]
    return "\n".join([*head, *empty, *body]) + "\n"


def tables(rulebook: Rulebook, evidence: bool = True) -> dict[str, list[str]]:
    """The lines of each table, by its path; tiers are written into the table they belong to."""
    found: dict[str, list[str]] = {}
    for path, entry in rulebook.entries.items():
        table, _, key = path.rpartition(".")
        if not ROWS.search(table) and entry.value != WITHOUT_LIMIT:
            comment = _evidence(entry) if evidence else ""
            found.setdefault(table, []).append(f"{key} = {_value(rulebook, path, entry)}{comment}")
    for table, lines in found.items():
        for name in ("tiers", "haircuts"):
            if f"{table}.{name}.1.floor" in rulebook.entries:
                lines += [f"{name} = [", *_rows(rulebook, f"{table}.{name}"), "]"]
    for own in (f"markets.{market}.prices" for market in rulebook.markets() if rulebook.rows("prices.fallbacks")):
        if own + ".filter.rule" in rulebook.entries and not rulebook.rows(own + ".fallbacks"):
            found[own] = ["fallbacks = []"]  # it would take those of all markets
    return found


def header(table: str) -> str:
    """The header a table stands under."""
    parts = table.split(".")
    many = parts[-1].isdigit() and (parts[0] == "guards" or (len(parts) > 1 and parts[-2] in LISTS))
    name = ".".join(part if _is_bare(part) else quoted(part) for part in (parts[:-1] if many else parts))
    return f"[[{name}]]" if many else f"[{name}]"


def quoted(text: str) -> str:
    """A text as TOML writes it."""
    escaped = "".join(
        f"\\u{ord(letter):04x}" if ord(letter) < 32 or ord(letter) == 127 else letter
        for letter in text.replace("\\", "\\\\").replace('"', '\\"')
    )
    return f'"{escaped}"'


def _is_bare(part: str) -> bool:
    return part.replace("-", "").replace("_", "").isalnum() and part.isascii()


def _rows(rulebook: Rulebook, path: str) -> Iterator[str]:
    for step in (f"{path}.{n}" for n in range(1, rulebook.rows(path) + 1)):
        keys = [key for key in ROW_KEYS if f"{step}.{key}" in rulebook.entries]
        yield "    { " + ", ".join(f'{key} = "{rulebook.written(f"{step}.{key}")}"' for key in keys) + " },"


def _value(rulebook: Rulebook, path: str, entry: Entry) -> str:
    if isinstance(entry.value, bool):
        return str(entry.value).lower()
    if entry.kind is Kind.COUNT:
        return str(entry.value)
    if isinstance(entry.value, tuple):
        return "[" + ", ".join(f'"{text}"' for text in rulebook.written(path).split(", ") if entry.value) + "]"
    return quoted(rulebook.written(path))


def _evidence(entry: Entry) -> str:
    words = ["ours"] if entry.ours else [entry.source] if entry.source else []
    words += ["unverified"] if entry.unverified else []
    return f" # {', '.join(words)}" if words else ""
