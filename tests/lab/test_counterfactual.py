"""The tape less the venue's own liquidations: what is taken off, and that nothing else is."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from solvent import commands as c
from solvent import rulebooks
from solvent.errors import BadCase, BadInput
from solvent.journal import MemoryJournal
from solvent.lab.case import Case
from solvent.lab.case_reader import read_case
from solvent.lab.cases import load
from solvent.lab.counter_lines import ranged
from solvent.lab.counter_stage import CounterStage
from solvent.lab.counterfactual import Counterfactual, Net, NetPool, State
from solvent.lab.impact.terms import Terms
from solvent.lab.liquidity import TapeLiquidity
from solvent.lab.stream import commands
from solvent.policy import FundPolicy, Policy
from solvent.runtime import Runtime
from solvent.units import NS, PPM
from tests.oracle import misplaced, unbalanced

RULES = {name: (rulebooks.compile(rulebooks.load(name)), "") for name in ("last-full", "index-full", "last-braked")}
BLOCK = Terms(model="block", depth=10**12, within=10_000, half_life_ns=300 * NS, permanent=200_000)
SHAPES = (
    BLOCK,
    Terms(model="linear", depth=10**12, within=10_000, permanent=PPM),
    Terms(model="square-root", volume=10**13, volatility=50_000, half_life_ns=60 * NS, permanent=0),
    msgspec.structs.replace(BLOCK, calm=20_000, window_ns=60 * NS, floor=330_000),
)


def small(terms: Terms, seed: int = 7, accounts: int = 8, minutes: int = 14) -> Case:
    """The shipped case with a few accounts and the minutes of the fall alone."""
    case = load("atom-counterfactual")
    groups = tuple(msgspec.structs.replace(group, count=min(group.count, accounts)) for group in case.groups)
    return msgspec.structs.replace(
        case, groups=groups, seed=seed, end_ns=case.start_ns + minutes * 60 * NS,
        counterfactual=Counterfactual("last-full", terms, (500_000, PPM, 2 * PPM)),
    )  # fmt: skip


def market_twice(case: Case) -> Case:
    """The case with a second market that has the same tape and in which nobody holds anything."""
    other = [msgspec.structs.replace(market, name="OTHER-PERP") for market in case.markets]
    tapes = [msgspec.structs.replace(tape, market="OTHER-PERP") for tape in case.tape]
    return msgspec.structs.replace(case, markets=(*case.markets, *other), tape=(*case.tape, *tapes))


def played(case: Case, rules: tuple[Policy, str], net: Net | None) -> tuple[list[tuple[str, int, int]], Runtime]:
    """The prices as they were told, and the house at the end."""
    runtime = Runtime(MemoryJournal(), net or TapeLiquidity(case.liquidity.slippage, case.liquidity.available))
    feed = list(commands(case, rules[0], text=rules[1]))
    for start in range(0, len(feed), 300):
        batch = feed[start : start + 300]
        runtime.submit(net.through(batch) if net else batch)
    told = [c.decode(record.command) for record in runtime.journal.records()]
    prices = [
        (getattr(one, "source", "last"), one.ticks, one.time_ns)
        for one in told if isinstance(one, c.ObservePrice | c.ObserveTrade)
    ]  # fmt: skip
    return prices, runtime


@settings(max_examples=6, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(1, 10**6), shape=st.sampled_from(SHAPES), kappa=st.sampled_from([0, 500_000, PPM]))
def test_the_rulebook_as_it_was_gets_the_tape_back_to_the_tick(seed: int, shape: Terms, kappa: int) -> None:
    case = small(msgspec.structs.replace(shape, pass_through=(kappa,)), seed)
    stage = CounterStage(case, [RULES["last-full"]])
    printed, plain = played(case, RULES["last-full"], None)
    assert plain.book.orders.n, "somebody is closed, so that something is taken off"
    for variant in list(stage.variants)[:3]:
        net = stage.market(variant)
        assert net is not None
        prices, runtime = played(case, RULES["last-full"], net)
        assert prices == printed
        assert runtime.journal.head == plain.journal.head, "every byte, not the prices alone"


@pytest.mark.parametrize("name", ["index-full", "last-braked"])
def test_without_impact_every_rulebook_plays_the_tape_itself(name: str) -> None:
    case = small(msgspec.structs.replace(BLOCK, depth=10**17))
    net = CounterStage(case, list(RULES.values())).market("impact x 1")
    printed, plain = played(case, RULES[name], None)
    prices, runtime = played(case, RULES[name], net)
    assert prices == printed
    assert runtime.book.digest() == plain.book.digest()


def test_who_closes_nobody_sees_the_fall_without_the_forced_sales() -> None:
    case = small(BLOCK, accounts=60)
    stage = CounterStage(case, list(RULES.values()))
    printed, _ = played(case, RULES["index-full"], None)
    lows = []
    for variant in ("impact x 0.5", "impact x 1", "impact x 2"):
        prices, runtime = played(case, RULES["index-full"], stage.market(variant))
        assert not runtime.book.orders.n
        lows.append(min(ticks for source, ticks, _ in prices if source == "last"))
    low = min(ticks for source, ticks, _ in printed if source == "last")
    assert low < lows[0] < lows[1] < lows[2], "the more is taken off, the less is left of the fall"


def test_a_rulebook_with_another_number_of_funds_sees_the_same_prices() -> None:
    """What founds a house is not the same number of commands under every rulebook; what is taken off goes by prints."""
    case = market_twice(small(BLOCK, accounts=40))
    policy, source = RULES["index-full"]
    split = msgspec.structs.replace(policy, funds=(FundPolicy("other", ("OTHER-PERP",)),))
    stage = CounterStage(case, list(RULES.values()))
    told = []
    for rules in (policy, split):
        prices, runtime = played(case, (rules, source), stage.market("impact x 1"))
        assert not runtime.book.orders.n, "nobody is closed, so both see the tape less the same"
        told.append((len(list(commands(case, rules))), prices))
    (few, one), (more, other) = told
    assert few < more
    assert one == other


def test_a_range_is_the_least_and_the_most_whichever_strength_has_them() -> None:
    assert ranged([631, 733, 716], str) == "733 (631 to 733)"
    assert ranged([262, 159, 139], str) == "159 (139 to 262)"
    assert ranged([450] * 3, str) == "450"


def test_money_and_lots_are_conserved_whatever_is_taken_off() -> None:
    case = small(BLOCK, accounts=40)
    stage = CounterStage(case, list(RULES.values()))
    _, runtime = played(case, RULES["last-braked"], stage.market("impact x 2"))
    assert unbalanced(runtime.book) + misplaced(runtime.book) == []


def test_a_displacement_by_hand() -> None:
    """A book of 1,000 lots a tick: 5,000 lots move the price by 5 ticks; the 3 that are in the tape are taken off."""

    class Even:
        def after(self, moved: int, lots: int, share: int) -> int:
            return moved + lots * 1_000

    pool = NetPool(Even(), permanent=PPM)  # type: ignore[arg-type]
    pool.print_last(100, 0)
    pool.absorb(-5_000, 0)
    assert pool.show_last(0) == 95
    pool.removed = State(-3_000_000, 0, 0)
    assert pool.show_last(0) == 98
    pool.printed = True
    assert pool.show_last(0) == 100


def text(*changes: Sequence[str]) -> str:
    found = Path(load("atom-counterfactual").file).read_text()
    for old, new in changes:
        assert old in found
        found = found.replace(old, new)
    return found


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('as_was = "last-full"', 'as_was = "bitmex"', "expected one of the rulebooks of this case, found 'bitmex'"),
        ('depth = "2_000_000 USD"\n', "", "depth"),
        ('strength = ["50 %", "100 %", "200 %"]', 'strength = ["200 %", "100 %", "50 %"]', "three shares that ascend"),
        ('strength = ["50 %", "100 %", "200 %"]', 'strength = ["100 %"]', "three shares that ascend"),
        ('pass_through = ["0 %"]', 'pass_through = ["0 %"]\nreach = "50 %"', "the unknown key 'reach'"),
        ('pass_through = ["0 %"]', 'pass_through = ["0 %"]\nrounds = 1', "the unknown key 'rounds'"),
        ('pass_through = ["0 %"]', 'pass_through = ["0 %"]\nmost = "1 USD"\nper = "1 s"', "the unknown key"),
        ('pass_through = ["0 %"]', 'pass_through = ["0 %", "50 %"]', "expected one share"),
    ],
)
def test_what_does_not_hang_together_is_refused(old: str, new: str, message: str) -> None:
    with pytest.raises(BadCase) as refused:
        read_case(text((old, new)), "made.toml")
    assert message in str(refused.value)


def test_the_rulebook_as_it_was_must_be_among_those_played() -> None:
    with pytest.raises(BadInput, match="expected the rulebook as it was, last-full, among those played, found"):
        CounterStage(small(BLOCK), [RULES["index-full"]])
