"""The case of LLAMMA's bands: what is lost on a fall and back depends on the jumps, not on the prices."""

from pathlib import Path

from solvent.cli.run_lending import shipped
from solvent.lab.lending.case import read_lending_case
from solvent.lab.lending.play import play_variants
from solvent.lab.lending.result import LendingResult
from tests.lab.lending.ways import is_met_and_replayed

TEXT = shipped()["bands-lose-by-the-jump"].read_text("utf-8")
WAD = 10**18


def along(path: list[int], owed: str = "25,200") -> LendingResult:
    """The case over other prices, twenty minutes apart."""
    head, tail = TEXT[: TEXT.index("[[prices]]")], TEXT[TEXT.index("[strangers]") : TEXT.index("[[variants]]")]
    steps = [f'[[prices]]\nafter = "{20 * at} min"\nof = {{ crvUSD = "1", WETH = "{price}" }}\n'
             for at, price in enumerate(path)]  # fmt: skip
    text = head.replace("25,200", owed) + "".join(steps[:1])
    text += "".join(step.replace('crvUSD = "1", ', "") for step in steps[1:])
    return play_variants(read_lending_case(text + tail, "made.toml"), None).runs[0]


def test_every_criterion_is_met_and_it_is_replayed(tmp_path: Path) -> None:
    found = play_variants(read_lending_case(TEXT, "made.toml"), tmp_path)
    assert found.met
    run = found.runs[0]
    (tmp_path / "teaching-llamma.journal").rename(tmp_path / "teaching-llamma.as-it-was.journal")
    is_met_and_replayed(found, tmp_path)
    assert (run.trades, run.fell, run.calls) == (3, 1, 0), "it might have been closed at the bottom, but did not pay"


def test_small_steps_lose_little() -> None:
    """Eighty steps of ten dollars: 1.7 % where two jumps lose 30.5."""
    down, up = range(2_990, 2_599, -10), range(2_610, 3_001, 10)
    assert along([3_000, *down, *up]).traded["WETH"] < WAD // 5
    assert along([3_000, 2_900, 2_600, 3_000]).traded["WETH"] > 3 * WAD


def test_a_loan_further_down_is_closed_at_the_bottom_where_that_pays() -> None:
    run = along([3_000, 2_900, 2_600, 3_000], "24,000")
    assert (run.calls, run.still) == (1, 0)
    assert run.given["WETH"] > 0
