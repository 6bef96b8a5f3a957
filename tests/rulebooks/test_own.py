"""Starting, comparing and reading rulebooks."""

from pathlib import Path

import msgspec
import pytest

from solvent import rulebooks
from solvent.errors import BadRulebook
from solvent.policy import Payer, Taker
from solvent.rulebooks.catalogue import RULES, Family, Rule, rules
from solvent.rulebooks.kinds import Kind, Parameter
from solvent.rulebooks.page import Page
from tests.rulebooks.small import SMALL, TIERS, changed

each = pytest.mark.parametrize("name", rulebooks.names())


@each
def test_a_new_rulebook_changes_nothing_and_is_clean(name: str, tmp_path: Path) -> None:
    file = rulebooks.new("mine", name, tmp_path)
    assert file == tmp_path / "mine.toml"
    assert rulebooks.is_clean(rulebooks.lint(file))
    assert rulebooks.diff(rulebooks.load(name), rulebooks.load(file)) == ()


@each
def test_every_line_it_shows_may_be_taken(name: str, tmp_path: Path) -> None:
    file = rulebooks.new("mine", name, tmp_path)
    head, _, body = file.read_text("utf-8").partition("\n\n# [")
    lines = ("# [" + body).splitlines()
    file.write_text(head + "\n\n" + "\n".join(line.removeprefix("# ") for line in lines) + "\n")
    assert rulebooks.diff(rulebooks.load(name), rulebooks.load(file)) == ()
    assert rulebooks.load(file).entries["trigger.price"].ours


def test_one_of_ones_own_may_be_extended_too(tmp_path: Path) -> None:
    first = rulebooks.new("first", "teaching", tmp_path)
    (tmp_path / "deeper").mkdir()
    second = rulebooks.new("second", str(first), tmp_path / "deeper")
    assert 'extends = "../first.toml"' in second.read_text("utf-8")
    assert rulebooks.load(second).lineage == ("first", "teaching")


@pytest.mark.parametrize(
    ("name", "extends", "message"),
    [
        ("Mine", "teaching", "expected a name of small letters"),
        ("../mine", "teaching", "expected a name of small letters"),
        ("teaching", "last-full", "which is a shipped rulebook"),
        ("mine", "teachin", "did you mean 'teaching'"),
        ("taken", "teaching", "expected a file that is not there yet"),
    ],
)
def test_what_cannot_be_started_is_refused(name: str, extends: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "taken.toml").write_text("mine")
    with pytest.raises(BadRulebook, match=message):
        rulebooks.new(name, extends, tmp_path)
    assert (tmp_path / "taken.toml").read_text() == "mine"
    assert [file.name for file in tmp_path.iterdir()] == ["taken.toml"]


def test_nowhere_to_write_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRulebook, match="expected a place to write to: No such file"):
        rulebooks.new("mine", "teaching", tmp_path / "nowhere")


def test_a_difference_is_told_as_old_and_new() -> None:
    text = changed(TIERS, TIERS.replace('"5 %"', '"6 %"').replace(', deduction = "3_000 USDC"', ""))
    text = text.replace("[markets.BTC.margin]", "[markets.ETH.margin]").replace('cooldown = "5 s"', "")
    changes = {
        change.path: (change.old, change.new)
        for change in rulebooks.diff(rulebooks.parsed(SMALL), rulebooks.parsed(text))
    }
    assert changes["markets.*.margin.tiers.2.maintenance"] == ("5 %", "6 %")
    # BTC fell back on "*", ETH got its own: both are compared with what held before.
    assert changes["markets.BTC.margin.rule"] == ("flat", "tiers")
    assert changes["markets.ETH.margin.rule"] == ("tiers", "flat")
    assert changes["markets.ETH.margin.tiers.1.floor"] == ("0 USDC", "")
    assert "markets.BTC.taker_fee" not in changes


def test_a_difference_of_dates_and_assets_is_told() -> None:
    later = rulebooks.parsed(changed("valid_from = 2026-01-01", "valid_from = 2026-06-01").replace("USDC", "USDT"))
    paths = [change.path for change in rulebooks.diff(rulebooks.parsed(SMALL), later)]
    assert paths[:2] == ["valid_from", "settlement"]


@each
def test_a_rulebook_does_not_differ_from_itself(name: str) -> None:
    book = rulebooks.load(name)
    assert rulebooks.diff(book, book) == ()


@each
def test_a_page_says_everything(name: str) -> None:
    book = rulebooks.load(name)
    page = rulebooks.page(book)
    words = rulebooks.text(page)
    assert msgspec.json.decode(msgspec.json.encode(page), type=Page) == page
    assert [schedule.market for schedule in page.schedules] == book.markets()
    assert page.unverified == sum(entry.unverified for entry in book.entries.values())
    for said in (
        book.title,
        book.content_hash,
        *book.sources,
        *(line.value for part in page.parts for line in part.lines),
    ):
        assert said in words
    assert ("?" in words) == (page.unverified > 0)
    chosen = [line for part in page.parts for line in part.lines if line.path.endswith(".rule")]
    assert all(line.meaning for line in chosen)
    assert words.endswith("\n")
    assert "  \n" not in words


def test_a_page_marks_what_is_doubtful() -> None:
    words = rulebooks.text(rulebooks.page(rulebooks.load("hyperliquid")))
    assert "escalate  30 s ? (cooldown)" in words
    assert "cooldown       3 s (ours)" in words
    assert "150_000_000 USDC        2.5 %      5 %      20 x  1_875_000 USDC  (margin-tiers)" in words
    assert "What the venue does and this rulebook does not" in words
    assert "prices: Hyperliquid docs, trading/robust-price-indices" in words


def test_the_catalogue_is_closed_and_told_apart() -> None:
    assert len({(rule.family, rule.name) for rule in RULES}) == len(RULES)
    for family in Family:
        members = [rule for rule in RULES if rule.family == family]
        codes = [rule.code for rule in members if rule.code]
        assert members
        assert len(set(codes)) == len(codes)
        assert all(rule.doc.endswith(".") for rule in members)


SAMPLES = {
    Kind.RATE: '"50 %"',
    Kind.LEVERAGE: '"1 x"',
    Kind.AMOUNT: '"5 USDC"',
    Kind.DURATION: '"5 s"',
    Kind.COUNT: "5",
    Kind.FLAG: "true",
    Kind.WORD: '"ELSEWHERE"',
    Kind.ROWS: '[{ floor = "0 USDC", maintenance = "1 %", max_leverage = "2 x" }]',
}
TABLES = {
    Family.FILTER: "prices.filter",
    Family.INDEX: "prices.index",
    Family.MARK: "prices.mark",
    Family.COLLATERAL: "collateral",
    Family.CARRY: "carry",
    Family.SIZING: "closing.sizing",
    Family.LIMIT: "closing.limit",
    Family.FEE: "closing.fee",
    Family.REQUIREMENT: "markets.BTC.margin",
}


def sample(need: Parameter) -> str:
    """A value of its kind, as a rulebook writes it."""
    return f'"{next(iter(rules(need.family)))}"' if need.kind is Kind.NAME else SAMPLES[need.kind]


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule.family in TABLES], ids=lambda rule: rule.name)
def test_every_rule_can_be_chosen_and_compiled(rule: Rule) -> None:
    table, start = TABLES[rule.family], SMALL.index(f"[{TABLES[rule.family]}]")
    end = SMALL.find("\n\n", start) if "\n\n" in SMALL[start:] else len(SMALL)
    needed = [parameter for parameter in rule.parameters if parameter.default is None]
    lines = [f"[{table}]", f'rule = "{rule.name}"', *(f"{need.name} = {sample(need)}" for need in needed)]
    text = SMALL[:start] + "\n".join(lines) + "\n" + SMALL[end:]
    if rule.name == "leverage":
        text = changed('"0 USDC", maintenance = "1 %", ', '"0 USDC", ', text)
    if rule.name == "risk-limits":
        text = changed('base_maintenance = "50 %"', 'base_maintenance = "5 %"', text)
    book = rulebooks.parsed(text)
    assert book.word(f"{table}.rule") == rule.name
    rulebooks.compile(book)


TAKERS = "\n".join(f'[[takers]]\nrule = "{name}"\n' for name in ("market", "fund", "backstop"))
PAYER_NAMES = ("fund", "operator", "winners", "default-fund", "day-winners", "open-interest")
PAYERS = "\n".join(f'[[payers]]\nrule = "{name}"\ncapacity = "7 USDC"\n' for name in PAYER_NAMES)


def test_every_taker_and_payer_can_be_named() -> None:
    text = changed('[[takers]]\nrule = "market"\n', TAKERS)
    text = changed('[[payers]]\nrule = "fund"\n', PAYERS, text)
    policy = rulebooks.compile(rulebooks.parsed(text))
    assert [taker.kind for taker in policy.takers] == list(Taker)
    assert [(payer.kind, payer.capacity) for payer in policy.payers] == [(kind, 7_000_000) for kind in Payer]
