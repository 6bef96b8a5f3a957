"""The source files as the house tests see them."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "solvent"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One file: its name below src/solvent, its text and its tree."""

    name: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return parsed(self.text)

    @property
    def room(self) -> str:
        """The first part of its name: `perps` for perps/margin.py, `book` for book.py."""
        return self.name.split("/")[0].removesuffix(".py")


@cache
def parsed(text: str) -> ast.Module:
    return ast.parse(text)


@cache
def modules() -> tuple[Module, ...]:
    """Every Python file of the package, in order of name."""
    files = sorted(SOURCE.rglob("*.py"))
    return tuple(Module(file.relative_to(SOURCE).as_posix(), file.read_text("utf-8")) for file in files)


def functions(tree: ast.AST) -> Iterator[Function]:
    """Every function at any depth."""
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))


def made_by(tree: ast.Module, *makers: str) -> Iterator[tuple[str, Function]]:
    """(public name, function) for each `name = rule(_name)` or `name = kernel(_name, ...)`."""
    named = {node.name: node for node in functions(tree)}
    for node in ast.walk(tree):
        match node:
            case ast.Assign(
                targets=[ast.Name(id=public)],
                value=ast.Call(func=ast.Name(id=maker), args=[ast.Name(id=private), *_]),
            ) if maker in makers and private in named:
                yield public, named[private]


def body_without_docstring(node: Function) -> list[ast.stmt]:
    """The statements of a function, its docstring left out."""
    return node.body[1:] if ast.get_docstring(node, clean=False) is not None else node.body
