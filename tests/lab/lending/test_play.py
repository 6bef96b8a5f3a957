"""A case about loans, played and replayed."""

from pathlib import Path

import pytest

from solvent.cli.run_lending import shipped
from solvent.errors import BadCase, BadRulebook
from solvent.journal import SqliteJournal, verify
from solvent.lab.lending.case import read_lending_case
from solvent.lab.lending.play import LendingResult, play_lending
from solvent.runtime import replay_both

TEXT = shipped()["ether-falls"].read_text("utf-8")
WAD = 10**18


def played(text: str = TEXT) -> LendingResult:
    return play_lending(read_lending_case(text, "made.toml"))


def test_the_shipped_case_is_replayed_to_the_last_byte(tmp_path: Path) -> None:
    result = play_lending(read_lending_case(TEXT, "ether-falls.toml"), tmp_path)
    assert result == played(), "the same case is the same run"
    with SqliteJournal(tmp_path / "teaching-loans.journal", readonly=True) as journal:
        assert verify(journal, expected_head=bytes.fromhex(result.head)).ok
        replay = replay_both(journal)
    assert (replay.differs, replay.digest.hex()) == (None, result.digest)


def test_every_group_falls_in_its_turn() -> None:
    """Ether to 1,800, 1,250 and 1,000 dollars: reckless and small fall first, usual second, careful never."""
    result = played()
    assert (result.loans, result.fell) == (41, 30)
    assert result.bad_debt["USDC"] > 0
    assert result.seized > result.repaid, "strangers work for the bonus"


def test_small_loans_are_left_alone_where_gas_costs_more_than_the_bonus() -> None:
    """Half of 32 dollars at a bonus of 5 % leaves less than a hundredth of an ether, ten times over."""
    assert played().still >= 10
    free = TEXT.replace('gas = "0.01"', 'gas = "0"')
    assert played(free).calls > played().calls + 10


def test_where_nobody_acts_debts_outgrow_their_collateral_and_nobody_is_named() -> None:
    """At 1,000 dollars ten ether are worth 10,000: usual lack 4 ether each, reckless 6, small 0.012."""
    idle = played(TEXT.replace("[strangers]", "[strangers]\nact = false"))
    assert (idle.calls, idle.bad_debt) == (0, {})
    expected = 10 * (4 * WAD + 6 * WAD + 12 * WAD // 1_000)
    assert 0 < idle.shortfall - expected < 10 * WAD // 1_000, "and an hour of interest"


def test_what_is_lent_out_cannot_be_seized() -> None:
    """Somebody has borrowed most of the ether: strangers are turned away."""
    whale = '[[accounts]]\nname = "whale"\nsupplied = ["1000 WBTC"]\nowed = ["290 WETH"]\n\n[[prices]]'
    result = played(TEXT.replace("[[prices]]", whale, 1))
    assert result.locked > 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('supplied = ["0.02 WETH"]', 'supplied = ["0.02 WETHH"]', "an amount of each of WETH, WBTC, USDC"),
        ('supplied = ["0.02 WETH"]', 'supplied = ["nan WETH"]', "a number"),
        ('supplied = ["0.02 WETH"]', 'supplied = ["-1 WETH"]', "1 or more in its smallest unit"),
        ('owed = ["32 USDC"]', 'owed = ["0.0000001 USDC"]', "at most 6 decimals"),
        ('owed = ["32 USDC"]', 'owed = ["32000000 USDC"]', "NO_LIQUIDITY"),
        ('after = "40 min"', 'after = "10 min"', "a later time than the prices before"),
        ("of = { USDC", "of = { EURC", "a price of one of WETH, WBTC, USDC"),
        ('WBTC = "15", ', "", "none of WBTC"),
        ('USDC = "0.001" }', 'USDC = "0" }', "1 or more in its smallest unit"),
        ('slippage = "1 %"', 'slippage = "101 %"', "at most 100 %"),
        ('gas = "0.01"', "gas = 0.01", "the float"),
        ("count = 10", "cuont = 10", "unknown key 'cuont'"),
        ('rulebook = "teaching-loans"', 'rulebook = "teaching"', "a lending rulebook"),
        ('name = "small"', 'name = "lender"', "made.toml"),
    ],
)
def test_what_is_wrong_is_refused_and_named(old: str, new: str, said: str) -> None:
    assert old in TEXT
    text = TEXT.replace(old, new, 1)
    if old == 'name = "small"':
        text, said = text.replace('count = 10\nsupplied = ["0.02', 'supplied = ["0.02'), "one name twice"
    with pytest.raises(Exception, match="expected") as refused:
        played(text)
    assert said in str(refused.value)
    assert isinstance(refused.value, BadCase | BadRulebook)


TROVES = shipped()["recovery-mode"].read_text("utf-8")


def test_troves_are_taken_over_by_the_pool_and_then_by_the_other_borrowers(tmp_path: Path) -> None:
    """Ten of 16,000 at 106 %: 119,999 are the pool's, all but one coin; then ten of 12,500 at 96 %, at a loss."""
    result = play_lending(read_lending_case(TROVES, "recovery-mode.toml"), tmp_path)
    assert (result.fell, result.calls, result.still) == (20, 20, 0)
    assert result.taken["depositors"] == 119_999 * WAD
    assert set(result.losses) == {"borrowers"}, "what the pool paid was worth more than it paid"
    assert 0 < result.losses["borrowers"] < result.taken["borrowers"]
    with SqliteJournal(tmp_path / "liquity-v1.journal", readonly=True) as journal:
        replay = replay_both(journal)
    assert (replay.differs, replay.digest.hex()) == (None, result.digest)


def test_a_case_of_another_protocol_under_these_rules_is_refused() -> None:
    with pytest.raises(BadCase, match="an amount of each of ETH, LUSD at most once"):
        read_lending_case(TEXT, "made.toml", "liquity-v1")


COMET = shipped()["comet-absorb"].read_text("utf-8")


def test_a_comet_absorbs_sells_at_a_discount_and_is_short_of_what_the_gap_took(tmp_path: Path) -> None:
    """Ten of 32,000 against 20 ether at 1,500: half of a penalty of 5 % off, they sell for 29,250: 2,750 short each."""
    result = play_lending(read_lending_case(COMET, "comet-absorb.toml"), tmp_path)
    assert (result.fell, result.calls, result.still) == (20, 10, 10), "small ones do not pay for the gas"
    assert result.repaid == 10 * 29_250 * 10**8
    assert result.seized == 10 * 30_000 * 10**8
    assert -27_501 * 10**6 < result.reserves["USDC"] < -27_500 * 10**6, "but for minutes of interest"
    assert result.not_worth == 10
    with SqliteJournal(tmp_path / "compound-v3-usdc.journal", readonly=True) as journal:
        replay = replay_both(journal)
    assert (replay.differs, replay.digest.hex()) == (None, result.digest)


def test_nobody_absorbs_where_the_discount_does_not_pay_for_the_sale() -> None:
    """2.5 % off the market's price, sold at 3 % below it: the loans stand open, with all their collateral."""
    dear = COMET.replace('slippage = "1 %"', 'slippage = "3 %"')
    result = play_lending(read_lending_case(dear, "made.toml"))
    assert (result.calls, result.still) == (0, 20)
    assert -(10**6) < result.reserves["USDC"] < 0, "interest alone: suppliers earn by a curve of their own"
