"""Rulebooks: a venue's rules as data.

names()              the shipped ones
load(name_or_path)   one of them or anyone's own file, resolved and checked; BadRulebook names file, line and reason
parsed(text)         the same from a text
compile(rulebook)    the policy the engine reads
lint(name_or_path)   what a careful reader would say of it
diff(old, new)       what differs, number by number
new(name, extends)   writes a file that extends another
page(rulebook)       what it says, as structured data; text(page) in words
toml(rulebook)       one text that stands alone: what the journal keeps beside the policy
others()             those that are not a venue's; find_other, lint_other and diff_others are theirs
"""

from solvent.rulebooks.compiler import compile  # noqa: A004  # it is what it does
from solvent.rulebooks.diff import Change, diff
from solvent.rulebooks.files import load, names, parsed
from solvent.rulebooks.lint import Finding, is_clean, lint
from solvent.rulebooks.model import Entry, Rulebook, Source
from solvent.rulebooks.new import new
from solvent.rulebooks.others import Other, diff_others, find_other, lint_other, others
from solvent.rulebooks.page import Page, page
from solvent.rulebooks.text import text
from solvent.rulebooks.writer import toml

__all__ = [
    "Change",
    "Entry",
    "Finding",
    "Other",
    "Page",
    "Rulebook",
    "Source",
    "compile",
    "diff",
    "diff_others",
    "find_other",
    "is_clean",
    "lint",
    "lint_other",
    "load",
    "names",
    "new",
    "others",
    "page",
    "parsed",
    "text",
    "toml",
]
