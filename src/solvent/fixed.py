"""Exact integer arithmetic, and one rule text at two speeds.

The only file with two implementations. A *rule* is a function over scalars in plain integer arithmetic; a *kernel* is a
loop over columns that stands under its rule. CPython runs either with unbounded integers. Numba compiles the same text,
with every `+`, `-`, `*` and `abs` replaced by one that raises on overflow; nothing wraps silently. Which of the two
ran can never be seen in a result (parity tests), only in the time it took.

    def _equity(cash, lots, ticks): ...
    equity = rule(_equity)

    def _sweep(cash, lots, ticks, out): ...
    sweep = kernel(_sweep, out=("out",))

Only `mul_div_down` and `mul_div_up` divide, so every division names the direction of its
rounding; ratios are compared by `product_below`, which does not.
"""

import ast
import hashlib
import inspect
import os
import textwrap
from collections.abc import Callable
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any, ClassVar, TypeVar

F = TypeVar("F", bound=Callable[..., Any])

_RULES: dict[FunctionType, FunctionType] = {}
_COMPILED: dict[FunctionType, Any] = {}


def mul_div_down(a: int, b: int, c: int) -> int:
    """The largest integer not above a * b / c; c must be 1 or more."""
    if c < 1:
        raise ValueError("mul_div: the divisor must be 1 or more")
    return a * b // c


def mul_div_up(a: int, b: int, c: int) -> int:
    """The smallest integer not below a * b / c; c must be 1 or more."""
    if c < 1:
        raise ValueError("mul_div: the divisor must be 1 or more")
    return -(-a * b // c)


def product_below(a: int, b: int, c: int, d: int) -> bool:
    """Whether a * b < c * d, exactly: how ratios are compared without dividing."""
    return a * b < c * d


def root_up(value: int) -> int:
    """The smallest integer whose square is not below a value of 0 or more."""
    if value < 0:
        raise ValueError("root: a number below 0 has none")
    found = 1 << ((value.bit_length() + 1) >> 1)
    while found * found >= value > 0:  # from above, one Newton step at a time
        nearer = (found + value // found) >> 1
        if nearer >= found:
            break
        found = nearer
    return 0 if value == 0 else found + (found * found < value)


def lowest_terms(num: int, den: int) -> tuple[int, int]:
    """A ratio of integers of 0 and more, divided by all they share; den must be 1 or more."""
    if den < 1 or num < 0:
        raise ValueError("ratio: the parts must be 0 or more, and the lower one 1 or more")
    shared, rest = den, num
    while rest:
        shared, rest = rest, shared % rest
    return num // shared, den // shared


def rule(function: F) -> F:
    """Names a scalar rule: the same function under its public name, and known to the compiler."""
    assert isinstance(function, FunctionType)
    public = FunctionType(function.__code__, function.__globals__, function.__name__.lstrip("_"), function.__defaults__)
    public.__doc__, public.__annotations__ = function.__doc__, function.__annotations__
    public.__module__ = function.__module__
    _RULES[public] = function
    return public  # type: ignore[return-value]  # the same signature under another name


class Kernel:
    """A loop over int64 columns that runs interpreted while that is cheaper, compiled from then on.

    Importing Numba costs what some 300,000 interpreted rows cost. The choice is that of a skier who does not know how
    often he will ski: rent (interpret) until the rent paid equals the price (import), then buy. SOLVENT_KERNELS set to
    `interpreted` or `compiled` overrides it.
    """

    RENT_ROWS = 300_000
    rented = 0

    def __init__(self, function: FunctionType, out: tuple[str, ...]) -> None:
        self.function = function
        self.__name__ = function.__name__.lstrip("_")
        self.__doc__ = function.__doc__
        self.__module__ = function.__module__
        names = list(inspect.signature(function).parameters)
        unknown = [name for name in out if name not in names]
        assert not unknown, f"{self.__name__}: out names no parameter: {unknown}"
        self._out = tuple(names.index(name) for name in out)

    def __call__(self, *columns: Any) -> Any:
        """Runs over the columns; the `out` columns are written in place."""
        mode = os.environ.get("SOLVENT_KERNELS", "auto")
        if mode == "compiled" or (mode == "auto" and Kernel.rented > Kernel.RENT_ROWS):
            return self.compiled(*columns)
        Kernel.rented += max((len(column) for column in columns if getattr(column, "ndim", 0)), default=1)
        return self.interpreted(*columns)

    def interpreted(self, *columns: Any) -> Any:
        """The same text under CPython, on Python integers, so that nothing can wrap."""
        lists = [column.tolist() if hasattr(column, "tolist") else column for column in columns]
        result = self.function(*lists)
        for position in self._out:
            if hasattr(columns[position], "tolist"):
                columns[position][:] = lists[position]
        return result

    def compiled(self, *columns: Any) -> Any:
        """The same text compiled by Numba, overflow checked."""
        return _compile(self.function)(*columns)


def kernel(function: Callable[..., Any], out: tuple[str, ...] = ()) -> Kernel:
    """Names a loop over columns; `out` lists the parameters it writes."""
    assert isinstance(function, FunctionType)
    return Kernel(function, out)


def compiled_rule(function: Callable[..., Any]) -> Any:
    """The compiled twin of a rule, for parity tests and benchmarks."""
    assert isinstance(function, FunctionType)
    return _compile(_RULES[function])


class _Checked(ast.NodeTransformer):
    """Replaces + - * abs by calls that raise on overflow; indices become unsigned, since none counts from the end."""

    NAMES: ClassVar = {ast.Add: "checked_add", ast.Sub: "checked_sub", ast.Mult: "checked_mul"}

    def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
        self.generic_visit(node)
        name = self.NAMES.get(type(node.op))
        if name is None:
            return node
        return ast.copy_location(ast.Call(ast.Name(name, ast.Load()), [node.left, node.right], []), node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        if isinstance(node.op, ast.USub) and not isinstance(node.operand, ast.Constant):
            return self.visit_BinOp(ast.copy_location(ast.BinOp(ast.Constant(0), ast.Sub(), node.operand), node))
        return self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "abs":
            node.func.id = "checked_abs"
        return node

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        self.generic_visit(node)
        node.slice = ast.copy_location(ast.Call(ast.Name("as_index", ast.Load()), [node.slice], []), node.slice)
        return node

    def visit_AugAssign(self, node: ast.AugAssign) -> ast.AST:
        load = ast.parse(ast.unparse(node.target), mode="eval").body
        value = self.visit(ast.BinOp(load, node.op, node.value))
        return ast.copy_location(ast.Assign([self.visit(node.target)], value), node)


def _checked_text(function: FunctionType) -> Any:
    """The code object of a function with checked arithmetic, at its own place in its own file."""
    lines, first = inspect.getsourcelines(function)
    tree = _Checked().visit(ast.parse(textwrap.dedent("".join(lines))))
    tree.body[0].returns = None
    for argument in tree.body[0].args.args:
        argument.annotation = None
    ast.fix_missing_locations(ast.increment_lineno(tree, first - 1))
    return compile(tree, function.__code__.co_filename, "exec")


def _compile(function: FunctionType) -> Any:
    """Numba's version of a rule or kernel, with the compiled versions of the rules it calls."""
    if function in _COMPILED:
        return _COMPILED[function]
    numba = _numba()
    scope: dict[str, Any] = dict(function.__globals__) | _numba_operations()
    calls = [name for name in function.__code__.co_names if _is_rule(scope.get(name))]
    for name in calls:
        scope[name] = _compile(_RULES[scope[name]])
    exec(_checked_text(function), scope)
    checked = scope[function.__name__]
    leaf = function in _RULES.values() and not calls  # calling one costs a kernel more than what it does
    _COMPILED[function] = numba.njit(cache=True, error_model="numpy", forceinline=leaf)(checked)
    return _COMPILED[function]


def _is_rule(value: Any) -> bool:
    return isinstance(value, FunctionType) and value in _RULES


def source_digest(root: Path) -> str:
    """A name for the sources below a folder: another one as soon as anything a compiled rule consists of changes.

    That is every file a rule or kernel stands in, the folder's own files, and those of `policy`: what they are compiled
    with (`_checked`) and the numbers they take from elsewhere (`units`, `policy.choices`).
    """
    digest, numbers = hashlib.blake2b(digest_size=8), (root, root / "policy")
    for path in sorted(root.rglob("*.py")):
        text = path.read_bytes()
        if path.parent in numbers or b"rule(" in text or b"kernel(" in text:
            digest.update(f"{path.relative_to(root).as_posix()}\0{len(text)}\0".encode() + text)
    return digest.hexdigest()


@cache
def _cache_folder() -> str:
    """Where Numba keeps what it compiled: a folder that changes with the sources."""
    home = os.environ.get("NUMBA_CACHE_DIR") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return str(Path(home) / "solvent" / source_digest(Path(__file__).parent))


def _numba() -> Any:
    """Numba, told where to keep its cache: by itself it does not notice a changed helper in another file."""
    import numba

    numba.config.CACHE_DIR = _cache_folder()
    return numba


def _numba_operations() -> dict[str, Any]:
    from solvent import _checked

    return _checked.OPERATIONS
