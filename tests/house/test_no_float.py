"""Money is counted in integers, divided in one file only, and judged without clock, chance or network."""

import ast
from collections.abc import Iterator

import pytest

from tests.house.sources import Module, functions, made_by, modules

# Rooms where nothing divides and nothing is a float. Elsewhere the same holds inside every rule and kernel.
INTEGER_ROOMS = {
    *("errors", "units", "fixed", "reasons", "policy", "columns"),
    *("ledger", "health", "grid", "tiers", "commands", "events"),
    *("prices", "perps", "lending", "liquidation", "book"),
    *("apply", "revalue", "engine"),
}
MAY_DIVIDE = {"fixed.py", "_checked.py"}
MAY_FLOAT = {"revalue/guard.py"}  # sizes its guards in floats, which decide nothing
# runtime and everything above it may know what time it is.
HOST = {"runtime", "feeds", "stores", "reports", "lab", "service", "cli", "__main__"}

FORBIDDEN_NAMES = {"float", "round", "divmod", "complex"}
FORBIDDEN_OF_NUMPY = {
    *("float16", "float32", "float64", "longdouble", "double", "divide", "true_divide", "floor_divide"),
    *("mean", "average", "median", "sqrt", "log", "exp", "linspace"),
}
OUTSIDE_WORLD = {"random", "secrets", "uuid", "time", "socket", "ssl", "asyncio", "urllib", "http", "websockets"}
CLOCK_READINGS = {"now", "utcnow", "today"}


def joins_a_path(node: ast.AST) -> bool:
    """Whether a / stands in folder / "name" / more, which no number can."""
    if not isinstance(node, ast.BinOp):
        return False
    named = isinstance(node.right, ast.JoinedStr) or isinstance(getattr(node.right, "value", None), str)
    return named or joins_a_path(node.left)


def not_integer(tree: ast.AST, may_divide: bool = False) -> Iterator[str]:
    """Each place that divides or touches a float."""
    for node in ast.walk(tree):
        match node:
            case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()) if not joins_a_path(node):
                yield f"line {node.lineno}: / makes a float; use mul_div_down or mul_div_up"
            case ast.BinOp(op=ast.FloorDiv()) | ast.AugAssign(op=ast.FloorDiv()) if not may_divide:
                yield f"line {node.lineno}: // hides its rounding; use mul_div_down or mul_div_up"
            case ast.Name(id=name) if name in FORBIDDEN_NAMES:
                yield f"line {node.lineno}: {name}"
            case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=name) if name in FORBIDDEN_OF_NUMPY:
                yield f"line {node.lineno}: numpy's {name} makes floats"
            case ast.Constant(value=float() | complex()):
                yield f"line {node.lineno}: the literal {node.value} is a float"


def imports(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """(line, top-level package) of each import."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.lineno, node.module.split(".")[0]


def not_hermetic(tree: ast.AST, may_float: bool = False) -> Iterator[str]:
    """Each place that could give another answer on another day or machine."""
    for line, package in imports(tree):
        if package in OUTSIDE_WORLD or (package == "math" and not may_float):
            yield f"line {line}: imports {package}"
    for node in ast.walk(tree):
        match node:
            case ast.Attribute(value=ast.Name(id="datetime" | "date"), attr=name) if name in CLOCK_READINGS:
                yield f"line {node.lineno}: {name} reads a clock"
            case ast.Attribute(value=ast.Attribute(attr="datetime" | "date"), attr=name) if name in CLOCK_READINGS:
                yield f"line {node.lineno}: {name} reads a clock"
            case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr="random"):
                yield f"line {node.lineno}: numpy's random"


def complaints(module: Module) -> list[str]:
    """What is wrong with one file, each with its line."""
    found: list[str] = []
    if module.room in INTEGER_ROOMS or module.name in MAY_DIVIDE:
        if module.name not in MAY_FLOAT:
            found += not_integer(module.tree, may_divide=module.name in MAY_DIVIDE)
    else:
        for _, function in made_by(module.tree, "rule", "kernel"):
            found += not_integer(function)
    if module.room not in HOST:
        found += not_hermetic(module.tree, may_float=module.name in MAY_FLOAT)
    return found


def test_the_checker_has_files_to_look_at() -> None:
    looked_at = [module.name for module in modules() if module.room in INTEGER_ROOMS]
    assert "fixed.py" in looked_at
    assert "units.py" in looked_at


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_no_float_and_no_outside_world(module: Module) -> None:
    assert complaints(module) == []


@pytest.mark.parametrize(
    "line",
    [
        "x = a / b",
        "x = a // b",
        "a /= b",
        "a //= b",
        "x = float(a)",
        "def f(a: float) -> int: ...",
        "x = round(a)",
        "x = divmod(a, b)",
        "x = 0.5",
        "x = 1e6",
        "x = np.float64(a)",
        "x = numpy.mean(a)",
        "import math",
        "from math import sqrt",
        "import random",
        "from time import time_ns",
        "import socket",
        "x = datetime.now(UTC)",
        "x = datetime.datetime.utcnow()",
        "x = date.today()",
        "x = np.random.default_rng(1)",
    ],
)
def test_the_checker_refuses(line: str) -> None:
    assert len(complaints(Module("perps/margin.py", line))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "x = mul_div_down(a, b, c)",
        "x = a * b - c",
        "x = 10**6",
        "x = a % b",
        "when: datetime",
        '"""a / b"""',
        "x = home / 'a' / b",
    ],
)
def test_the_checker_accepts(line: str) -> None:
    assert complaints(Module("perps/margin.py", line)) == []


def test_only_fixed_divides() -> None:
    assert complaints(Module("fixed.py", "x = a // b")) == []
    assert complaints(Module("fixed.py", "x = a / b")) != []
    assert complaints(Module("units.py", "x = a // b")) != []


def test_only_the_guard_floats() -> None:
    assert complaints(Module("revalue/guard.py", "import math\nx = 0.5 * math.sqrt(a / b)")) == []
    assert complaints(Module("revalue/guard.py", "import time")) != []


def test_a_rule_above_the_rule_rooms_is_checked_too() -> None:
    assert complaints(Module("lab/impact.py", "def _f(a): return a / 2\nf = rule(_f)")) != []
    assert complaints(Module("lab/impact.py", "import time\ndef _f(a): return a / 2")) == []


def test_a_journal_may_build_paths_but_not_read_a_clock() -> None:
    assert complaints(Module("journal.py", "x = folder / 'name'")) == []
    assert complaints(Module("journal.py", "import time")) != []


def test_functions_of_a_snippet_are_found() -> None:
    assert [f.name for f in functions(ast.parse("class A:\n    def f(self): ...\nasync def g(): ..."))] == ["g", "f"]
