"""The cases of what happened: as it was, and with the control that would have caught it."""

from pathlib import Path

import pytest

from solvent.cli.run_lending import shipped
from solvent.errors import BadCase, SolventError
from tests.lab.lending.ways import changed, is_met_and_replayed

INCIDENTS = ("aave-capo-2026", "aave-crv-2022", "compound-dai-2020", "maker-2020", "moonwell-2026")
TEXTS = {name: shipped()[name].read_text("utf-8") for name in INCIDENTS}


@pytest.mark.parametrize("name", INCIDENTS)
def test_every_criterion_is_met_and_every_way_is_replayed(name: str, tmp_path: Path) -> None:
    is_met_and_replayed(changed(name, out=tmp_path), tmp_path)


def test_a_criterion_that_is_not_met_says_so() -> None:
    found = changed("moonwell-2026", ('room = "20 %"', 'room = "99.99 %"'))
    missed = [one for one in found.criteria if not one.met]
    assert not found.met
    assert {one.variant for one in missed} == {"paused on a fall"}
    assert any("NOT MET: paused on a fall" in line for line in found.lines)


def test_the_bonus_of_the_capped_cap_is_what_was_published_within_a_per_cent() -> None:
    """129.72 ETH of bonus, a tenth of it a fee, at 2,000 dollars; 382.76 ETH by the price: neither was fitted."""
    was = changed("aave-capo-2026").runs[0]
    bonus = (was.seized - was.repaid) / 0.9 / 2_000 / 10**8
    by_price = was.given["wstETH"] / 10**18 * (1.2282 - was.lowest["wstETH"] / 2_000 / 10**8)
    assert bonus == pytest.approx(129.72, rel=0.01)
    assert by_price == pytest.approx(382.76, rel=0.025)


def test_a_deeper_market_leaves_less_and_a_thinner_one_more() -> None:
    shortfalls = [changed("aave-crv-2022", ("1_130_000 USD", f"{depth} USD")).runs[0].shortfall
                  for depth in ("500_000", "1_130_000", "4_000_000")]  # fmt: skip
    assert shortfalls[0] > shortfalls[1] > shortfalls[2] == 0


def test_a_cap_leaves_nothing_up_to_60_million_and_something_at_70() -> None:
    """What the rulebook's note says was measured."""
    for cap, clean in (("60", True), ("70", False)):
        times = ("times = 92", f"times = {cap}")
        assert (changed("aave-crv-2022", times).runs[0].shortfall == 0) is clean


def test_an_anchor_that_listens_to_more_changes_nothing_where_it_listens_to_one() -> None:
    three = changed("compound-dai-2020").runs[1]
    assert three.highest["DAI"] == 103 * 10**16
    alone = changed("compound-dai-2020", ('prices = "three"', 'prices = "one"\nsources = { "DAI/USD" = ["kraken"] }'))
    assert alone.runs[1].highest["DAI"] == 103 * 10**16
    assert alone.runs[1].closed == three.closed == ["truly-below"]


def test_lots_are_given_away_where_one_bidder_alone_reaches_the_chain() -> None:
    """A chain that is never full lets keepers outbid him: nothing is given away, and less is missing by far."""
    free = changed("maker-2020", ("gwei = 150", "gwei = 20")).runs[0]
    was = changed("maker-2020").runs[0]
    assert (free.auctions["for nothing"], was.auctions["for nothing"] > 100) == (0, True)
    assert sum(free.losses.values()) < sum(was.losses.values()) / 10
    value_given = was.auctions["given away"] / 10**18 * 105
    assert value_given == pytest.approx(832_000, rel=0.05), "a tenth of 8.32 million dollars, which nobody put in"


@pytest.mark.parametrize(
    ("name", "old", "new", "said"),
    [
        ("moonwell-2026", 'chainlink = "1.12 cbETH/ETH"', 'chainlink = "0 cbETH/ETH"', "above 0"),
        ("moonwell-2026", 'chainlink = "1.12 cbETH/ETH"', 'chainlinc = "1.12"', "one of chainlink"),
        ("moonwell-2026", 'chainlink = "1.12 cbETH/ETH"', 'chainlink = "nan"', "finite"),
        ("moonwell-2026", 'figure = "waited"', 'figure = "weighted"', "expected a figure such as"),
        ("moonwell-2026", 'at_least = "20"', 'at_least = "many"', "a bound"),
        ("moonwell-2026", 'at_least = "20"\n', "", "one of at_most and at_least"),
        ("moonwell-2026", 'prices = "falling"', 'prices = "rising"', "one of plain, falling"),
        ("moonwell-2026", 'asset = "cbETH"\nmarket', 'asset = "rETH"\nmarket', "one of cbETH, WETH, USDC"),
        ("moonwell-2026", 'name = "units registered"', 'name = "as it was"', "a name of its own"),
        ("compound-dai-2020", 'of = { USDC = "1" }', 'of = { USDC = "1", DAI = "1" }', "that follows no feed"),
        ("compound-dai-2020", '["coinbase"]', '["binance"]', "some of coinbase, kraken, bitfinex"),
        ("compound-dai-2020", "min_sources = 2", "min_sources = -2", "min_sources"),
        ("aave-capo-2026", 'prices = "before"', 'prices = "said"', "a cap of at least the ratio"),
        ("aave-capo-2026", 'adopts = { changed = "said" }', 'adopts = { changed = "sad" }', "one of the rules"),
        ("aave-capo-2026", 'category = "ether"', 'category = "stable"', "one of ether"),
        ("maker-2020", 'margin = "30 %"', 'margin = "100 %"', "less than 100 %"),
        ("maker-2020", 'name = "another-keeper"', 'name = "keeper"', "a name of its own"),
        ("maker-2020", 'after = "45 min"\ngwei', 'after = "0 s"\ngwei', "a later time than the one before"),
        ("maker-2020", 'every = "5 min"\n', "", "expected a key 'every'"),
        (
            "aave-crv-2022",
            "[strangers]",
            '[[bidders]]\nname = "x"\nmargin = "1 %"\ngwei = 1\n\n[strangers]',
            "at auction",
        ),
        ("aave-crv-2022", 'every = "1 min"', 'every = "0 s"', "at least 1"),
        ("aave-crv-2022", 'asset = "CRV"', 'asset = "CVX"', "one of USDC, CRV"),
        (
            "aave-crv-2022",
            'rulebook = "aave-v2-crv-2022-capped"',
            'rulebook = "teaching-loans"',
            "the assets and the base",
        ),
    ],
)
def test_what_is_wrong_is_refused_and_named(name: str, old: str, new: str, said: str) -> None:
    with pytest.raises(SolventError) as refused:
        changed(name, (old, new))
    assert said in str(refused.value)
    assert isinstance(refused.value, BadCase)
