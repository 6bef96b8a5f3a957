"""What a rulebook says of forming prices, of all markets and of one."""

import pytest

from solvent import rulebooks
from solvent.policy import (
    BasisOf,
    Fallback,
    FallbackPolicy,
    GatePolicy,
    IndexPolicy,
    IndexRule,
    MarkPolicy,
    MarkRule,
    Policy,
    ResumePolicy,
)
from solvent.rulebooks.lint import findings
from tests.rulebooks.small import SMALL, changed, line_of, refusal

S, MIN = 10**9, 60 * 10**9

GATES = """max_age = "30 s"
silence = "1 min"
rhythm = "3 x"
frozen = "5 min"
step = "10 %"
deviation = "5 %"
readmit = "2 %"
probation = "15 min"
"""
INDEX = """rule = "clamped-mean"
cap = "0.5 %"
apart = "12.5 %"
one = false
held = true
step = "1 %"
every = "1 s"
"""
MARK = """rule = "median-with-book"
basis_time = "150 s"
basis = "mid"
outside = "BTC-ELSEWHERE"
cap = "5 %"

[[prices.fallbacks]]
rule = "reference"
market = "BTC-ELSEWHERE"

[[prices.fallbacks]]
rule = "last"

[prices.resume]
quorum = 3
band = "1 %"
"""
FULL = changed('max_age = "30 s"\n', GATES)
FULL = changed('rule = "median"\n', INDEX, FULL)
FULL = changed('rule = "median-of-three"\nbasis_time = "150 s"\n', MARK, FULL)

OWN = """
[markets.BTC.prices.filter]
min_sources = 1

[markets.BTC.prices.mark]
rule = "smoothed"
basis_time = "30 s"
basis = "last-within"
"""


def policy(text: str) -> Policy:
    return rulebooks.compile(rulebooks.parsed(text, "small.toml"))


def test_every_gate_and_term_reaches_the_policy() -> None:
    prices = policy(FULL).prices
    assert prices.gates == GatePolicy(60 * S, 3 * 10**6, 5 * MIN, 100_000, 50_000, 20_000, 15 * MIN)
    assert prices.index == IndexPolicy(IndexRule.CLAMPED_MEAN, 5_000, 125_000, False, True, 10_000, S)
    assert (prices.mark, prices.basis_ns) == (MarkRule.MEDIAN_WITH_BOOK, 150 * S)
    assert prices.forms == MarkPolicy(BasisOf.MID, 50_000, 0, "BTC-ELSEWHERE")
    assert prices.fallbacks == (FallbackPolicy(Fallback.REFERENCE, "BTC-ELSEWHERE"), FallbackPolicy(Fallback.LAST))
    assert prices.resume == ResumePolicy(3, 10_000)


def test_what_is_not_said_is_not_looked_at() -> None:
    prices = policy(SMALL).prices
    assert (prices.gates, prices.index, prices.forms) == (GatePolicy(), IndexPolicy(), MarkPolicy())
    assert (prices.fallbacks, prices.resume) == ((), ResumePolicy())
    assert all(entry.prices is None for entry in policy(SMALL).markets.values())


def test_the_rest_of_an_interval_is_said_with_its_length() -> None:
    text = changed('basis_time = "150 s"', 'basis_time = "150 s"\ninterval = "8 h"')
    assert policy(text).prices.forms == MarkPolicy(interval_ns=480 * MIN)


def test_a_market_takes_what_it_does_not_say_of_its_prices_from_all() -> None:
    rules = policy(FULL + OWN)
    all_others, own = rules.prices, rules.prices_of("BTC")
    assert rules.prices_of("ETH") == all_others
    assert own.min_sources == 1
    assert (own.gates, own.index, own.fallbacks, own.resume, own.max_age_ns) == (
        all_others.gates, all_others.index, all_others.fallbacks, all_others.resume, all_others.max_age_ns)  # fmt: skip
    assert own.trigger == all_others.trigger
    assert (own.mark, own.basis_ns, own.forms) == (MarkRule.SMOOTHED, 30 * S, MarkPolicy(BasisOf.LAST_WITHIN))


def test_a_market_may_have_no_fallback_where_others_have() -> None:
    text = FULL + "\n[markets.BTC.prices]\nfallbacks = []\n"
    rules = policy(text)
    assert (rules.prices_of("BTC").fallbacks, len(rules.prices.fallbacks)) == ((), 2)
    assert rulebooks.compile(rulebooks.parsed(rulebooks.toml(rulebooks.parsed(text)))).prices_of("BTC").fallbacks == ()


@pytest.mark.parametrize("text", [FULL, FULL + OWN, SMALL + OWN], ids=["full", "full, own", "own"])
def test_written_out_it_is_the_same(text: str) -> None:
    book = rulebooks.parsed(text)
    alone = rulebooks.parsed(rulebooks.toml(book))
    assert alone.content_hash == book.content_hash
    assert rulebooks.compile(alone) == rulebooks.compile(book)


def test_a_page_tells_a_markets_own_prices_with_the_market() -> None:
    book = rulebooks.parsed(FULL + OWN)
    words = rulebooks.text(rulebooks.page(book))
    (btc,) = (schedule for schedule in rulebooks.page(book).schedules if schedule.market == "BTC")
    own = {line.path.rpartition(".")[0] for line in btc.lines if ".prices." in line.path}
    assert own == {"markets.BTC.prices.filter", "markets.BTC.prices.mark"}  # the others are as [prices] has them
    assert "  [prices.mark]\n  rule             smoothed: The index with the smoothed basis." in words
    assert "rhythm       300 %" not in words
    assert "rhythm       3 x" in words
    assert "[prices.fallbacks.2]\n  rule  last: The venue's own last price stands in, while it is young." in words


def test_prices_of_its_own_are_compared_with_those_of_all() -> None:
    changes = rulebooks.diff(rulebooks.parsed(SMALL), rulebooks.parsed(SMALL + OWN))
    assert [str(change) for change in changes] == [
        "markets.BTC.prices.filter.min_sources: 2 → 1",
        "markets.BTC.prices.mark.rule: median-of-three → smoothed",
        "markets.BTC.prices.mark.basis_time: 150 s → 30 s",
        "markets.BTC.prices.mark.basis: none → last-within",
    ]


AGAIN = 'rule = "reference"\nmarket = "BTC-ELSEWHERE"\n'
REFUSED = [
    ('readmit = "2 %"', 'readmit = "6 %"', 'readmit = "6', "expected at most deviation, 5 %, beyond which a source is"),
    ('rule = "clamped-mean"', 'rule = "weighted-mean"', 'cap = "0.5', "expected a key of the rule 'weighted-mean'"),
    ('cap = "0.5 %"\n', "", "[prices.index]", "prices.index: expected cap (rate), found none"),
    ('cap = "0.5 %"', 'cap = "100 %"', 'cap = "100', "expected 0.0001 % to 99.9999 %, found '100 %'"),
    ('step = "1 %"\n', "", "every =", "prices.index.every: expected step, what the index moves by each time"),
    ('rhythm = "3 x"', 'rhythm = "0.5 x"', "rhythm", "expected 1 x to 1000 x, found '0.5 x'"),
    ('silence = "1 min"', 'silence = "0 s"', "silence", "prices.filter.silence: expected 1 ns to 7 d"),
    ('probation = "15 min"', 'probation = "900 d"', "probation", "expected 1 ns to 7 d, found '900 d'"),
    ('deviation = "5 %"', 'deviation = "0 %"', "deviation", "expected 0.0001 % to 100 %"),
    ('deviation = "5 %"', 'deviaton = "5 %"', "deviaton", "did you mean 'deviation'?"),
    ('basis = "mid"', 'basis = "index"', 'basis = "index"', "known: last, last-within, mid"),
    ('basis = "mid"', 'interval = "8 h"', "interval", "a key of the rule 'median-with-book', found 'interval'"),
    ('rule = "median-with-book"\nbasis_time = "150 s"\nbasis = "mid"\noutside = "BTC-ELSEWHERE"', 'rule = "index"',
     'cap = "5 %"', "expected a key of the rule 'index', found 'cap'"),
    ('outside = "BTC-ELSEWHERE"', 'outside = "BTC*"', "outside", "expected the name of one market, without *"),
    ('outside = "BTC-ELSEWHERE"', 'outside = ""', "outside", "expected letters, digits and"),
    ('market = "BTC-ELSEWHERE"\n', "", "[[prices.fallbacks]]", "prices.fallbacks.1: expected market (word)"),
    ('rule = "last"\n', 'rule = "last"\nmarket = "BTC"\n', 'market = "BTC"\n', "a key of the rule 'last', found"),
    ('rule = "last"\n', AGAIN, AGAIN + "\n[prices.resume]",
     "prices.fallbacks.2.rule: expected each fallback once, found 'reference BTC-ELSEWHERE' again"),
    ('rule = "last"\n', 'rule = "lost"\n', '"lost"', "did you mean 'last'?"),
    ('quorum = 3\nband = "1 %"', 'quorum = 3\nband = "0 %"', 'band = "0 %"', "expected 0.0001 % to 100 %, found '0 %'"),
    ('quorum = 3\nband = "1 %"', "quorum = 3", "[prices.resume]", "prices.resume: expected band (rate), found none"),
    ("quorum = 3", "quorum = 0", "quorum", "expected 1 to 1000, found 0"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "at", "message"), REFUSED, ids=[f"{i}" for i in range(len(REFUSED))])
def test_it_is_refused_with_its_line(old: str, new: str, at: str, message: str) -> None:
    text = changed(old, new, FULL)
    error = refusal(text)
    assert message in str(error)
    assert error.where == f"small.toml:{line_of(at, text)}"


OF_A_MARKET = [
    ('[markets."*".prices.filter]\nmin_sources = 1\n', "expected [prices], which is for every market not named"),
    ('[[markets.BTC.prices.fallbacks]]\nrule = "reference"\nmarket = "BTC"\n', "expected another market, found 'BTC'"),
    ('[markets.BTC.prices.mark]\nrule = "median-with-book"\nbasis_time = "1 s"\noutside = "BTC"\n', "another market"),
    ('[markets.BTC.prices.mark]\nrule = "last"\ntimes = 10\n', "expected average, the time of the average"),
    ('[markets.BTC.prices.mark]\nrule = "last"\naverage = "8 h"\n', "expected times, the multiple of that average"),
    ('[markets.BTC.prices.mark]\nrule = "last"\nband = "20 %"\n', "expected outside, the market whose index the band"),
    ('[markets.BTC.prices.filter]\nreadmit = "9 %"\ndeviation = "5 %"\n', "expected at most deviation, 5 %"),
    ('[markets.BTC.prices.filter]\nrule = "fresh"\nmin_sources = 1\n', "expected max_age (duration), found none"),
    ("[markets.BTC.prices.closing]\n", "markets.BTC.prices.closing: expected a key, found 'closing'"),
    ("[markets.BTC]\nprices = 3\n", "markets.BTC.prices: expected a table, found 3"),
]


@pytest.mark.parametrize(("more", "message"), OF_A_MARKET, ids=[f"{i}" for i in range(len(OF_A_MARKET))])
def test_prices_of_one_market_are_refused_alike(more: str, message: str) -> None:
    assert message in str(refusal(SMALL + "\n" + more))


def remarks(text: str) -> list[str]:
    """What is said of prices, by path and severity."""
    found = findings(
        rulebooks.parsed(text.replace('settlement = "USDC"', 'settlement = "USDC"\nours = true'), "x.toml")
    )
    return [f"{one.path}: {one.severity}: {one.reason}" for one in found if "prices" in one.path]


def test_terms_that_never_apply_are_told() -> None:
    text = changed('rule = "median"\n', 'rule = "median"\none = false\napart = "5 %"\n')
    assert remarks(text) == [
        "prices.index.one: warning: never applies: with fewer than 2 sources the index is held anyway"
    ]
    assert remarks(text.replace("min_sources = 2", "min_sources = 1")) == []
    (_, apart) = remarks(text.replace("min_sources = 2", "min_sources = 3"))
    assert apart == "prices.index.apart: warning: never applies: with two sources, fewer than 3, it is held anyway"


def test_an_outside_price_without_a_band_is_told() -> None:
    mark = '[markets.BTC.prices.mark]\nrule = "last"\noutside = "SPOT"\n'
    told = "markets.BTC.prices.mark.outside: warning: never applies: the last price is held by it only within a band"
    assert told in remarks(SMALL + mark)
    assert told not in remarks(SMALL + mark + 'band = "10 %"\n')


def test_a_reference_for_every_market_is_a_warning_and_for_one_a_note() -> None:
    fallback = '[[prices.fallbacks]]\nrule = "reference"\nmarket = "SPOT"\n'
    assert remarks(SMALL + fallback) == [
        "prices.fallbacks.1.market: warning: SPOT would be one price for every market; say it in [markets.X.prices]"
    ]
    (noted,) = remarks(SMALL + fallback.replace("[[", "[[markets.BTC."))
    assert noted.startswith("markets.BTC.prices.fallbacks.1.market: note: SPOT has no entry in [markets]: until it is")


def test_an_index_that_is_acted_on_though_it_is_held_is_noted() -> None:
    (found,) = remarks(changed('rule = "median"\n', 'rule = "median"\nheld = true\n'))
    assert found == "prices.index.held: note: accounts are closed on an index that nobody confirms any more"


def test_a_market_without_spot_has_its_bounds() -> None:
    bounds = 'rule = "last"\noutside = "BTC-PERPS"\ntimes = 10\naverage = "8 h"\nband = "20 %"\n'
    forms = policy(SMALL + "\n[markets.BTC.prices.mark]\n" + bounds).prices_of("BTC").forms
    assert forms == MarkPolicy(outside="BTC-PERPS", times=10, slow_ns=8 * 3_600 * 10**9, band=200_000)
