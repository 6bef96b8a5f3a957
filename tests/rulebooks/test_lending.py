"""Rulebooks of lending protocols: read exactly, refused with line and reason."""

from pathlib import Path

import pytest

from solvent.errors import BadRulebook
from solvent.policy import Protocol
from solvent.rulebooks.files import HOME
from solvent.rulebooks.lending import lending_names, load_lending, parsed_lending
from solvent.rulebooks.others import find_other, is_lending
from tests.rulebooks.wrong import is_named

TEACHING = load_lending("teaching-loans")


def test_every_shipped_one_compiles_and_none_is_a_venue() -> None:
    for name in lending_names():
        found = load_lending(name)
        assert found.policy.name == name
        assert is_lending(name)
    assert not is_lending("teaching")


def test_rates_are_read_exactly() -> None:
    ether = TEACHING.policy.reserves["WETH"]
    assert (TEACHING.policy.protocol, TEACHING.policy.base_decimals) == (Protocol.AAVE_V2, 18)
    assert (ether.ltv, ether.threshold, ether.bonus, ether.factor) == (8_000, 8_250, 10_500, 1_000)
    assert (ether.optimal, ether.base, ether.slope, ether.steep) == (650_000_000, 0, 80_000_000, 10**9)


def test_the_hash_is_of_the_rules_and_not_of_the_words() -> None:
    other = TEACHING.text.replace("round numbers", "other words").replace('name = "teaching-loans"', 'name = "mine"')
    assert parsed_lending(other).policy.content_hash == TEACHING.policy.content_hash
    stricter = TEACHING.text.replace('"82.5 %"', '"82.51 %"')
    assert parsed_lending(stricter).policy.content_hash != TEACHING.policy.content_hash


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('\nkind = "lending"', '\nkind = "lendin"', "kind: expected 'lending'"),
        ('"aave-v2"', '"aaave-v2"', "did you mean 'aave-v2'"),
        ('ltv = "80 %"', 'ltv = "0.8"', "reserves.WETH.ltv"),
        ('ltv = "80 %"', "ltv = 0.8", "exact figure"),
        ('ltv = "80 %"', 'ltv = "83 %"', "ltv <= threshold"),
        ('ltv = "80 %"', 'ltv = "80.001 %"', "whole hundredths of a percent"),
        ('bonus = "5 %"', 'bonus = "22 %"', "at most 1"),
        ('optimal = "65 %"', 'optimal = "100 %"', "optimal usage between 0 and 1"),
        ("decimals = 18 # of", "decimals = 19 # of", "decimals from 0 to 18"),
        ("decimals = 18 # of", 'decimals = "18" # of', "a whole number"),
        ("base_decimals = 18", "base_decimals = 2", "6 to 18 decimals"),
        ('slope = "8 %"', 'slop = "8 %"', "did you mean 'slope'"),
        ("valid_from = 2026-01-01", 'valid_from = "soon"', "expected a date"),
    ],
)
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, said: str) -> None:
    is_named(parsed_lending, TEACHING.text, old, new, said)


def test_only_a_name_that_is_shipped_or_a_file_that_says_its_kind_is_one(tmp_path: Path) -> None:
    """A path without its ending is no name, wherever it leads, and a name of any length is only not known."""
    assert is_lending("teaching-loans")
    venue = tmp_path / "mine.toml"
    venue.write_text((HOME / "teaching.toml").read_text())
    for name in (
        "../teaching",
        str(venue),
        str(venue.with_suffix("")),
        "x" * 300,
        "x" * 300 + ".toml",
        "\0",
        "\0.toml",
    ):
        assert find_other(name) is None, name
    loans = tmp_path / "loans.toml"
    loans.write_text(TEACHING.text)
    assert is_lending(str(loans))
    assert not is_lending(str(loans.with_suffix("")))


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(BadRulebook, match="did you mean 'teaching-loans'"):
        load_lending("teaching-loan")
    with pytest.raises(BadRulebook, match="can be read"):
        load_lending("none.toml")
