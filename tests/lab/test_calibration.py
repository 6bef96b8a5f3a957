"""A calibration: intervals are order statistics, fits find what was put in, and what was fitted predicts unchanged."""

import msgspec
import pytest

from solvent import rulebooks
from solvent.errors import BadCase, BadInput
from solvent.lab import cases
from solvent.lab.assumptions import Terms
from solvent.lab.calibration import Crowd, calibrate, crowd_of, fitted, spread
from solvent.lab.calibration.figures import goals, measured, named
from solvent.lab.calibration.fit import FIT_SEEDS, places
from solvent.lab.calibration.spread import by_range, by_seed
from solvent.lab.population.grids import Contract, Standing
from solvent.reports.calibration import Spread
from solvent.units import PPM, inverse_den

SHIPPED = crowd_of(cases.load("october-10"))
XBTUSD = Contract(inverse_den(1, 0, 1, 8), PPM)


def small(**changes: object) -> Crowd:
    """The shipped crowd, 1 % of its open interest."""
    terms = msgspec.structs.replace(SHIPPED.terms, simulated=10_000, **changes)
    return msgspec.structs.replace(SHIPPED, terms=terms)


def inverse() -> Crowd:
    """The same crowd on a contract of 1 USD settled in coin, entered near 8,000 and closed by BitMEX's risk limits."""
    policy = rulebooks.compile(rulebooks.load("bitmex"))
    entry = policy.market("XBTUSD")
    assert entry
    bars = tuple(msgspec.structs.replace(bar, low=78_000, high=81_000) for bar in SHIPPED.terms.bars)
    fall = msgspec.structs.replace(SHIPPED.terms.targets[0], since=0, upto=56_000, fitted=False)
    terms = msgspec.structs.replace(
        SHIPPED.terms, simulated=10_000, bars=bars, targets=(fall,), brackets=(), market="XBTUSD"
    )
    standing = Standing(entry.tiers, int(policy.closing.comparator))
    return Crowd("inverse", "Inverse", "made", terms, XBTUSD, 79_315, 1, standing, "bitmex", 7)


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([5], Spread(5, 5, 5)),
        ([3, 1, 2], Spread(1, 2, 3)),
        ([4, 1, 3, 2], Spread(1, 2, 4)),
        (list(range(20)), Spread(1, 9, 18)),
        (list(range(199, -1, -1)), Spread(10, 99, 189)),
    ],
)
def test_an_interval_leaves_out_a_twentieth_at_each_end(values: list[int], found: Spread) -> None:
    assert spread(values) == found


def test_of_200_values_180_lie_inside() -> None:
    found = spread(list(range(200)))
    assert sum(found.low <= value <= found.high for value in range(200)) == 180


def test_the_first_seed_is_the_cases_own_and_the_next_ones_follow() -> None:
    crowd = small()
    columns = by_seed(crowd, 3)
    for place in range(3):
        later = msgspec.structs.replace(crowd, seed=crowd.seed + place)
        assert [column[place] for column in columns] == measured(later, later.drawn())


def test_a_total_is_of_the_whole_open_interest_and_has_its_newcomers() -> None:
    """Half of all are newcomers: twice what the book loses. 1 % is simulated: a hundred times that."""
    target = msgspec.structs.replace(SHIPPED.terms.targets[0], newcomers=0)
    none, half = (small(targets=(msgspec.structs.replace(target, newcomers=share),)) for share in (0, PPM // 2))
    bare, doubled = (measured(crowd, crowd.drawn())[0] for crowd in (none, half))
    assert doubled == 2 * bare > 0
    assert bare % 100 == 0


def test_shares_make_the_whole() -> None:
    crowd = small()
    shares = measured(crowd, crowd.drawn())[len(crowd.terms.targets) :]
    assert PPM - len(shares) <= sum(shares) <= PPM
    assert goals(crowd.terms)[-3:] == [363_040, 484_927, 152_031]
    assert len(list(named(crowd.terms))) == len(goals(crowd.terms))


def test_ranges_of_no_width_are_the_seeds() -> None:
    fixed = tuple(msgspec.structs.replace(one, low=one.value, high=one.value) for one in SHIPPED.terms.assumptions)
    targets = tuple(
        msgspec.structs.replace(one, newcomers_low=one.newcomers, newcomers_high=one.newcomers)
        for one in SHIPPED.terms.targets
    )
    crowd = small(assumptions=fixed, targets=targets)
    assert by_range(crowd, 3) == by_seed(crowd, 3)
    assert by_range(small(), 3) != by_seed(small(), 3)


def test_what_is_held_keeps_its_value() -> None:
    """With every other assumption of no width, only the tilt moves the totals; held, it does not."""
    only = tuple(
        one if one.name == "tilt" else msgspec.structs.replace(one, low=one.value, high=one.value)
        for one in SHIPPED.terms.assumptions
    )
    targets = tuple(
        msgspec.structs.replace(one, newcomers_low=one.newcomers, newcomers_high=one.newcomers)
        for one in SHIPPED.terms.targets
    )
    crowd = small(assumptions=only, targets=targets)
    assert by_range(crowd, 4, ["tilt"]) == by_seed(crowd, 4)
    assert by_range(crowd, 4) != by_seed(crowd, 4)


def test_a_fit_finds_the_value_that_made_the_figures() -> None:
    """The public figures are what a tilt of 0.8 and 30 % hedged shorts give: the fit returns both, and no miss."""
    crowd = small()
    made = crowd.with_values({"tilt": 800_000, "hedged_share": 300_000})
    medians = [spread(column).median for column in by_seed(made, 3)]
    totals, shares = medians[: len(crowd.terms.targets)], medians[len(crowd.terms.targets) :]
    targets = tuple(
        msgspec.structs.replace(one, cents=cents) for one, cents in zip(crowd.terms.targets, totals, strict=True)
    )
    rest = PPM - shares[0] - shares[1]
    brackets = tuple(
        msgspec.structs.replace(one, cents=cents)
        for one, cents in zip(crowd.terms.brackets, [shares[0], shares[1], rest], strict=True)
    )
    tilt, hedged = fitted(small(targets=targets, brackets=brackets), 3)
    assert (tilt.value, hedged.value) == (800_000, 300_000)
    assert tilt.found == tilt.goals
    assert hedged.found == hedged.goals
    assert dict(tilt.trials)[tilt.value] == dict(hedged.trials)[hedged.value] == 0


def test_a_goal_out_of_reach_takes_the_nearest_value() -> None:
    targets = tuple(msgspec.structs.replace(one, cents=10**15) for one in SHIPPED.terms.targets)
    tilt = fitted(small(targets=targets), 1)[0]
    least = min(miss for _, miss in tilt.trials)
    assert least > PPM
    assert dict(tilt.trials)[tilt.value] == least
    assert tilt.low <= tilt.value <= tilt.high


def test_the_same_crowd_gives_the_same_bytes() -> None:
    one, same = (msgspec.json.encode(calibrate(small(), [inverse()], 3, fit_seeds=2)) for _ in range(2))
    assert one == same


def test_what_was_fitted_predicts_another_crash_unchanged() -> None:
    told: list[int] = []
    made = calibrate(small(), [inverse()], 2, fit_seeds=2, progress=told.append)
    first, other = made.crashes
    values = {fit.assumption: fit.value for fit in made.fits}
    assert set(values) == {"tilt", "hedged_share"}
    for crash, origin in ((first, "fitted"), (other, "carried over")):
        assert {one.name: one.value for one in crash.assumptions if one.origin} == values
        assert {one.origin for one in crash.assumptions} == {origin, ""}
    assert [figure.fits for figure in first.figures] == ["tilt", "tilt", "hedged_share", "", ""]
    assert [figure.fits for figure in other.figures] == [""]
    assert other.figures[0].seeds.low > 0
    assert (first.predicted, other.predicted) == (False, True)
    assert told == sorted(told)
    assert told[-1] == 1000


def test_distances_hold_the_whole_open_interest_of_each_side() -> None:
    made = calibrate(small(), [inverse()], 1, fit=False)
    for crash in made.crashes:
        whole = next(one.value for one in crash.assumptions if one.name == "open_interest")
        for side in ("long", "short"):
            held = sum(getattr(one, side) for one in crash.distances)
            assert held == pytest.approx(whole, rel=1e-4)  # positions are whole lots, a hundred times what is simulated
    assert made.fits == []


@pytest.mark.deep
def test_the_committed_values_are_what_calibrate_finds() -> None:
    assert {fit.assumption: fit.value for fit in fitted(SHIPPED)} == {
        name: SHIPPED.terms.of(name) for name in places(SHIPPED)
    }


@pytest.mark.parametrize(("name", "step"), [("tilt", 80_000), ("hedged_share", 10_000)])
def test_the_committed_values_are_better_than_their_neighbours(name: str, step: int) -> None:
    """What the deep test finds from scratch, looked at around the values alone."""
    committed, mine, aims = SHIPPED.terms.of(name), places(SHIPPED)[name], goals(SHIPPED.terms)
    misses = {}
    for value in (committed - step, committed, committed + step):
        crowd = SHIPPED.with_values({name: value})
        columns = by_seed(crowd, FIT_SEEDS)
        misses[value] = sum(abs(spread(columns[i]).median - aims[i]) * PPM // aims[i] for i in mine)
    assert min(misses, key=lambda value: misses[value]) == committed


def without(terms: Terms, fitted_too: bool) -> Terms:
    """Terms of which no figure is fitted, or no assumption."""
    if fitted_too:
        held = tuple(msgspec.structs.replace(one, source="assumed") for one in terms.assumptions)
        return msgspec.structs.replace(terms, assumptions=held)
    targets = tuple(msgspec.structs.replace(one, fitted=False) for one in terms.targets)
    return msgspec.structs.replace(terms, targets=targets)


def test_bad_input_says_what_was_expected() -> None:
    with pytest.raises(BadCase, match=r"expected a case with a \[population\], found one whose accounts are counted"):
        crowd_of(cases.load("ten-times"))
    for seeds in (0, -3, 10_001):
        with pytest.raises(BadInput, match=f"expected from 1 to 10000 seeds, found {seeds}"):
            calibrate(small(), seeds=seeds)
    for nothing, message in (
        (False, "with fitted = true, on which tilt is fitted, found none"),
        (True, "expected an assumption whose source begins with 'fitted', found none"),
    ):
        with pytest.raises(BadCase, match=message):
            calibrate(msgspec.structs.replace(SHIPPED, terms=without(SHIPPED.terms, nothing)), seeds=1)
    wrong = tuple(
        msgspec.structs.replace(one, source="fitted: on nothing") if one.name == "maker_share" else one
        for one in SHIPPED.terms.assumptions
    )
    with pytest.raises(
        BadCase, match="expected tilt and hedged_share to be fitted and no other assumption, found 'maker"
    ):
        calibrate(small(assumptions=wrong), seeds=1)
