"""What every policy keeps, and what is known of each."""

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from solvent.lab.allocation.policies import capped_pro_rata, pro_rata, projection, queue, risk_aware
from solvent.lab.allocation.scorecard import execution_failure, judge, unfairness

WON = st.lists(st.integers(0, 1000) | st.integers(1, 10**15), min_size=1, max_size=7)
POLICIES = {
    "queue": lambda won, asked: queue(won, list(range(len(won))), asked),
    "pro-rata": pro_rata,
    "capped": lambda won, asked: capped_pro_rata(won, [Fraction(1, 1 + i) for i in range(len(won))], asked),
    "risk-aware": lambda won, asked: risk_aware(won, list(range(1, len(won) + 1)), [1] * len(won), asked),
    "l2": projection,
}


@st.composite
def waves(draw: st.DrawFn) -> tuple[list[int], int]:
    won = draw(WON)
    return won, draw(st.integers(0, sum(won)))


@pytest.mark.parametrize("name", POLICIES)
@given(wave=waves())
def test_nobody_gives_more_than_he_has_and_the_budget_is_met_exactly(name: str, wave: tuple[list[int], int]) -> None:
    won, asked = wave
    taken = POLICIES[name](won, asked)
    assert all(0 <= x <= w for x, w in zip(taken, won, strict=True))
    most = sum(Fraction(w, 1 + i) for i, w in enumerate(won)) if name == "capped" else sum(won)
    assert sum(taken) == min(asked, most)


@pytest.mark.parametrize("name", POLICIES)
@given(won=WON)
def test_what_is_more_than_can_be_taken_takes_all(name: str, won: list[int]) -> None:
    caps = [Fraction(1, 1 + i) if name == "capped" else Fraction(1) for i in range(len(won))]
    assert POLICIES[name](won, sum(won) + 1) == [w * cap for w, cap in zip(won, caps, strict=True)]


@given(waves(), st.integers(0, 10**6))
def test_splitting_an_account_changes_nothing_in_proportion(wave: tuple[list[int], int], part: int) -> None:
    won, asked = wave
    part = min(part, won[0])
    whole, split = pro_rata(won, asked), pro_rata([part, won[0] - part, *won[1:]], asked)
    assert whole == [split[0] + split[1], *split[2:]]


@given(waves())
def test_proportion_is_the_most_even_of_all(wave: tuple[list[int], int]) -> None:
    """It has the least sum of w h^2, for which every convex measure of shares would do."""

    def burden(taken: list[Fraction]) -> Fraction:
        return sum((x * x / w for x, w in zip(taken, wave[0], strict=True) if w), Fraction(0))

    even = burden(pro_rata(*wave))
    assert all(even <= burden(rule(*wave)) for rule in (POLICIES["queue"], POLICIES["risk-aware"], projection))


@given(waves())
def test_a_queue_leaves_its_head_least(wave: tuple[list[int], int]) -> None:
    won, asked = wave
    head = won.index(max(won))
    others = (pro_rata(won, asked), projection(won, asked), POLICIES["risk-aware"](won, asked))
    assert all(queue(won, won, asked)[head] >= taken[head] for taken in others)


@given(waves(), st.lists(st.fractions(0, 1, max_denominator=20), min_size=7, max_size=7))
def test_a_projection_is_the_nearest_point(wave: tuple[list[int], int], start: list[Fraction]) -> None:
    """No other shares that meet the budget are nearer to where it started."""
    won, asked = [w for w in wave[0] if w], wave[1]
    before = start[: len(won)]
    shares = [x / w for x, w in zip(projection(won, asked, before), won, strict=True)]
    assert sum(w * h for w, h in zip(won, shares, strict=True)) == asked
    for other in (pro_rata(won, asked), queue(won, won, asked), projection(won, asked)):
        away = [x / w for x, w in zip(other, won, strict=True)]
        # Optimal over a convex set: the way there makes no acute angle with the way to any other point.
        angle = sum((h - y) * (o - h) for h, y, o in zip(shares, before, away, strict=True))
        assert angle >= 0


def test_from_nothing_a_projection_takes_larger_shares_of_larger_profits() -> None:
    won = [10, 200, 3000]
    shares = [x / w for x, w in zip(projection(won, 100), won, strict=True)]
    assert all(small < large for small, large in pairwise(shares))


@pytest.mark.parametrize(("size", "rounds"), [(2, 10), (100, 40)])
def test_a_fixed_queue_regrets_in_proportion_to_time(size: int, rounds: int) -> None:
    """Profits (1, M) and (M, 1) in turn, 1 asked: always the first gives, and T / 2 x (1 - 1 / M) more than needed."""
    regret = Fraction(0)
    for turn in range(rounds):
        won = [size, 1] if turn % 2 else [1, size]
        fixed, best = queue(won, [2, 1], 1), queue(won, won, 1)
        regret += judge(fixed, won, 1).max_share - judge(best, won, 1).max_share
    assert regret == Fraction(rounds, 2) * (1 - Fraction(1, size))


def test_the_scorecard_by_hand() -> None:
    card = judge([100, 400, 0], [800, 400, 50], 600, deficit=1000, largest_loss=700)
    assert (card.taken, card.tracking, card.overshoot, card.undershoot) == (500, 100, 0, 100)
    assert (card.max_share, card.touched, card.used_up) == (1, 2, 1)
    assert (card.top_survivor, card.ptsr, card.pmr) == (700, Fraction(7, 10), 1)
    assert card.inversions == Fraction(1, 2)  # of 50 : 400 and 400 : 800 the second is turned over


def test_waves_do_not_mend_each_other() -> None:
    assert execution_failure([10, 0], [5, 5]) == 5
    assert unfairness([Fraction(1), Fraction(1, 2)], [Fraction(1, 2), Fraction(1, 2)], [100, 100]) == 50
