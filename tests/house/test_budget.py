"""A reader's budget: small files, small functions, smaller rules."""

from statistics import median

import pytest

from tests.house.sources import Function, Module, body_without_docstring, functions, made_by, modules

MEDIAN_FILE = 150
A_MEDIAN_NEEDS = 12  # a handful of first files says nothing
LONGEST_FILE = 400
LONGEST_FUNCTION = 60
LONGEST_RULE = 20


def function_lines(node: Function) -> int:
    """Lines from `def` to the end, the docstring not counted."""
    lines = (node.end_lineno or node.lineno) - node.lineno + 1
    if len(body_without_docstring(node)) < len(node.body):
        docstring = node.body[0]
        lines -= (docstring.end_lineno or docstring.lineno) - docstring.lineno + 1
    return lines


def rule_lines(node: Function, text: str) -> int:
    """Lines of code in the body: no docstring, no blank line, no comment, no signature."""
    body = body_without_docstring(node)
    if not body:
        return 0
    lines = text.splitlines()[body[0].lineno - 1 : node.end_lineno]
    return sum(1 for line in lines if line.strip() and not line.lstrip().startswith("#"))


def complaints(module: Module) -> list[str]:
    """What in one file is over the budget."""
    found = []
    if (length := len(module.text.splitlines())) > LONGEST_FILE:
        found.append(f"the file has {length} lines, at most {LONGEST_FILE} are allowed")
    for node in functions(module.tree):
        if (length := function_lines(node)) > LONGEST_FUNCTION:
            found.append(f"function {node.name} has {length} lines, at most {LONGEST_FUNCTION} are allowed")
    for name, node in made_by(module.tree, "rule"):
        if (length := rule_lines(node, module.text)) > LONGEST_RULE:
            found.append(f"rule {name} has {length} lines, at most {LONGEST_RULE} are allowed")
    return found


@pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)
def test_files_functions_and_rules_are_small(module: Module) -> None:
    assert complaints(module) == []


def test_the_median_file_is_small() -> None:
    lengths = [len(module.text.splitlines()) for module in modules()]
    assert len(lengths) < A_MEDIAN_NEEDS or median(lengths) < MEDIAN_FILE


def snippet(lines: int, docstring: int = 0) -> str:
    """A rule with that many lines of code and lines of docstring."""
    words = "".join(f"    word {i}\n" for i in range(docstring - 2))
    doc = f'    """\n{words}    """\n' if docstring else ""
    return "def _f(\n    a,\n):\n" + doc + "    a += 1\n" * lines + "f = rule(_f)\n"


@pytest.mark.parametrize(
    ("text", "over"),
    [
        (snippet(20, docstring=30), 0),
        (snippet(21), 1),
        (snippet(20) + "\n" * 400, 1),
        (snippet(57).replace("rule", "kernel"), 0),
        (snippet(58).replace("rule", "kernel"), 1),
        (snippet(61), 2),
        (snippet(20).replace("    a += 1\n", "    # why\n\n    a += 1\n"), 1),  # over as a function, not as a rule
    ],
)
def test_the_budget_can_be_overdrawn(text: str, over: int) -> None:
    assert len(complaints(Module("perps/margin.py", text))) == over
