"""`solvent loans`: what is printed, what is JSON, and how a command ends."""

import json
from pathlib import Path

import pytest

from solvent.rulebooks.lending import load_lending
from tests.cli.doors import call

RULES = ("--rulebook", "teaching-loans")
LOANS = """account,asset,supplied,owed,price
line,WETH,10,,1
line,USDC,,16500,0.0005
far,WBTC,1,,15
far,USDC,,5000,0.0005
"""


def file(folder: Path, text: str = LOANS) -> Path:
    path = folder / "loans.csv"
    path.write_text(text)
    return path


def stricter(folder: Path) -> Path:
    """`teaching-loans` with a threshold of ether of 82 %."""
    path = folder / "stricter.toml"
    path.write_text(load_lending("teaching-loans").text.replace('threshold = "82.5 %"', 'threshold = "82 %"'))
    return path


@pytest.fixture(scope="module")
def real(shared: Path) -> Path:
    path = shared / "data" / "defi_positions" / "aave_v2_steth_positions_2023_06.csv.gz"
    if not path.is_file():
        pytest.skip(f"{path} is not here")
    return path


def test_a_preflight_names_who_falls_by_the_change_alone(tmp_path: Path) -> None:
    told = call("loans", "preflight", file(tmp_path), *RULES, "--new", stricter(tmp_path))
    lines = [" ".join(line.split()) for line in told.stdout.splitlines()]
    assert told.exit_code == 1
    assert "reserves.WETH.threshold 82.5 % 82 %" in lines
    assert "line 10.0000 8.2500 82.50 % 82.00 % 1.0000 0.9939" in lines
    assert "1 of 2 that owe would be liquidated by the change alone; 0 could be before it, 1 after" in told.stdout
    document = json.loads(
        call("loans", "preflight", file(tmp_path), *RULES, "--new", stricter(tmp_path), "--json").stdout
    )
    assert document["fallen"][0]["after"]["health"] == "993939393939393939"  # 8.2 / 8.25, nearest
    assert (document["by_the_change"], document["collateral_by_asset"]) == (1, {"WETH": str(10 * 10**18)})


def test_a_change_that_takes_nobody_is_fine(tmp_path: Path) -> None:
    assert call("loans", "preflight", file(tmp_path), *RULES, "--new", "teaching-loans").exit_code == 0
    assert call("loans", "preflight", file(tmp_path), *RULES, "--new", "teaching-loans-v3").exit_code == 2


def test_the_real_book_under_a_stricter_rulebook(real: Path, tmp_path: Path) -> None:
    """Half a point less on 1,309 real accounts."""
    told = json.loads(call("loans", "preflight", real, *RULES, "--new", stricter(tmp_path), "--json").stdout)
    assert (told["liquidatable_before"], told["loans"]) == (4, 1_309)
    assert told["liquidatable_after"] - told["by_the_change"] == 4


def test_the_least_that_restores_is_told_with_the_cheapest_cure(tmp_path: Path) -> None:
    """8.25 of 10 ether counts against 16,600 dollars: 100 dollars restore, and a swap sells 0.05 / 0.175 of ether."""
    book = file(tmp_path, LOANS.replace("16500", "16600"))
    told = call("loans", "restore", book, *RULES)
    lines = [" ".join(line.split()) for line in told.stdout.splitlines()]
    assert told.exit_code == 1
    swap = "sell 0.285714 WETH for 571.428572 USDC"
    assert f"line 8.3000 0.9939 100.000000 USDC {swap} 0.0000 0.0000" in lines
    document = json.loads(call("loans", "restore", book, *RULES, "--json").stdout)
    assert [(one["kind"], one["repaid"]) for one in document["patients"][0]["cures"]][1] == ("repay", "100000000")
    assert call("loans", "restore", file(tmp_path), *RULES).exit_code == 0


def test_after_a_gap_others_need_a_cure(tmp_path: Path) -> None:
    """Dollars rise by 1 / 0.8: 16,500 are 10.3125, which 8.25 covers after 3,300 are repaid."""
    book = file(tmp_path)
    told = call("loans", "restore", book, *RULES, "--falls", "WETH", "--gap", "20 %", "--json")
    cures = {one["kind"]: one for one in json.loads(told.stdout)["patients"][0]["cures"]}
    assert cures["repay"]["repaid"] == str(3_300 * 10**6)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--gap", "20 %"), "expected --falls ASSET, one or more of WETH, WBTC, USDC"),
        (("--falls", "DOGE", "--gap", "20 %"), "--falls: expected assets among"),
        (("--falls", "WETH", "--gap", "100 %"), "--gap: expected a share of 0 and below 100 %, found 100 %"),
        (("--falls", "WETH", "--gap", "20"), "--gap: expected"),
        (("--target", "0.5"), "--target: expected a health factor of 1 to 100, found 0.5"),
        (("--target", "x"), "--target: expected a health factor"),
        (("--exchange", "-1 %"), "--exchange: expected a share"),
        (("--prices", "WETH=2"), "expected a price of 1 for WETH"),
    ],
)
def test_words_that_mean_nothing_are_refused(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    result = call("loans", "restore", file(tmp_path), *RULES, *words)
    assert result.exit_code == 2
    assert said in result.output


def test_a_price_of_the_option_replaces_that_of_the_file(tmp_path: Path) -> None:
    cheap = call("loans", "restore", file(tmp_path), *RULES, "--prices", "USDC=0.00051")
    assert cheap.exit_code == 1


def test_bad_debt_is_projected_by_gap_and_liquidity(tmp_path: Path) -> None:
    """Ether 20 % lower: 10.3125 is owed against 10, and 10 / 1.05 of it can be repaid."""
    words = ("loans", "project", file(tmp_path), *RULES, "--falls", "WETH", "--gaps", "20%,0.5%")
    told = call(*words, "--depth", "*=all@0", "--liquidity", "100%,0%")
    lines = [" ".join(line.split()) for line in told.stdout.splitlines()]
    assert told.exit_code == 1
    assert "20.0 % 1 10.0000 10.3125 0.3125" in lines
    assert "20.0 % 0.7887 0.3125" in lines
    assert "The most bad debt is 0.7887: the suppliers of USDC bear 0.7887." in lines
    document = json.loads(call(*words, "--json").stdout)
    cell = document["gaps"][0]["cells"][0]
    assert cell["borne"] == [{"asset": "USDC", "bearer": "suppliers", "amount": cell["bad_debt"]}]
    assert document["notes"][-1].startswith("no --depth is given")
    assert call(*words[:-1], "1%").exit_code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--gas", "-1"), "--gas: expected an amount of 0 or more"),
        (("--gas", "x"), "--gas: expected an amount"),
        (("--queue", "x"), "--queue: expected a rate"),
        (("--depth", "WETH=5"), "--depth: expected asset=units@bps"),
        (("--depth", "WETH=5@10", "--liquidity", "x"), "--liquidity: expected"),
        (("--gaps", "5%,100%"), "--gaps: expected a share of 0 and below 100 %"),
    ],
)
def test_a_projection_that_means_nothing_is_refused(tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    result = call("loans", "project", file(tmp_path), *RULES, "--falls", "WETH", "--depth", "*=all@0", *words)
    assert result.exit_code == 2
    assert said in result.output


def test_the_real_book_as_ether_gaps(real: Path) -> None:
    """Who falls and what they owe beyond their collateral is that of the acceptance file."""
    told = json.loads(call("loans", "project", real, *RULES, "--depth", "WETH=20000@100", "--json").stdout)
    assert [gap["liquidatable"] for gap in told["gaps"]] == [8, 17, 60, 133, 250, 396, 556]
    static = [int(gap["bad_debt_if_nobody_acts"]) for gap in told["gaps"]]
    assert [round(bad / 10**18, 1) for bad in static[:-1]] == [0.0, 0.0, 0.1, 1_304.4, 13_619.5, 44_053.4]
    assert all(cell["bad_debt"] == str(bad) for gap, bad in zip(told["gaps"], static, strict=True)
               for cell in gap["cells"] if cell["liquidity_ppm"] == 0)  # fmt: skip


def test_the_frontier_names_who_ends_in_bad_debt(tmp_path: Path) -> None:
    """Ether 20 % lower: 10.3125 is owed, and 10 pays for 9.5238 of it; 0.8 / 1.05 is safe for a small loan."""
    words = ("loans", "frontier", file(tmp_path), *RULES, "--falls", "WETH", "--gap", "20 %")
    told = call(*words, "--depth", "WETH=5@100,*=all@0")
    lines = [" ".join(line.split()) for line in told.stdout.splitlines()]
    assert told.exit_code == 1
    assert "WETH 82.50 % 95.24 % 0.8662 13.38 % 10.00 5.00 76.19 % 38.09 % 38.09 % none" in lines
    assert "line 10.0000 10.3125 103.13 % 0.8000 → 0.7993 −2.0625 → −2.0487 0.7887" in lines
    document = json.loads(call(*words, "--json").stdout)
    assert (document["liquidatable"][0]["toxic"], document["assets"][0]["safe_small"]) == (True, 7_619)
    assert call("loans", "frontier", file(tmp_path), *RULES).exit_code == 0


def test_the_real_book_has_sixteen_past_the_line_after_a_fifth(real: Path) -> None:
    told = json.loads(call("loans", "frontier", real, *RULES, "--gap", "20 %", "--json").stdout)
    assert (len(told["liquidatable"]), sum(one["toxic"] for one in told["liquidatable"])) == (60, 16)
