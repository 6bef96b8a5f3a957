"""The verifier is a house of its own: the standard library alone, nothing of solvent, and as small."""

import ast
import sys
import tomllib
from pathlib import Path

import pytest

from solvent.policy import BasisOf, Comparator, Fallback, IndexRule, MarkRule, PriceRole
from solvent.reports.bundle.records import named
from solvent_verify.listed import LISTED
from solvent_verify.shape import SHAPES
from tests.house import test_budget, test_docstrings
from tests.house.sources import ROOT, Module

HOME = ROOT / "verify"
OWN = {"solvent_verify", "verify_tests"}
FILES = sorted(HOME.rglob("*.py"))


def module(file: Path) -> Module:
    return Module(file.relative_to(HOME).as_posix(), file.read_text("utf-8"))


def imported(tree: ast.Module) -> set[str]:
    """The top-level packages a file imports, at any depth."""
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    return {name.split(".")[0] for name in names}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_it_imports_the_standard_library_and_itself(file: Path) -> None:
    found = imported(module(file).tree)
    assert found <= set(sys.stdlib_module_names) | OWN
    assert not found & {"importlib", "runpy", "subprocess"}
    assert "solvent" not in found


def test_an_import_of_the_engine_would_be_noticed() -> None:
    assert imported(ast.parse("def f():\n    from solvent.prices import mark")) == {"solvent"}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_it_keeps_the_budget_of_the_house(file: Path) -> None:
    assert test_budget.complaints(module(file)) == []
    if file.parent.name == "solvent_verify":
        assert list(test_docstrings.undocumented(module(file))) == []


@pytest.mark.parametrize("file", [file for file in FILES if file.parent.name == "solvent_verify"], ids=lambda f: f.name)
def test_it_has_no_float(file: Path) -> None:
    for node in ast.walk(module(file).tree):
        assert not (
            isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div) and not isinstance(node.left, ast.Name)
        )
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))
        assert not (isinstance(node, ast.Name) and node.id in ("float", "round"))


def test_its_distribution_depends_on_nothing() -> None:
    project = tomllib.loads((HOME / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["dependencies"] == []
    assert project["requires-python"] == ">=3.11"


def test_what_is_listed_are_rules_of_the_engine_by_their_names() -> None:
    engine = {"index": IndexRule, "mark": MarkRule, "basis": BasisOf, "fallback": Fallback, "trigger": PriceRole,
              "comparator": Comparator}  # fmt: skip
    for kind, rules in engine.items():
        assert set(LISTED[kind]) <= {named(rule) for rule in rules}, kind


def test_the_page_has_every_record_field_and_rule(root: Path) -> None:
    page = (root / "docs" / "bundle-format.md").read_text("utf-8")
    fields = {name for shape in SHAPES.values() for name in _names(shape)}
    rules = {name for kind in ("index", "mark", "trigger", "comparator", "basis") for name in LISTED[kind]}
    missing = [name for name in sorted({*SHAPES, *fields, *rules}) if f"`{name}`" not in page]
    assert missing == []


def _names(shape: object) -> set[str]:
    if isinstance(shape, dict):
        return set(shape) | {name for part in shape.values() for name in _names(part)}
    return {name for part in shape for name in _names(part)} if isinstance(shape, list) else set()
