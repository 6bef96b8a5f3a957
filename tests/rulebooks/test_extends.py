"""A rulebook may say only what it changes."""

from pathlib import Path

import pytest

from solvent import rulebooks
from solvent.errors import BadRulebook

HEAD = 'name = "child"\ntitle = "Child"\nextends = "{}"\nours = true\n'


def child(folder: Path, body: str = "", extends: str = "teaching", name: str = "child") -> Path:
    file = folder / f"{name}.toml"
    file.write_text(HEAD.format(extends) + body)
    return file


def test_nothing_changed_is_the_same_rule_set(tmp_path: Path) -> None:
    book = rulebooks.load(child(tmp_path))
    assert book.content_hash == rulebooks.load("teaching").content_hash
    assert (book.name, book.lineage, book.valid_from) == ("child", ("teaching",), "2026-01-01")


def test_a_table_is_changed_line_by_line(tmp_path: Path) -> None:
    book = rulebooks.load(child(tmp_path, '[trigger]\nprice = "last"\n'))
    assert [str(change) for change in rulebooks.diff(rulebooks.load("teaching"), book)] == [
        "trigger.price: mark → last"
    ]


def test_a_table_that_chooses_a_rule_is_taken_whole(tmp_path: Path) -> None:
    book = rulebooks.load(child(tmp_path, '[closing.sizing]\nrule = "all"\n'))
    assert [change.path for change in rulebooks.diff(rulebooks.load("teaching"), book)] == [
        "closing.sizing.rule",
        "closing.sizing.buffer",
        "closing.sizing.assumed_cost",
    ]
    with pytest.raises(BadRulebook, match=r"closing\.sizing: expected buffer"):
        rulebooks.load(child(tmp_path, '[closing.sizing]\nrule = "restore"\n'))


def test_a_number_of_the_rule_may_be_changed_alone(tmp_path: Path) -> None:
    book = rulebooks.load(child(tmp_path, '[closing.sizing]\nbuffer = "30 %"\n'))
    assert book.number("closing.sizing.buffer") == 300_000
    assert book.word("closing.sizing.rule") == "restore"


def test_a_change_of_star_reaches_the_markets_that_do_not_say_otherwise(tmp_path: Path) -> None:
    book = rulebooks.load(
        child(tmp_path, '[markets."*"]\ntaker_fee = "0.2 %"\n[markets.BTC]\nliquidation_fee = "2 %"\n')
    )
    policy = rulebooks.compile(book)
    assert {entry.taker_fee for entry in policy.markets.values()} == {2_000}
    assert policy.markets["BTC"].liquidation_fee == 20_000
    assert policy.markets["*"].liquidation_fee == 10_000


def test_marks_stay_with_what_they_were_said_of(tmp_path: Path) -> None:
    body = '[sources.mail]\npage = "A letter"\nread = 2026-02-01\nevidence = "M"\n'
    body += '[trigger]\nsource = "mail"\nunverified = true\nprice = "index"\n'
    entries = rulebooks.load(child(tmp_path, body)).entries
    price, comparator = entries["trigger.price"], entries["trigger.comparator"]
    assert (price.source, price.unverified, price.ours, Path(price.file).name) == ("mail", True, False, "child.toml")
    assert (comparator.source, comparator.unverified, comparator.ours, comparator.file) == (
        "",
        False,
        True,
        "teaching.toml",
    )


def test_a_path_is_meant_from_the_file_that_says_it(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    child(tmp_path, name="parent")
    file = child(tmp_path / "below", extends="../parent.toml")
    assert rulebooks.load(file).lineage == ("parent", "teaching")


def test_a_fault_of_the_parent_names_the_parent(tmp_path: Path) -> None:
    child(tmp_path, '[trigger]\nprice = "lats"\n', name="parent")
    with pytest.raises(BadRulebook, match="did you mean 'last'") as caught:
        rulebooks.load(child(tmp_path, extends="parent.toml"))
    assert caught.value.where == f"{tmp_path / 'parent.toml'}:6"


@pytest.mark.parametrize(
    ("extends", "message"),
    [
        ("child.toml", "expected no cycle of extends, found child -> child"),
        ("other.toml", "expected no cycle of extends, found child -> other -> child"),
        ("./../{folder}/child.toml", "expected no cycle of extends"),
        ("teachin", "did you mean 'teaching'?"),
        ("gone.toml", "expected a file that can be read"),
        ("", "expected the name or path of a rulebook, found ''"),
        ("deep-0.toml", "expected at most 8 steps of extends"),
    ],
)
def test_what_cannot_be_extended_is_refused(tmp_path: Path, extends: str, message: str) -> None:
    child(tmp_path, extends="child.toml", name="other")
    for depth in range(9):
        child(tmp_path, extends=f"deep-{depth + 1}.toml", name=f"deep-{depth}")
    child(tmp_path, name="deep-9")
    with pytest.raises(BadRulebook) as caught:
        rulebooks.load(child(tmp_path, extends=extends.format(folder=tmp_path.name)))
    assert message in str(caught.value)
    assert caught.value.where.endswith(".toml:3")


def test_extends_must_be_text(tmp_path: Path) -> None:
    file = child(tmp_path)
    file.write_text(file.read_text().replace('"teaching"', "3"))
    with pytest.raises(BadRulebook, match="expected the name or path of a rulebook, found 3"):
        rulebooks.load(file)


def test_the_asset_is_the_parents(tmp_path: Path) -> None:
    with pytest.raises(BadRulebook, match="settlement: expected 'USDC', in which teaching counts, found 'USDT'"):
        rulebooks.load(child(tmp_path, 'settlement = "USDT"\n'))
