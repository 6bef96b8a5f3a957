"""Which price liquidates whom: the closed are those a plain evaluation names, and nothing but the price differs."""

import json
from fractions import Fraction
from pathlib import Path

import pytest
from msgspec.structs import replace

from solvent.errors import BadInput
from solvent.feeds import read_book
from solvent.lab.case import Case
from solvent.lab.case_tape import tape_of
from solvent.lab.own_book import with_book
from solvent.lab.population import populate
from solvent.lab.price_compare import compare
from solvent.lab.run import play_one
from solvent.policy import ResumePolicy
from solvent.reports.prices_compared import Comparison
from solvent.reports.views import AS_IT_WAS
from solvent.units import ATOMS
from tests.cli.doors import call
from tests.lab.small import rules, small

MARKET = "ATOM-PERP"


def two_sources() -> Case:
    """The small case with a second source, that falls half as far as the venue's own market, and a rich fund."""
    case = small()
    last, coinbase = case.tape
    assert last.figures
    assert coinbase.figures
    start = last.figures.points[0][1]
    points = tuple((ns, start - (start - ticks) // 2) for ns, ticks in last.figures.points)
    low = min(ticks for _, ticks in points)
    kraken = replace(coinbase, role="kraken", figures=replace(last.figures, points=points, low=low))
    market = replace(case.markets[0], constituents=("coinbase", "kraken"))
    house = replace(case.operations, fund=10_000_000 * ATOMS)
    return replace(case, markets=(market,), tape=(last, coinbase, kraken), operations=house)


def on_all(case: Case, name: str = "last-full", *prices: str) -> Comparison:
    return compare(case, rules(name)[0], prices)


def named(case: Case, price: str) -> set[str]:
    """Everyone in breach at some instant after the entry, valued one by one in fractions."""
    tape = tape_of(case)
    book = populate(case, tape)
    tiers = rules("last-full")[0][0].market(MARKET)
    assert tiers
    series = {role: tape.of(MARKET, role) for role in ("last", "coinbase", "kraken")}
    path: set[int] = set()
    for now in sorted({ns for one in series.values() for ns in one.times if ns >= case.entry.time_ns}):
        at = {role: one.at(now) or 0 for role, one in series.items()}
        before = {role: one.at(now - 1) or 0 for role, one in series.items()}
        # prints of one instant come one after the other: the middle of a new coinbase and an old kraken is seen as well
        for first, second in ((at["coinbase"], before["kraken"]), (at["coinbase"], at["kraken"])):
            path.add((first + second) // 2 if price == "index" else at[price])
    cost = {holder.account: Fraction(0) for holder in book.holders}
    for opening in book.openings:
        for party, sign in ((opening.buyer, 1), (opening.seller, -1)):
            if party in cost:
                cost[party] += sign * Fraction(opening.lots * opening.ticks, 10**6)
    found = set()
    for holder in book.holders:
        size = Fraction(holder.lots, 1000)
        for ticks in path:
            worth = size * Fraction(ticks, 1000)
            tier = [tier for tier in tiers.tiers if tier.floor <= abs(worth) * 10**6][-1]
            needed = Fraction(-(-abs(worth) * 10**6 * tier.mm_num // tier.mm_den) - tier.deduction, 10**6)
            if Fraction(holder.margin, 10**6) - cost[holder.account] + worth <= needed:
                found.add(holder.account)
    return found


@pytest.mark.parametrize("price", ["last", "index", "coinbase", "kraken"])
def test_who_is_closed_on_a_price_is_who_a_plain_evaluation_names(price: str) -> None:
    case = two_sources()
    played = next(one for one in on_all(case, "last-full", price).prices if one.price == price)
    assert not played.paid()["winners"], "else the plain evaluation is not enough"
    assert played.closed() == named(case, price)


def test_the_prices_of_this_book_do_not_agree() -> None:
    found = on_all(two_sources())
    counts = {one.price: len(one.closed()) for one in found.prices}
    assert list(counts) == ["mark", "index", "last", "coinbase", "kraken"]
    assert len(set(counts.values())) > 1
    union = set().union(*(one.closed() for one in found.prices))
    common = set.intersection(*(one.closed() for one in found.prices))
    assert set(found.differing()) == union - common
    spreads = [found.spread(name) for name in found.differing()]
    assert spreads == sorted(spreads, reverse=True)


@pytest.mark.parametrize("name", ["last-full", "index-partial"])
def test_on_the_rulebooks_own_price_it_is_the_ordinary_run(name: str) -> None:
    case = small()
    policy, text = rules(name)[0]
    run = play_one(case, policy, text, AS_IT_WAS)
    found = on_all(case, name)
    own = next(one for one in found.prices if one.price == found.own)
    assert own.digest == run.digest
    assert own.closed() == {closed.account for closed in run.closed}
    paid = own.paid()
    assert (paid["fund"], paid["winners"], paid["bad_debt"]) == (run.bill.fund, run.bill.socialised, run.bill.bad_debt)


def test_one_source_alone_is_the_index() -> None:
    index, alone = (one for one in on_all(small()).prices if one.price in ("index", "coinbase"))
    assert replace(alone, price="index") == index


def test_a_market_with_prices_of_its_own_is_compared_on_them() -> None:
    policy, text = rules("last-full")[0]
    own = replace(policy.markets["*"], prices=replace(policy.prices, min_sources=2, resume=ResumePolicy(2, 1)))
    gated = replace(policy, markets=policy.markets | {MARKET: own})
    plain, found = (compare(two_sources(), (rulebook, text), ()) for rulebook in (policy, gated))
    assert {one.price: one.closed() for one in found.prices} == {one.price: one.closed() for one in plain.prices}


def test_the_order_of_the_accounts_changes_nothing(tmp_path: Path) -> None:
    head = "account,market,size,entry_price,mark_price,margin_mode,margin\n"
    rows = [f"a{n},ATOM,{100 * n},3.761,3.761,isolated,{30 * n + n * n}\n" for n in range(1, 9)]
    case, found = two_sources(), []
    for order in (rows, rows[::-1]):
        path = tmp_path / "mine.csv"
        path.write_text(head + "".join(order))
        found.append(on_all(with_book(case, read_book(path))))
    assert found[0].differing() == found[1].differing()
    for one, other in zip(*(each.prices for each in found), strict=True):
        assert one.accounts == other.accounts
    assert found[0].differing(), "prices that agree on everyone test nothing"


def test_a_source_that_speaks_only_after_the_entry_gives_no_number(tmp_path: Path) -> None:
    case = two_sources()
    last, coinbase, kraken = case.tape
    assert kraken.figures
    late = replace(kraken, figures=replace(kraken.figures, points=kraken.figures.points[3:]))
    path = tmp_path / "mine.csv"
    path.write_text("account,market,size,entry_price,mark_price,margin_mode,margin\na,ATOM,100,3.7,3.7,isolated,50\n")
    found = on_all(with_book(replace(case, tape=(last, coinbase, late)), read_book(path)))
    alone = next(one for one in found.prices if one.price == "kraken")
    assert alone.why_not.startswith("kraken first says something of ATOM-PERP at 21:")
    assert alone.accounts == {}
    assert "kraken" not in found.headline()


def test_everyone_enters_with_the_same_money_whichever_source_stands_alone() -> None:
    """A case sizes margins by all of its sources: leaving one out must not make another book."""
    found = on_all(two_sources())
    quiet = [{n: one.worth for n, one in each.accounts.items() if not one.closed} for each in found.formed()]
    for one in quiet:
        assert all(quiet[0][name] == worth for name, worth in one.items() if name in quiet[0])


def test_a_rulebook_that_asks_for_more_sources_than_there_are_has_no_index() -> None:
    policy, text = rules("last-full")[0]
    asking = replace(policy, prices=replace(policy.prices, min_sources=3))
    found = {one.price: one for one in compare(two_sources(), (asking, text)).prices}
    assert found["index"].why_not
    assert not found["last"].why_not
    assert not found["kraken"].why_not


def test_a_price_nobody_tells_is_refused() -> None:
    with pytest.raises(BadInput, match="prices among mark, index, last, coinbase, found median"):
        on_all(small(), "last-full", "median")


def test_the_command_says_who_differs_and_leaves_with_1() -> None:
    result = call("price", "compare", "ten-times", "--rulebook", "last-full", "--price", "index", "--limit", "2")
    assert result.exit_code == 1
    assert "600 are closed on one price and not on another." in " ".join(result.stdout.split())
    assert "Accounts that differ, the 2 largest differences of 600" in result.stdout


def test_the_command_is_the_same_in_json() -> None:
    result = call("price", "compare", "ten-times", "--rulebook", "last-full", "--price", "index", "--json")
    (found,) = json.loads(result.stdout)["rulebooks"]
    assert [one["price"] for one in found["prices"]] == ["index", "last"]
    assert found["pairs"] == [{"first": "index", "second": "last", "first_alone": 0, "second_alone": 600}]
    assert len(found["differing"]) == len(found["differences"]) == 600


def test_an_unknown_price_on_the_command_line_is_bad_input() -> None:
    result = call("price", "compare", "ten-times", "--price", "twap")
    assert result.exit_code == 2
    assert "expected prices among mark, index, last, coinbase, found twap" in result.stderr
