"""Agreements of credit desks: read exactly, refused with line and reason."""

from datetime import date
from pathlib import Path

import pytest

from solvent.errors import BadRulebook
from solvent.policy import Clock, Venue
from solvent.rulebooks.credit import credit_names, load_credit, parsed_credit
from solvent.rulebooks.others import find_other, is_credit, is_lending, lint_other
from tests.credit import HOUR, PERCENT
from tests.rulebooks.wrong import is_named

TEACHING = load_credit("teaching-credit")


def test_every_shipped_one_compiles_and_is_of_its_kind() -> None:
    assert {"teaching-credit", "teaching-credit-24-7"} <= set(credit_names())
    for name in credit_names():
        assert load_credit(name).policy.name == name
        assert is_credit(name)
        assert not is_lending(name)
        other = find_other(name)
        assert other is not None
        assert lint_other(other) == ()
    assert not is_credit("teaching-loans")


def test_the_teaching_agreement_is_read_exactly() -> None:
    x = TEACHING.policy
    assert (x.initial, x.cure_to, x.liquidation) == (50 * PERCENT, 60 * PERCENT, 80 * PERCENT)
    assert [(call.at, call.cure_ns) for call in x.calls] == [(70 * PERCENT, 8 * HOUR)]
    assert (x.clock, x.partial_cure, x.rate, x.default_rate) == (Clock.BUSINESS_HOURS, False, 9 * PERCENT, 3 * PERCENT)
    assert x.calendar.hours == ((540, 1020),) * 5 + ((0, 0),) * 2
    assert x.calendar.holidays == tuple((day - date(1970, 1, 1)).days for day in (date(2026, 1, 1), date(2026, 12, 25)))
    assert (x.sale.venue, x.sale.target, x.sale.full_below, x.sale.open_only) == (
        Venue.MARKET, 50 * PERCENT, 1_000 * 10**6, True,
    )  # fmt: skip
    assert [(asset, one.decimals, one.haircut) for asset, one in x.collateral.items()] == [
        ("BTC", 8, 0), ("ETH", 9, 10 * PERCENT),
    ]  # fmt: skip
    assert (x.cross_default, x.set_off, x.recourse, x.lender) == (True, True, True, "Teaching Credit Ltd")


def test_the_variant_differs_in_its_hours_alone() -> None:
    other = load_credit("teaching-credit-24-7").policy
    cells = dict(zip(type(other).__struct_fields__, other.cells(), strict=False))
    differs = {
        field for field in type(other).__struct_fields__ if getattr(other, field) != getattr(TEACHING.policy, field)
    }
    assert differs == {"name", "content_hash", "clock", "calendar", "sale"}
    assert cells["clock"] == Clock.HOURS


def test_the_hash_is_of_the_rules_and_of_the_order_of_sale() -> None:
    text = TEACHING.text
    words = text.replace("office hours", "other words").replace('name = "teaching-credit"', 'name = "mine"')
    assert parsed_credit(words).policy.content_hash == TEACHING.policy.content_hash
    eth = text[text.index("[collateral.ETH]") :]
    btc = text[text.index("[collateral.BTC]") : text.index("[collateral.ETH]")]
    turned = text.replace(btc + eth, f"{eth}\n{btc}")
    assert parsed_credit(turned).policy.content_hash != TEACHING.policy.content_hash


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('\nkind = "credit"', '\nkind = "lending"', "kind: expected 'credit'"),
        ('initial = "50 %"', 'initial = "0.5"', "initial: expected a rate with its unit"),
        ('initial = "50 %"', "initial = 0.5", "exact figure"),
        ('initial = "50 %"', 'initial = "70 %"', "below the first line"),
        ('cure_to = "60 %"', 'cure_to = "70 %"', "cure_to < calls"),
        ('at = "70 %"', 'at = "81 %"', "calls <= liquidation"),
        ('cure = "8 h"', 'cure = "8"', "calls.1.cure: expected a duration with its unit"),
        ('cure = "8 h"', 'cure = "0 h"', "a time to cure above 0"),
        ('clock = "business-hours"', 'clock = "business"', "did you mean 'business-hours'"),
        ('"09:00-17:00"', '"09:00-17"', 'such as "09:00-17:00"'),
        ('"09:00-17:00"', '"17:00-09:00"', "the later last"),
        ("holidays = [2026-01-01, 2026-12-25]", "holidays = [2026-12-25, 2026-01-01]", "holidays in order"),
        ("holidays = [2026-01-01, 2026-12-25]", 'holidays = ["Christmas"]', "expected a date"),
        ("[sale]", "[sales]", "did you mean 'sale'"),
        ('target = "50 %"', 'target = "65 %"', "at or below where a call is answered"),
        ('venue = "market"', 'venue = "otc"', "reserve price"),
        ('venue = "market"', 'venue = "shop"', "one of market, otc"),
        ('full_below = "1_000 USD"', 'full_below = "1_000 EUR"', "in USD"),
        ("open_only = true", 'open_only = "yes"', "true or false"),
        ('fee = "1 %"', 'fee = "49 %"', "a target that a sale of BTC can reach"),
        ("decimals = 8", "decimals = 10", "0 to 9 decimals"),
        ('haircut = "10 %"', 'haircut = "100 %"', "a haircut below 100 %"),
        ("cross_default = true", "cross_default = false", "cross_default beside set_off"),
        ('lender = "Teaching Credit Ltd"', 'lender = ""', "expected text"),
        ("ours = true", 'source = "page"', "a source named in [sources]"),
        ("valid_from = 2026-01-01", 'valid_from = "soon"', "expected a date"),
        ("decimals = 6", "decimals = true", "a whole number"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_line(old: str, new: str, said: str) -> None:
    is_named(parsed_credit, TEACHING.text, old, new, said)


def test_business_hours_without_a_calendar_are_none() -> None:
    text = load_credit("teaching-credit-24-7").text.replace('clock = "hours"', 'clock = "business-hours"')
    with pytest.raises(BadRulebook, match=r"a \[calendar\] beside business hours"):
        parsed_credit(text)


def test_only_a_shipped_name_or_a_file_is_loaded(tmp_path: Path) -> None:
    with pytest.raises(BadRulebook, match="did you mean 'teaching-credit'"):
        load_credit("teaching-credits")
    mine = tmp_path / "mine.toml"
    mine.write_text(TEACHING.text)
    assert load_credit(str(mine)).policy == TEACHING.policy
