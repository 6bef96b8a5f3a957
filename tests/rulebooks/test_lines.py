"""The line of every key is found, whatever way TOML allows it to be written."""

import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent import rulebooks
from solvent.rulebooks.files import HOME
from solvent.rulebooks.lines import Path, locate
from tests.rulebooks.small import SMALL


def paths(value: Any, at: Path = ()) -> list[Path]:
    """Every path of a parsed text."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [at, *(path for key, item in inner for path in paths(item, (*at, key)))]


def test_tables_keys_and_elements_have_their_lines() -> None:
    text = 'a = 1\n\n[b."c d"]\ne.f = [\n  1, # one\n  { g = 2 },\n]\n[[h]]\ni = 1\n[[h]]\ni = 2\n[h.j]\nk = 3\n'
    lines = locate(text)
    assert {path: lines[path] for path in paths(tomllib.loads(text))} == {
        (): 1,
        ("a",): 1,
        ("b",): 3,
        ("b", "c d"): 3,
        ("b", "c d", "e"): 4,
        ("b", "c d", "e", "f"): 4,
        ("b", "c d", "e", "f", 0): 5,
        ("b", "c d", "e", "f", 1): 6,
        ("b", "c d", "e", "f", 1, "g"): 6,
        ("h",): 8,
        ("h", 0): 8,
        ("h", 0, "i"): 9,
        ("h", 1): 10,
        ("h", 1, "i"): 11,
        ("h", 1, "j"): 12,
        ("h", 1, "j", "k"): 13,
    }


@pytest.mark.parametrize(
    "text",
    [
        'a = "# no [comment] = here"\nb = 1\n',
        "a = '''\n[not.a.table]\nb = 9\n'''\nb = 1\n",
        'a = """\n\\"""x # no \n""""\nb = 1\n',
        "a = 'C:\\path'\nb = 1\n",
        '"a\\u0062" = 1\nb = 1\n',
        "a = [ # [\n '#', \"]\",\n]\nb = 1\n",
        "a = {x = '}', y = [1, 2]}\nb = 1\n",
        "a = 2026-01-01T00:00:00Z # then\nb = 1\n",
        "a.b = 1\na.c = 2\nb = 1\n",
        "a = ''\r\nb = 1\r\n",
        "  [ t . u ]\n x = 1\n[[ t.v ]]\n[[t.v]]\ny = [[], [[1]]]\n[b]\n",
        "a = ''''quoted''''\nb = 1",
    ],
)
def test_no_path_is_missing(text: str) -> None:
    lines = locate(text)
    assert [path for path in paths(tomllib.loads(text)) if path not in lines] == []
    assert lines[("b",)] == max(lines.values())


@pytest.mark.parametrize("file", sorted(HOME.glob("*.toml")), ids=lambda file: file.name)
def test_no_path_of_a_shipped_rulebook_is_missing(file: Any) -> None:
    text = file.read_text("utf-8")
    lines = locate(text)
    for path in paths(tomllib.loads(text)):
        key = path[-1] if path else ""
        assert isinstance(key, int) or key in text.splitlines()[lines[path] - 1]


KEYS = st.sampled_from(["a", "b-1", '"q q"', "'l.l'", '"\\t"'])
SCALARS = st.sampled_from(["1", '"x"', "'#'", "true", "1979-05-27", '"""a\nb"""', "'''\n\"'''", '"\\""', "0xF"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda items: "[" + ", # c ]\n ".join(items) + "]"),
        st.dictionaries(KEYS, inner, max_size=3).map(
            lambda table: "{ " + ", ".join(f"{key} = {item}" for key, item in table.items()) + " }"
        ),
    ),
    max_leaves=8,
)
STATEMENTS = st.one_of(
    st.tuples(st.lists(KEYS, min_size=1, max_size=3).map(" . ".join), VALUES).map(
        lambda pair: f"{pair[0]} = {pair[1]}"
    ),
    st.lists(KEYS, min_size=1, max_size=3).map(lambda keys: f"[{'.'.join(keys)}]"),
    st.lists(KEYS, min_size=1, max_size=3).map(lambda keys: f"[[{'.'.join(keys)}]]  # more"),
    st.just("# a comment"),
    st.just(""),
)


@given(st.lists(STATEMENTS, max_size=8).map("\n".join))
def test_whatever_the_standard_reader_accepts_is_located(text: str) -> None:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        locate(text)  # says nothing useful, but comes back
        return
    lines = locate(text)
    assert [path for path in paths(data) if path not in lines] == []
    assert all(1 <= line <= text.count("\n") + 1 for line in lines.values())


@given(st.text(alphabet="ab=.[]{},\"'#\n \\1", max_size=40))
def test_a_text_that_is_no_toml_does_not_hold_the_walk(text: str) -> None:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(paths(data)) <= set(locate(text))


def test_the_small_rulebook_is_one() -> None:
    assert rulebooks.parsed(SMALL).name == "small"
