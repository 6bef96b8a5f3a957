"""Whoever reads a name can read what it means, and whoever reads a rule, in which unit and by whose word."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.sources import Function, Module, made_by, modules

# The closed list: a number in a rule is one of these. Singular and plural are both words here.
UNITS = {
    *("atom", "atoms", "tick", "ticks", "lot", "lots", "ppm", "ppb", "bp", "ns"),
    *("count", "index", "flag", "bool", "seq", "code", "ratio", "ratios", "part", "parts", "decimals"),
    *("unit", "units", "wei", "ray", "wad", "share", "shares", "scaled", "bits"),
}
NOT_NUMBERS = {"str", "bytes", "None"}


def first_line_is_a_sentence(docstring: str) -> bool:
    """Whether the first paragraph has an end; it may open with a name or a formula."""
    return bool(re.search(r"[.:?!](\s|$)", docstring.strip().split("\n\n")[0]))


def undocumented(module: Module) -> Iterator[str]:
    """Exported names without a docstring. A private file owes one for itself only."""
    if not ast.get_docstring(module.tree):
        yield "the file has no docstring"
    if module.name.rsplit("/", 1)[-1].startswith("_") and not module.name.endswith("__init__.py"):
        return
    for node in module.tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            docstring = ast.get_docstring(node)
            if not docstring:
                yield f"{node.name} has no docstring"
            elif not first_line_is_a_sentence(docstring):
                yield f"{node.name}: the docstring does not begin with a sentence"
    for name, function in made_by(module.tree, "kernel"):
        if not ast.get_docstring(function):
            yield f"kernel {name} has no docstring"


def numbers(function: Function) -> list[str]:
    """Names of the parameters that are numbers: all but those annotated as text."""
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return [a.arg for a in arguments if a.annotation is None or ast.unparse(a.annotation) not in NOT_NUMBERS]


def names_unit(docstring: str, parameter: str) -> bool:
    """Whether some line names the parameter and, after it, a unit."""
    for line in docstring.splitlines():
        _, found, rest = line.partition(parameter) if re.search(rf"\b{parameter}\b", line) else ("", "", "")
        if found and UNITS & set(re.findall(r"[a-z]+", rest.lower())):
            return True
    return False


def unsourced(module: Module) -> Iterator[str]:
    """Rules whose docstring leaves out a unit, or who says that the rule is so."""
    for name, function in made_by(module.tree, "rule"):
        docstring = ast.get_docstring(function)
        if not docstring:
            yield f"rule {name} has no docstring"
            continue
        for parameter in numbers(function):
            if not names_unit(docstring, parameter):
                yield f"rule {name}: no unit for {parameter}"
        if not re.search(r"^\s*Source\b|\bours\b", docstring, re.MULTILINE):
            yield f"rule {name}: neither a line `Source ...` nor the word `ours`"


def complaints(module: Module) -> list[str]:
    return [*undocumented(module), *unsourced(module)]


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_exported_names_and_rules_are_documented(module: Module) -> None:
    assert complaints(module) == []


GOOD = '''"""Margin of a perpetual position."""
def _requirement(notional, rate_ppm, side: str):
    """The margin a position must keep.

    notional  atoms, 0 or more
    rate_ppm  ppm, 0 to 10^6
    returns   atoms, rounded up
    Source    ours
    """
requirement = rule(_requirement)
'''


def test_a_documented_rule_is_accepted() -> None:
    assert complaints(Module("perps/margin.py", GOOD)) == []
    assert complaints(Module("perps/margin.py", GOOD.replace("Source    ours", "Source: Handbook p. 7"))) == []


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('"""Margin of a perpetual position."""\n', "", "the file has no docstring"),
        ("notional  atoms", "notional  plenty", "rule requirement: no unit for notional"),
        ("    rate_ppm  ppm, 0 to 10^6\n", "", "rule requirement: no unit for rate_ppm"),
        ("notional  atoms", "the notional's margin, in atoms: x", ""),
        ("Source    ours", "Reader    yours", "rule requirement: neither a line `Source ...` nor the word `ours`"),
        ("requirement = rule", "def f(): ...\nrequirement = rule", "f has no docstring"),
        ("requirement = rule", "class F: ...\nrequirement = rule", "F has no docstring"),
        ("requirement = rule", "def _f(): ...\nf = kernel(_f)\nrequirement = rule", "kernel f has no docstring"),
        (
            "requirement = rule",
            'def f():\n    """margin stuff"""\nrequirement = rule',
            "f: the docstring does not begin with a sentence",
        ),
    ],
)
def test_a_missing_word_is_noticed(old: str, new: str, complaint: str) -> None:
    assert complaints(Module("perps/margin.py", GOOD.replace(old, new))) == ([complaint] if complaint else [])
