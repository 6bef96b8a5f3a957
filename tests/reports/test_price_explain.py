"""Which price, why, and from what: told from the journal alone, with the numbers of the rule."""

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from solvent import commands as c
from solvent.errors import BadInput
from solvent.journal import MemoryJournal, SqliteJournal
from solvent.policy import (
    Fallback,
    FallbackPolicy,
    GatePolicy,
    IndexPolicy,
    IndexRule,
    MarkPolicy,
    MarkRule,
    PriceRole,
    ResumePolicy,
)
from solvent.reports.price_explain import document
from solvent.reports.price_moment import find
from tests.bundle.house import journal_of, played
from tests.cli.doors import call
from tests.world import PERP, S, World, policy

RATE = "USDT/USD"
PRICES = {
    "max_age_ns": 10 * S, "min_sources": 2, "mark": MarkRule.MEDIAN_OF_THREE, "trigger": PriceRole.MARK,
    "index": IndexPolicy(IndexRule.CLAMPED_MEAN, cap=50_000), "gates": GatePolicy(probation_ns=S),
    "forms": MarkPolicy(cap=10_000), "fallbacks": (FallbackPolicy(Fallback.LAST),), "resume": ResumePolicy(2),
}  # fmt: skip


def house(**more: Any) -> World:
    """Three sources of one market: one in another currency, one at an assumed rate."""
    world = World(policy(prices=PRICES | more))
    world.list(sources=3)
    world.do(c.ListReference, market=RATE, price_decimals=2, constituents=["t1", "t2"])
    said = {"owner": "desk", "reason": "reviewed"}
    for market, unit in ((RATE, RATE), (PERP, "X/USD")):
        world.do(c.SetIndex, market=market, unit=unit, **said)
    for source, registered in (
        ("s1", {"unit": "X/USD", "weight_ppm": 500_000}), ("s2", {"unit": "X/USDT", "convert": RATE}),
        ("s3", {"unit": "X/USDT", "assumed_ppm": 900_000}),
    ):  # fmt: skip
        world.do(c.SetConstituent, market=PERP, source=source, **{"weight_ppm": 10**6, **registered}, **said)
    for source in ("t1", "t2"):
        world.price(50, RATE, source)
    return world


def told(world: World, market: str = PERP) -> dict[str, Any]:
    return document(find(journal_of(world), market, lambda _: True))


def number(lines: list[dict[str, str]], what: str) -> str:
    """The number of one line of a working."""
    (found,) = [line["number"] for line in lines if line["what"] == what]
    return found


def test_every_constituent_stands_with_its_price_weight_age_and_conversion() -> None:
    world = house()
    world.price(1_000)
    world.price(2_020, source="s2", after=S)
    world.price(1_200, source="s3", after=S)
    one, two, three = told(world)["constituents"]
    assert (one["price"], one["weight_ppm"], one["age_s"], one["conversion"]) == ("0.001000", 500_000, "2", None)
    assert (two["said"], two["price"]) == ("0.002020", "0.001010")
    assert two["conversion"] == {"by": RATE, "rate": "0.50", "usable": True, "label": "its index"}
    assert (three["said"], three["price"], three["counted_with"]) == ("0.001200", "0.001080", "0.001060")
    assert three["conversion"]["label"] == "assumed, a label and not a measurement"
    assert three["registry"]["owner"] == "desk"


def test_the_working_of_an_index_has_its_numbers() -> None:
    """Median of 1000, 1010 and 1080: 1010, so up to floor(1060.5); (0.5 x 1000 + 1010 + 1060) / 2.5 = 1028."""
    world = house()
    for source, ticks in (("s1", 1_000), ("s2", 2_020), ("s3", 1_200)):
        world.price(ticks, source=source)
    index = told(world)["index"]
    assert number(index["working"], "the median") == "0.001010"
    assert number(index["working"], "within 5.00 % of it") == "0.000960 to 0.001060"
    assert number(index["working"], "s3 is brought to") == "0.001060"
    assert number(index["working"], "sum of price x weight") == "2570000000 tick ppm over 2500000 ppm"
    assert (index["price"], index["computed"], index["came_of"]) == ("0.001028", "0.001028", "computed by its rule")


def test_the_mark_has_its_inputs_its_rule_and_its_cap() -> None:
    world = house()
    for source in ("s1", "s2"):
        world.price(1_000 if source == "s1" else 2_000, source=source)
    missing = told(world)["mark"]
    assert (missing["price"], missing["missing"]) == (None, "a last price")
    assert told(world)["valuation"]["why_not"] == "the mark is not computable: it lacks a last price"
    for _ in range(5):  # the index at 1000, the last price at 900: the basis goes below the cap within a minute
        world.price(50, RATE, "t1", after=9 * S)
        world.price(50, RATE, "t2")
        world.price(1_000)
        world.price(2_000, source="s2")
        world.do(c.ObserveTrade, market=PERP, ticks=900)
    found = told(world)
    assert "the mark is brought within 1.00 % of the index" in found["acted"]
    assert number(found["mark"]["inputs"], "last") == "0.000900"
    assert number(found["mark"]["working"], "kept within 1.00 % of the index") == "0.000990 to 0.001010"
    assert (found["mark"]["price"], found["mark"]["from_index"]) == ("0.000990", "−1.000 %")


def test_who_is_out_and_why_and_what_stands_in() -> None:
    world = house()
    for source in ("s1", "s2", "s3"):
        world.price(1_000, source=source)
    world.do(c.ObserveTrade, market=PERP, ticks=990, after=5 * S)
    world.price(1_000, after=6 * S)
    found = told(world)
    assert [one["excluded"] for one in found["constituents"]] == [None, "stale", "stale"]
    assert found["constituents"][1]["excluded_at_age_s"] == "11"
    assert found["constituents"][1]["allowed"] == "10 s"
    assert found["constituents"][1]["returns"] == "after more than 1 s without fault"
    assert found["index"]["came_of"] == "fallback 1 of 1: the venue's own last price"
    assert "s2 is left out: stale" in found["acted"]
    assert found["valuation"]["usable"]
    world.do(c.AdvanceTime, after=20 * S)
    held = told(world)
    assert held["index"]["came_of"] == "held: 0 of 2 sources count"
    assert held["valuation"]["why_not"] == "0 of 2 sources count, and nothing stands in"


def test_a_fallback_of_the_rulebook_before_is_said_to_be_one() -> None:
    world = house()
    world.price(1_000)
    world.do(c.ObserveTrade, market=PERP, ticks=990)
    assert told(world)["index"]["came_of"].startswith("fallback 1 of 1")
    world.do(c.AdoptRulebook, policy=policy(prices=PRICES | {"fallbacks": ()}, name="another"))
    assert told(world)["index"]["came_of"] == "fallback 1 of a rulebook that was in force before"


def test_a_value_that_was_restated_later_says_so_and_only_that_value() -> None:
    world = house(mark=MarkRule.INDEX)
    world.price(1_000)
    world.price(2_000, source="s2")
    wrong_ns, step = world.at_ns, len(world.journal)
    world.price(2_400, source="s2", after=S)
    right = len(world.journal)
    world.do(
        c.RestateIndex, market=PERP, at_ns=wrong_ns, was=1_000, ticks=1_001, owner="desk", reason="a typo", after=S
    )
    journal = journal_of(world)
    (restated,) = document(find(journal, PERP, lambda one: one.seq <= step))["index"]["restated"]
    assert (restated["was"], restated["price"], restated["reason"]) == ("0.001000", "0.001001", "a typo")
    assert document(find(journal, PERP, lambda one: one.seq <= right))["index"]["restated"] == []


def test_a_closed_gate_and_a_pause_are_said() -> None:
    world = house(mark=MarkRule.INDEX)
    for source in ("s1", "s2"):
        world.price(1_000, source=source)
    world.do(c.PauseMarket, market=PERP)
    assert told(world)["valuation"]["why_not"] == "the market is paused"
    world.do(c.ResumeMarket, market=PERP)
    why = told(world)["valuation"]["why_not"]
    assert why == "its gate is closed since 1970-01-01T00:01:40Z: 2 sources must speak anew and agree"
    for source in ("s1", "s2"):
        world.price(1_000, source=source, after=S)
    assert told(world)["valuation"]["usable"]


def test_a_time_before_any_market_is_one_message() -> None:
    world = played(0, 10, calm=10)
    with pytest.raises(BadInput, match="expected a time after 'A-USD' was listed, found one before any market was"):
        find(journal_of(world), "A-USD", lambda _: False)


@pytest.mark.parametrize("seed", range(8))
def test_what_is_told_is_what_was_published(seed: int) -> None:
    """At any step of any house: the working of the index comes to the index, and that of the mark to the mark."""
    world, r, asked = played(seed, 150, calm=70), Random(seed), 0
    journal = journal_of(world)
    for _ in range(12):
        last = r.randint(90, journal.seq)
        found = find(
            journal, r.choice(["A-USD", "B-USD", "D-COIN", "OUTSIDE"]), lambda step, last=last: step.seq <= last
        )
        said = document(found)
        if said["index"]["came_of"] == "computed by its rule":
            assert said["index"]["computed"] == said["index"]["price"]
            asked += 1
        assert bool(said["valuation"]["why_not"]) != said["valuation"]["usable"]
        numbers = [line["number"] for line in said["mark"]["working"] if " to " not in line["number"]]
        if said["mark"]["price"] and not any("the mark is brought" in line for line in said["acted"]):
            assert said["mark"]["price"] in numbers
    assert asked


def test_the_command_tells_it_in_words_and_as_json(tmp_path: Path) -> None:
    world, path = house(mark=MarkRule.INDEX), tmp_path / "house.journal"
    for source in ("s1", "s2"):
        world.price(1_000, source=source)
    with SqliteJournal(path, create=True) as journal:
        memory: MemoryJournal = journal_of(world)
        journal.append(list(memory.records()))
    text = call("price", "explain", path, PERP, "00:02").stdout
    assert "valued at the mark 0.000737, which may be acted on" in text
    assert "s3 is turned at a rate that is assumed, a label and not a measurement" in text
    assert "never heard" in text
    found = json.loads(call("price", "explain", path, PERP, str(world.engine.book.now_ns), "--json").stdout)
    assert found["index"]["price"] == "0.000737"
    assert found == json.loads(call("price", "explain", path, PERP, "99", "--json").stdout)
    before = call("price", "explain", path, PERP, "3").stdout
    assert "index –: there is none yet" in before
    for words, expected in (((PERP, "noon"), "expected a time such as"), (("X-EUR", "9"), "did you mean 'X-USD'")):
        result = call("price", "explain", path, *words)
        assert result.exit_code == 2
        assert expected in result.stderr
