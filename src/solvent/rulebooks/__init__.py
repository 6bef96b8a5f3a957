"""Rulebooks: a venue's rules as data.

load(name_or_path)   a rulebook, resolved and checked
compile(rulebook)    the policy the engine reads
"""

from solvent.rulebooks.compiler import compile  # noqa: A004
from solvent.rulebooks.files import load, names, parsed
from solvent.rulebooks.model import Entry, Rulebook, Source

__all__ = ["Entry", "Rulebook", "Source", "compile", "load", "names", "parsed"]
