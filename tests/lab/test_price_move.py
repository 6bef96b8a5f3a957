"""Whoever moves a price is played through the rulebook's own engine: what its rules are worth is what he pays."""

from pathlib import Path

import msgspec
import pytest

from solvent import rulebooks
from solvent.errors import BadInput
from solvent.feeds import open_book, read_book
from solvent.lab.depth_book import SourceDepth
from solvent.lab.price_move import Attack, Moves, Stage
from solvent.policy import IndexPolicy, IndexRule, Policy
from solvent.units import NS

BOOK = """account,market,size,entry_price,mark_price,wallet_balance
a,ATOM,1000,4,4,420
b,ATOM,-1000,4,4,450
c,ATOM,500,4,4,5000
"""


def depth(source: str, quote: int, reach: int = 200_000) -> SourceDepth:
    """A book with so much within its reach, evenly."""
    side = ((reach, quote * 10**6),)
    return SourceDepth("ATOM", source, side, side, 0, 60 * NS)


def staged(folder: Path, depths: list[SourceDepth], policy: Policy | None = None) -> Stage:
    path = folder / "book.csv"
    path.write_text(BOOK)
    rules = policy or rulebooks.compile(rulebooks.load("index-full"))
    return Stage(rules, open_book(read_book(path, None, "USD"), rules), "ATOM", depths, 10 * NS)


def attacked(folder: Path, depths: list[SourceDepth], target: int, policy: Policy | None = None) -> Attack | None:
    ((_, attack),) = staged(folder, depths, policy).search([target]).attacks
    return attack


def with_rule(index: IndexPolicy) -> Policy:
    rules = rulebooks.compile(rulebooks.load("index-full"))
    return msgspec.structs.replace(rules, prices=msgspec.structs.replace(rules.prices, index=index))


def test_a_median_of_three_takes_the_two_cheapest(tmp_path: Path) -> None:
    attack = attacked(tmp_path, [depth("deep", 10**6), depth("thin", 10**4), depth("mid", 10**5)], -50_000)
    assert attack is not None
    assert (attack.sources, attack.pushed, attack.moved) == (("thin", "mid"), -50_000, -50_000)


def test_a_mean_takes_the_thinnest_pushed_further(tmp_path: Path) -> None:
    """A third of 15 % is 5 %."""
    depths = [depth("deep", 10**6), depth("thin", 10**4), depth("mid", 10**5)]
    attack = attacked(tmp_path, depths, -50_000, with_rule(IndexPolicy(IndexRule.WEIGHTED_MEAN)))
    assert attack is not None
    assert (attack.sources, attack.pushed, attack.moved) == (("thin",), -150_000, -50_000)


def test_a_clamp_makes_one_source_useless_and_a_majority_needed(tmp_path: Path) -> None:
    depths = [depth("deep", 10**6), depth("thin", 10**4), depth("mid", 10**5)]
    attack = attacked(tmp_path, depths, -50_000, with_rule(IndexPolicy(IndexRule.CLAMPED_MEAN, cap=10_000)))
    assert attack is not None
    assert attack.sources == ("thin", "mid")
    assert attack.pushed < -50_000, "the third pulls a little"


def test_what_a_push_closes_is_what_the_engine_closes(tmp_path: Path) -> None:
    """a holds 1,000 at 4 with 420: at 3.60 it has 20 of 36 x 5 % or more; b, short, is closed on the way up."""
    down = attacked(tmp_path, [depth("one", 10**4)], -100_000)
    up = attacked(tmp_path, [depth("one", 10**4)], 100_000)
    assert down is not None
    assert up is not None
    assert (down.accounts, down.closed) == (1, 4_000 * 10**6)
    assert (up.accounts, up.closed) == (1, 4_000 * 10**6)


@pytest.mark.parametrize("target", [-100_000, -20_000, 10_000])
def test_another_deep_source_never_makes_a_median_cheaper(tmp_path: Path, target: int) -> None:
    few = [depth("a", 10**4), depth("b", 3 * 10**4), depth("c", 10**5)]
    fewer, more = attacked(tmp_path, few, target), attacked(tmp_path, [*few, depth("d", 10**6)], target)
    assert fewer is not None
    assert more is None or more.push.cost >= fewer.push.cost


def test_beyond_what_books_are_told_for_nothing_is_claimed(tmp_path: Path) -> None:
    assert attacked(tmp_path, [depth("a", 10**4, reach=50_000)], -50_000) is not None
    assert attacked(tmp_path, [depth("a", 10**4, reach=50_000)], -50_001) is None


def test_gain_is_open_interest_times_move(tmp_path: Path) -> None:
    """Longs hold 1,500 at 4, shorts 1,000: one side is 6,000; 1 % of it are 60."""
    found = staged(tmp_path, [depth("a", 10**3)]).search([10_000])
    assert found.open_interest == 6_000 * 10**6
    attack = found.attacks[0][1]
    assert attack is not None
    assert found.gain(attack) == 60 * 10**6
    assert found.pays() == ([attack] if attack.push.cost < 60 * 10**6 else [])
    assert found.weakest() == attack


def test_mango_pays(tmp_path: Path) -> None:
    """11 October 2022: 4 million dollars of buying moved MNGO from 0.038 to 0.91, one side held 483 million of them
    (Solidus Labs, 18 October 2022): 18.4 million of open interest, moved by 22.9 times, 420 million at most. About 114
    million were borrowed against it: what is gained at most is bounded by what can be taken out, which is not here."""
    (tmp_path / "mango.csv").write_text(
        "account,market,size,entry_price,mark_price,wallet_balance\neve,ATOM,483000000,0.038,0.038,5000000\n"
        "eve2,ATOM,-483000000,0.038,0.038,5000000\n"
    )
    rules = rulebooks.compile(rulebooks.load("index-full"))
    opening = open_book(read_book(tmp_path / "mango.csv", None, "USD"), rules)
    books = [SourceDepth("ATOM", "three venues", ((500_000, 10**12),), ((23_000_000, 4 * 10**12),), 0, 60 * NS)]
    found = Stage(rules, opening, "ATOM", books, 10 * NS).search([22_900_000])
    (attack,) = found.pays()
    assert found.open_interest == 18_354_000 * 10**6
    assert 3_600_000 * 10**6 < attack.push.cost < 4_700_000 * 10**6
    assert found.gain(attack) > 90 * attack.push.cost


def test_too_few_sources_for_a_price_are_said(tmp_path: Path) -> None:
    rules = rulebooks.compile(rulebooks.load("index-gated"))
    with pytest.raises(BadInput, match="expected enough sources for a price of ATOM under index-gated, found 1 of at"):
        staged(tmp_path, [depth("a", 10**4)], rules)
    with pytest.raises(BadInput, match="expected a source of the index of ATOM, found none"):
        staged(tmp_path, [depth("last", 10**4)])
    with pytest.raises(BadInput, match="expected at most 10 sources of ATOM, found 11"):
        staged(tmp_path, [depth(f"s{n}", 10**4) for n in range(11)])


def test_nothing_found_is_nothing_weak() -> None:
    assert Moves("X", 1, 1, ((10_000, None),)).weakest() is None
