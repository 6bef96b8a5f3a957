"""Whatever is done to a rulebook, the answer is a rulebook or a refusal that says where."""

import re
import tomllib
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from solvent import rulebooks
from solvent.errors import BadRulebook
from solvent.policy import Policy
from solvent.rulebooks.catalogue import RULES
from solvent.rulebooks.files import HOME
from solvent.rulebooks.lint import findings
from solvent.rulebooks.model import Rulebook
from solvent.units import MAX_AMOUNT, MAX_RATE, PPM
from tests.rulebooks.small import SMALL
from tests.rulebooks.test_prices import FULL, OWN

TEXTS = [SMALL, FULL + OWN, *(file.read_text("utf-8") for file in sorted(HOME.glob("*.toml")))]
WORDS = sorted(
    {rule.name for rule in RULES}
    | {key for text in TEXTS for key in re.findall(r"^\s*([a-z_]+) =", text, re.MULTILINE)}
    | {
        "*",
        "",
        "teaching",
        "last-full",
        "-1 USDC",
        "0 x",
        "1e30 %",
        "²5 %",
        "1 %%",
        "nan %",
        "5  USDC ",
        "9" * 40 + " s",
    }
)


def answer(text: str) -> Rulebook | BadRulebook:
    """The rulebook or the refusal; anything else that is raised fails the test."""
    try:
        return rulebooks.parsed(text, "fuzz.toml", HOME)
    except BadRulebook as error:
        return error


def judged(text: str) -> None:
    """Loads a text; what is accepted must compile, stand alone and be within the limits."""
    book = answer(text)
    if isinstance(book, BadRulebook):
        assert re.match(r"\S+\.toml(:\d+)?$", book.where), book.where
        file, _, line = book.where.partition(":")
        if file == "fuzz.toml" and line:
            assert 1 <= int(line) <= text.count("\n") + 1
        return
    policy = rulebooks.compile(book)
    sound(policy)
    assert rulebooks.compile(rulebooks.parsed(rulebooks.toml(book))) == policy
    findings(book)
    rulebooks.text(rulebooks.page(book))


def sound(policy: Policy) -> None:
    """The limits the engine relies on."""
    assert "*" in policy.markets
    assert policy.takers[-1].kind.name == "ADL"
    for prices in (policy.prices, *(entry.prices for entry in policy.markets.values() if entry.prices)):
        assert prices.min_sources >= 1
        assert prices.trigger == policy.prices.trigger
        assert prices.gates.readmit <= (prices.gates.deviation or PPM)
        assert max(prices.index.cap, prices.index.step, prices.forms.cap) < PPM
        assert (prices.resume.quorum == 0) == (prices.resume.band == 0)
        assert prices.gates.rhythm == 0 or prices.gates.rhythm >= PPM
    assert all(
        0 < low < high < PPM
        for low, high in zip((0, *policy.closing.warnings), policy.closing.warnings, strict=False)
        if low
    )
    for entry in policy.markets.values():
        assert entry.tiers[0].floor == 0
        assert all(a.floor < b.floor <= MAX_AMOUNT for a, b in pairwise(entry.tiers))
        for tier in entry.tiers:
            assert 0 <= tier.mm_num <= MAX_RATE
            assert 1 <= tier.mm_den <= 2 * MAX_RATE
            assert 1 <= tier.im_num <= tier.im_den <= MAX_RATE
            assert 0 <= tier.deduction <= MAX_AMOUNT
            assert tier.mm_num * tier.mm_fraction * tier.im_den < tier.im_num * tier.mm_den * PPM


def replaced_at(text: str, start: int, length: int, new: str) -> str:
    start %= len(text) + 1
    return text[:start] + new + text[start + length :]


@given(
    st.sampled_from(TEXTS),
    st.lists(
        st.tuples(st.integers(0, 10**6), st.integers(0, 12), st.one_of(st.text(max_size=4), st.sampled_from(WORDS))),
        min_size=1,
        max_size=3,
    ),
)
def test_characters_may_be_anything(text: str, edits: list[tuple[int, int, str]]) -> None:
    for start, length, new in edits:
        text = replaced_at(text, start, length, new)
    judged(text)


@given(
    st.sampled_from(TEXTS), st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from(["drop", "double", "swap"])
)
def test_lines_may_be_anywhere(text: str, one: int, other: int, what: str) -> None:
    lines = text.splitlines()
    one, other = one % len(lines), other % len(lines)
    if what == "drop":
        del lines[one]
    elif what == "double":
        lines.insert(other, lines[one])
    else:
        lines[one], lines[other] = lines[other], lines[one]
    judged("\n".join(lines))


@given(st.sampled_from(TEXTS), st.integers(0, 10**6), st.sampled_from(WORDS))
def test_words_may_be_other_words(text: str, which: int, word: str) -> None:
    places = list(re.finditer(r'"([^"\n]*)"', text))
    place = places[which % len(places)]
    judged(text[: place.start(1)] + word + text[place.end(1) :])


NUMBERS = st.one_of(
    st.integers(-1, 200).map(str),
    st.decimals(0, 200, places=5).map(str),
    st.integers(0, 10**20).map(str),
)


@given(st.sampled_from(TEXTS), st.integers(0, 10**6), NUMBERS)
def test_figures_may_be_other_figures(text: str, which: int, figure: str) -> None:
    places = list(re.finditer(r'(?<=")[\d_.]+(?= )', text))
    assume(places)  # a rulebook may change words only
    place = places[which % len(places)]
    judged(text[: place.start()] + figure + text[place.end() :])


LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.sampled_from(WORDS),
    st.text(max_size=6),
    st.dates(),
    st.datetimes(),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.sampled_from(WORDS), st.integers(), max_size=2),
)


def inline(value: Any) -> str:
    """A value as TOML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{inline(str(key))} = {inline(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(inline, value)) + "]"
    if isinstance(value, str):
        return '"' + "".join(f"\\U{ord(c):08x}" if not c.isalnum() or ord(c) > 126 else c for c in value) + '"'
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


@given(st.sampled_from(TEXTS), st.data())
def test_the_structure_may_be_any_other(text: str, data: st.DataObject) -> None:
    tree: Any = tomllib.loads(text)
    place, path = tree, []
    while isinstance(place, dict | list) and place:
        keys = sorted(place) if isinstance(place, dict) else range(len(place))
        path.append((place, data.draw(st.sampled_from(keys))))
        place = place[path[-1][1]]
        if data.draw(st.booleans()) and len(path) > 1:
            break
    holder, key = path[-1]
    leaf = data.draw(LEAVES)
    if leaf is None:
        del holder[key]
    else:
        holder[key] = leaf
    try:
        rewritten = "\n".join(f"{inline(key)} = {inline(value)}" for key, value in tree.items())
        tomllib.loads(rewritten)
    except ValueError:
        return  # a surrogate, which TOML cannot hold
    judged(rewritten)


@given(st.binary(max_size=200), st.integers(0, 10**6))
def test_bytes_may_be_anything(tmp_path_factory: pytest.TempPathFactory, junk: bytes, at: int) -> None:
    whole = SMALL.encode()
    at %= len(whole)
    file: Path = tmp_path_factory.getbasetemp() / "fuzz.toml"
    file.write_bytes(whole[:at] + junk + whole[at + len(junk) :])
    remarks = rulebooks.lint(file)
    assert all(remark.file in (str(file), "teaching.toml") for remark in remarks)
