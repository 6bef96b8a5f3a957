"""Guards in a rulebook: what is compiled of them, and what is refused with its line."""

import pytest

from solvent import rulebooks
from solvent.policy import DelayPolicy, GuardedPolicy, GuardPolicy
from solvent.policy.choices import Comparison, Guard, Outcome
from solvent.prices.oracle.growth import ratio_cap
from solvent.rulebooks.catalogue import Family, rules
from solvent.units import NS
from tests.rulebooks.small import SMALL, changed, line_of, refusal

START = 1_767_225_600 * NS  # 2026-01-01
GUARDS = (
    SMALL
    + """
[[guards."PEG/USDC"]]
rule = "cap"
level = "1.04"
comparator = ">"
outcome = "clip"

[[guards."PEG/USDC"]]
rule = "max-width"
max_width = "2 %"
comparator = ">="
outcome = "pause"

[[guards."STK/ETH"]]
rule = "growth-cap"
snapshot = "1.1572"
taken = "2026-01-01T00:00:00Z"
growth = "8.75 %"
ratio = "1.1591"
seen = "2026-01-08T00:00:00Z"
slack = "1 %"
comparator = ">"
outcome = "clip"

[[guards."STK/USDC"]]
rule = "reference-floor"
reference = "PEG/USDC"
room = "5 %"
comparator = ">"
outcome = "refuse"

[[guards."*"]]
rule = "max-age"
max_age = "30 s"
comparator = ">"
outcome = "answer"
"""
)


def test_guards_are_compiled_in_their_order_each_with_its_comparator_and_outcome() -> None:
    policy = rulebooks.compile(rulebooks.parsed(GUARDS))
    floor = GuardPolicy(Guard.REFERENCE_FLOOR, Outcome.REFUSE, Comparison.MORE, room=50_000, reference="PEG/USDC")
    assert policy.guards == (
        GuardedPolicy("PEG/USDC", (
            GuardPolicy(Guard.CAP, Outcome.CLIP, Comparison.MORE, level=1_040_000_000),
            GuardPolicy(Guard.MAX_WIDTH, Outcome.PAUSE, Comparison.AT_LEAST, room=20_000),
        )),
        GuardedPolicy("STK/ETH", (
            GuardPolicy(Guard.GROWTH_CAP, Outcome.CLIP, Comparison.MORE, level=1_157_200_000, growth=87_500,
                        snapshot_ns=START),
        )),
        GuardedPolicy("STK/USDC", (floor,)),
        GuardedPolicy("*", (GuardPolicy(Guard.MAX_AGE, Outcome.ANSWER, Comparison.MORE, max_age_ns=30 * NS),)),
    )  # fmt: skip
    assert policy.guards_of("STK/USDC") == (floor,)
    assert [guard.rule for guard in policy.guards_of("BTC")] == [Guard.MAX_AGE]
    assert len(policy.guards_of("PEG/USDC")) == 2
    assert rulebooks.compile(rulebooks.parsed(SMALL)).guards_of("BTC") == ()


def test_a_delay_is_compiled_and_written_out() -> None:
    own, others = (
        f'[delays."{name}"]\nrule = "one-hop"\nhop = "{hop}"\n' for name, hop in (("STK/USDC", "1 h"), ("*", "30 s"))
    )
    told = own + others + 'comparator = ">"\n'
    book = rulebooks.parsed(SMALL + "\n" + told)
    policy = rulebooks.compile(book)
    assert policy.delays == (DelayPolicy("STK/USDC", 3600 * NS), DelayPolicy("*", 30 * NS, Comparison.MORE))
    assert (policy.delay_of("STK/USDC"), policy.delay_of("BTC")) == policy.delays
    assert rulebooks.parsed(rulebooks.toml(book)).content_hash == book.content_hash
    assert rulebooks.compile(rulebooks.parsed(SMALL)).delay_of("BTC") is None
    assert "expected 1 ns to 1 d, found '25 h'" in str(refusal(changed('"1 h"', '"25 h"', SMALL + "\n" + told)))


def test_a_rulebook_without_guards_is_written_as_it_was() -> None:
    assert "guards" not in rulebooks.toml(rulebooks.parsed(SMALL))
    assert len(rulebooks.compile(rulebooks.parsed(SMALL)).cells()) < len(
        rulebooks.compile(rulebooks.parsed(GUARDS)).cells()
    )


def test_guards_stand_alone_when_they_are_written_out() -> None:
    book = rulebooks.parsed(GUARDS)
    again = rulebooks.parsed(rulebooks.toml(book))
    assert again.content_hash == book.content_hash
    assert rulebooks.compile(again).guards == rulebooks.compile(book).guards


def test_every_rule_has_the_number_the_engine_knows_it_by() -> None:
    for family, numbers in ((Family.GUARD, Guard), (Family.OUTCOME, Outcome), (Family.COMPARISON, Comparison)):
        assert sorted(rule.code for rule in rules(family).values()) == sorted(numbers)


def test_the_cap_of_10_march_2026_would_not_have_been_read() -> None:
    """The ratio was moved by the 3 % that one change may move it, its time by all of seven days."""
    moved = changed(
        'snapshot = "1.1572"', 'snapshot = "1.1919"', changed('ratio = "1.1591"', 'ratio = "1.2282"', GUARDS)
    )
    error = refusal(moved)
    assert "a cap of at least the ratio of 1.2282 as seen, found a cap of 1.193900105" in str(error)
    assert error.where == f"small.toml:{line_of('snapshot', moved)}"


@pytest.mark.parametrize(("ratio", "why"), [
    ("1.147665223", "with a cap of at most 1 % above the ratio of 1.147665223 as seen, found a cap of 1.159141876"),
    ("1.147665224", ""), ("1.159141876", ""),
    ("1.159141877", "with a cap of at least the ratio of 1.159141877 as seen, found a cap of 1.159141876"),
])  # fmt: skip
def test_a_growth_cap_is_consistent_from_exactly_the_ratio_to_exactly_the_slack(ratio: str, why: str) -> None:
    """3,210,774 millionths of 10^-9 a second for seven days; 1.147665224 and a hundredth of it is that cap."""
    assert ratio_cap(1_157_200_000, 87_500, 7 * 86_400) == 1_159_141_876
    text = changed("1.1591", ratio, GUARDS)
    if why:
        assert why in str(refusal(text))
    else:
        rulebooks.parsed(text)


@pytest.mark.parametrize(("old", "new", "message"), [
    ('outcome = "pause"', 'outcome = "clip"', "expected a cap or a floor to clip to, found 'max-width'"),
    ('seen = "2026-01-08T00:00:00Z"', 'seen = "2025-12-31T00:00:00Z"', "expected a ratio seen at 2026-01-01T00:00:00Z"),
    ('taken = "2026-01-01T00:00:00Z"', 'taken = "2026-01-01"', "expected a time with its zone"),
    ('taken = "2026-01-01T00:00:00Z"', 'taken = "soon"', "expected a time such as 2026-03-03T00:00:00Z, found 'soon'"),
    ('level = "1.04"', 'level = "0"', "expected 0.000000001 or more, found '0'"),
    ('level = "1.04"', 'level = "NaN"', "expected a price that is finite"),
    ('level = "1.04"', "level = 1", "expected text with its unit, such as '1.04', found 1"),
    ('level = "1.04"', 'room = "1 %"', "expected a key of the rule 'cap', found 'room'"),
    ('max_width = "2 %"', 'max_width = "51 %"', "expected 0.0001 % to 50 %, found '51 %'"),
    ('comparator = ">="', 'comparator = "=>"', "found '=>'"),
    ('reference = "PEG/USDC"', 'reference = "*"', "expected another index than that of STK/USDC"),
    ('guards."STK/USDC"', 'guards."*"', "expected the name of the market that is measured from another index"),
    ('rule = "reference-floor"', 'rule = "floor-of"', "did you mean 'floor'"),
])  # fmt: skip
def test_what_is_refused(old: str, new: str, message: str) -> None:
    assert message in str(refusal(changed(old, new, GUARDS)))


FLOOR = """
[[guards."PEG/USDC"]]
rule = "floor"
level = "1.05"
comparator = ">"
outcome = "pause"
"""


def test_a_floor_above_the_cap_is_refused_where_it_stands() -> None:
    text = changed('[[guards."STK/ETH"]]', FLOOR + '\n[[guards."STK/ETH"]]', GUARDS)
    error = refusal(text)
    assert "expected a floor of at most the cap, 1.04, found 1.05" in str(error)
    assert error.where == f"small.toml:{line_of('1.05', text)}"


@pytest.mark.parametrize("text", ['[guards]\n"PEG/USDC" = []\n', '[guards."PEG/USDC"]\nrule = "cap"\n'])
def test_guards_are_a_list_of_one_or_more(text: str) -> None:
    assert "expected" in str(refusal(SMALL + "\n" + text))


def test_a_price_that_stands_still_may_not_fail_by_its_rise() -> None:
    text = changed('level = "1.04"\ncomparator = ">"', 'room = "0 %"\ncomparator = ">="', GUARDS)
    assert "expected room" in str(
        refusal(changed('rule = "cap"', 'rule = "rise"', text).replace('"clip"', '"pause"', 1))
    )
