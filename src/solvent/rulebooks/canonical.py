"""What two rulebooks must share to be the same rules: every choice and number, written one way, and the hash of it.

Comments, titles, dates, sources and marks are not rules and do not count; a key left out counts as its default, and a
deduction that only repeats the recurrence is not a number of its own.
"""

import hashlib

from msgspec.structs import replace

from solvent.rulebooks.model import FORMAT, Rulebook
from solvent.rulebooks.schedule import repeats
from solvent.units import AMOUNT_DECIMALS


def content(rulebook: Rulebook) -> dict[str, str]:
    """Every rule and number that is not the default, by path, as a rulebook writes it."""
    return {
        path: rulebook.written(path)
        for path, entry in sorted(rulebook.entries.items())
        if not entry.standard and not repeats(rulebook, path)
    }


def hashed(rulebook: Rulebook) -> Rulebook:
    """The same rulebook with its content hash."""
    lines = [FORMAT, f"settlement = {rulebook.settlement}"]
    if rulebook.settlement_decimals != AMOUNT_DECIMALS:
        lines.append(f"settlement_decimals = {rulebook.settlement_decimals}")
    lines += [f"{path} = {text}" for path, text in content(rulebook).items()]
    digest = hashlib.blake2b("\n".join(lines).encode(), digest_size=32).hexdigest()
    return replace(rulebook, content_hash=digest)
