"""From open to called to default, at each line and each moment."""

from msgspec.structs import replace

from solvent.lending.credit.calls import Cause, Ease, Standing, State, judged
from solvent.policy import CallPolicy
from tests.credit import DAY, DOLLAR, FRIDAY, HOUR, PERCENT, agreement

TERMS = agreement()
OPEN = State()
CALLED = State(Standing.CALLED, level=1, deadline_ns=FRIDAY + DAY)
DEBT = 10_000 * DOLLAR


def worth(ltv_percent: int) -> int:
    """What collateral counts for where the debt is so many percent of it, rounded up to an atom."""
    return -(-DEBT * 100 // ltv_percent)


def test_nothing_happens_below_the_first_line() -> None:
    assert judged(TERMS, OPEN, DEBT, worth(70) + 1, FRIDAY) == OPEN
    assert judged(TERMS, OPEN, 0, 0, FRIDAY) == OPEN


def test_a_call_at_the_line_gives_a_day() -> None:
    assert judged(TERMS, OPEN, DEBT, DEBT * 100 // 70, FRIDAY) == CALLED


def test_at_the_liquidation_line_time_does_not_matter() -> None:
    for state in (OPEN, CALLED):
        assert judged(TERMS, state, DEBT, worth(80) + 1, FRIDAY) == CALLED, "an atom more is only called"
        then = judged(TERMS, state, DEBT, worth(80), FRIDAY)
        assert isinstance(then, State)
        assert (then.standing, then.cause) == (Standing.DEFAULTED, Cause.LIQUIDATION_LTV)


def test_a_call_is_answered_at_its_own_line_until_the_last_moment() -> None:
    late = CALLED.deadline_ns
    assert judged(TERMS, CALLED, DEBT, worth(60), late) is Ease.CURED, "at the deadline is in time"
    assert judged(TERMS, CALLED, DEBT, worth(60) - 1, late - 1) == CALLED, "an atom short, and there is time"
    then = judged(TERMS, CALLED, DEBT, worth(60) - 1, late)
    assert then == CALLED._replace(standing=Standing.DEFAULTED, cause=Cause.DEADLINE)


def test_below_the_first_line_is_enough_where_the_agreement_says_so() -> None:
    lenient = replace(TERMS, partial_cure=True)
    late = CALLED.deadline_ns
    assert judged(lenient, CALLED, DEBT, worth(70) + 1, late) is Ease.PARTLY_CURED
    assert judged(lenient, CALLED, DEBT, worth(70) + 1, late - 1) == CALLED, "not before the deadline"
    then = judged(lenient, CALLED, DEBT, worth(70) - 1, late)
    assert isinstance(then, State)
    assert then.cause == Cause.DEADLINE


def test_the_more_urgent_line_gives_its_own_time_and_never_more() -> None:
    """70 %: a day; 75 %: four hours."""
    two = replace(TERMS, calls=(CallPolicy(70 * PERCENT, DAY), CallPolicy(75 * PERCENT, 4 * HOUR)))
    both = judged(two, OPEN, DEBT, worth(76), FRIDAY)
    assert both == State(Standing.CALLED, level=2, deadline_ns=FRIDAY + 4 * HOUR), "the earlier of the two"
    second = judged(two, CALLED, DEBT, worth(76), FRIDAY + HOUR)
    assert second == CALLED._replace(level=2, deadline_ns=FRIDAY + 5 * HOUR)
    late = FRIDAY + DAY - HOUR
    assert judged(two, CALLED, DEBT, worth(76), late) == CALLED._replace(level=2), "an hour is left, and stays"
    assert judged(two, second, DEBT, worth(72), FRIDAY + 2 * HOUR) == second, "a line is reached once"


def test_a_default_ends_at_the_target_of_its_sale_unless_it_is_anothers() -> None:
    own = State(Standing.DEFAULTED, Cause.DEADLINE)
    assert judged(TERMS, own, DEBT, worth(60), FRIDAY) is Ease.RESTORED
    assert judged(TERMS, own, DEBT, worth(60) - 1, FRIDAY) == own
    crossed = State(Standing.DEFAULTED, Cause.CROSS_DEFAULT)
    assert judged(TERMS, crossed, 0, worth(10), FRIDAY) == crossed


def test_a_waiver_holds_until_it_ends() -> None:
    waived = State(waived_ns=FRIDAY + HOUR)
    assert judged(TERMS, waived, DEBT, worth(90), FRIDAY + HOUR - 1) == waived
    then = judged(TERMS, waived, DEBT, worth(90), FRIDAY + HOUR)
    assert isinstance(then, State)
    assert then.standing == Standing.DEFAULTED


def test_without_calls_there_is_only_the_liquidation_line() -> None:
    never = replace(TERMS, calls=(), initial=75 * PERCENT)
    assert judged(never, OPEN, DEBT, worth(80) + 1, FRIDAY) == OPEN
    lenient = replace(never, partial_cure=True)
    assert judged(lenient, CALLED, DEBT, worth(79), CALLED.deadline_ns) is Ease.PARTLY_CURED, "called under other terms"
