"""What is shipped loads, compiles, is clean, and says what its sources say."""

import csv
import gzip
import json
from pathlib import Path
from typing import Any

import msgspec
import pytest

from solvent import rulebooks
from solvent.policy import (
    Comparator,
    Limit,
    LiquidationFee,
    MarkRule,
    Payer,
    Policy,
    PriceRole,
    Ranking,
    Sizing,
    Taker,
    TransferPrice,
)
from solvent.rulebooks.files import HOME
from solvent.tiers import row_maintenance, schedule
from solvent.units import ATOMS, PPM

NAMES = [
    "binance-coinm", "binance-usdm", "binance-usdm-capped", "binance-usdm-multi", "bitmex", "bitmex-2020-12", "bybit",
    "dydx-v4", "hyperliquid", "hyperliquid-book", "index-ewma", "index-full", "index-gated", "index-partial",
    "last-braked", "last-full", "okx", "osl", "teaching", "teaching-coins",
    "teaching-guards",
]  # fmt: skip

each = pytest.mark.parametrize("name", NAMES)


def policy(name: str) -> Policy:
    return rulebooks.compile(rulebooks.load(name))


def maintenance(name: str, market: str, notional: int) -> int:
    """Atoms required of a notional in whole units of the settlement asset, as the engine finds it."""
    entry = policy(name).market(market)
    assert entry is not None
    result: int = row_maintenance(notional * ATOMS, *schedule(entry.tiers))
    return result


def test_these_are_shipped() -> None:
    assert rulebooks.names() == NAMES


@each
def test_it_is_clean_and_called_like_its_file(name: str) -> None:
    assert [str(remark) for remark in rulebooks.lint(name) if remark.severity != "note"] == []
    assert rulebooks.load(name).name == name


@each
def test_it_says_who_vouches_for_every_entry(name: str) -> None:
    entries = rulebooks.load(name).entries
    assert [path for path, entry in entries.items() if entry.line and not (entry.source or entry.ours)] == []


@each
def test_its_lines_are_where_it_says(name: str) -> None:
    texts = {file.name: file.read_text("utf-8").splitlines() for file in HOME.glob("*.toml")}
    for path, entry in rulebooks.load(name).entries.items():
        if entry.line:
            assert path.rpartition(".")[2] in texts[entry.file][entry.line - 1]


@each
def test_policy_and_rulebook_survive_the_journal(name: str) -> None:
    book, compiled = rulebooks.load(name), policy(name)
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(compiled), type=Policy) == compiled
    assert msgspec.json.decode(msgspec.json.encode(compiled), type=Policy) == compiled
    assert msgspec.json.decode(msgspec.json.encode(book), type=rulebooks.Rulebook) == book
    assert (compiled.name, compiled.content_hash) == (name, book.content_hash)


@each
def test_written_out_it_is_the_same_rulebook(name: str) -> None:
    book = rulebooks.load(name)
    alone = rulebooks.parsed(rulebooks.toml(book))
    assert alone.content_hash == book.content_hash
    assert rulebooks.compile(alone) == policy(name)


@each
def test_maintenance_does_not_jump_at_a_border(name: str) -> None:
    if name in ("bitmex", "bitmex-2020-12", "okx"):
        return  # a step raises the rate on the whole position
    for entry in policy(name).markets.values():
        tables = schedule(entry.tiers)
        for before, tier in zip(entry.tiers, entry.tiers[1:], strict=False):
            below, at = (row_maintenance(notional, *tables) for notional in (tier.floor - 1, tier.floor))
            step = -(-tier.mm_num // tier.mm_den)  # one more atom of notional
            assert 0 <= at - below <= step + 1
            assert before.floor < tier.floor


@each
def test_maintenance_stays_below_the_initial_margin(name: str) -> None:
    for entry in policy(name).markets.values():
        for tier in entry.tiers:
            assert tier.mm_num * tier.mm_fraction * tier.im_den < tier.im_num * tier.mm_den * PPM


def test_bitmex_raises_both_rates_with_each_risk_limit_on_the_whole_position() -> None:
    rules = policy("bitmex")
    entry = rules.market("XBTUSD")
    assert entry is not None
    assert (rules.decimals, rules.prices.mark, rules.closing.sizing) == (8, MarkRule.FAIR, Sizing.TIER_STEP)
    assert [taker.kind for taker in rules.takers] == [Taker.MARKET, Taker.FUND, Taker.ADL]
    assert {taker.price for taker in rules.takers[1:]} == {TransferPrice.BANKRUPTCY}
    assert (rules.ranking, rules.closing.leftover_to_fund) == (Ranking.PROFIT_TIMES_LEVERAGE, True)
    assert (entry.taker_fee, entry.liquidation_fee) == (750, 0)
    coin, tables = 10**8, schedule(entry.tiers)
    asked = {200: 1, 250: 2.5, 300: 3, 301: 4.515, 1000: 45}  # XBT of position, XBT of maintenance
    assert {size: row_maintenance(size * coin, *tables) / coin for size in asked} == asked
    assert row_maintenance(200 * coin + 1, *tables) == 2 * coin + 1
    assert [(tier.im_num * 1000 // tier.im_den) for tier in entry.tiers] == [10, 15, 20, 25, 30, 35, 40, 45, 50]


def test_coin_margined_binance_has_the_maintenance_amounts_that_are_printed() -> None:
    """0.56, 1.81 and 11.81 BTC: the whole table follows from its floors and rates."""
    entry = policy("binance-coinm").market("BTCUSD_PERP")
    assert entry is not None
    coin = 10**8
    assert policy("binance-coinm").decimals == 8
    assert [entry.tiers[n].deduction * 100 for n in (3, 4, 6)] == [56 * coin, 181 * coin, 1181 * coin]
    assert row_maintenance(50 * coin, *schedule(entry.tiers)) == 69 * coin // 100  # 2.5 - 1.81


def test_bybit_holds_the_fee_to_close_back() -> None:
    """3 million BTCUSDT in the tier of 0.63 %: 18,900 less 3,020, and 1,650 of fees."""
    rules = policy("bybit")
    assert maintenance("bybit", "BTCUSDT", 3_000_000) == (18_900 - 3_020 + 1_650) * ATOMS
    assert (rules.closing.sizing, rules.closing.levels, rules.closing.limit) == (
        Sizing.TIER_STEP, 1, Limit.BANKRUPTCY_NET)  # fmt: skip
    assert rules.closing.comparator is Comparator.AT_OR_BELOW
    assert rules.prices.basis_ns == 300 * 10**9


def test_okx_steps_two_tiers_down_after_a_minute_and_closes_hedges_first() -> None:
    rules = policy("okx")
    closing = rules.closing
    assert (closing.sizing, closing.levels, closing.offset_hedged) == (Sizing.TIER_STEP, 2, True)
    assert (closing.cooldown_ns, rules.takers[-1].price) == (60 * 10**9, TransferPrice.MARK)
    assert maintenance("okx", "BTC-USDT-SWAP", 100_000) == (400 + 50) * ATOMS
    assert maintenance("okx", "ETH-USDT-SWAP", 2_000_000) == (20_000 + 1_000) * ATOMS  # on the whole position


def test_osl_marks_what_it_does_not_publish() -> None:
    book = rulebooks.load("osl")
    ours = {path for path, entry in book.entries.items() if entry.ours}
    assert {"prices.mark.rule", "takers.3.price", "markets.*.taker_fee", "markets.*.margin.tiers.1.floor"} <= ours
    published = {"trigger.comparator", "closing.cancel_orders", "closing.limit.rule", "adl.ranking"}
    assert not published & ours
    assert all("unpublished" in book.notes[path] for path in ("prices.mark", "markets.*", "markets.*.margin"))


def test_hyperliquid_asks_what_its_page_works_out() -> None:
    # Margin tiers: 200 million long in BTC = 200 M x 2.5 % - 1.875 M.
    assert maintenance("hyperliquid", "BTC", 200_000_000) == 3_125_000 * ATOMS
    assert maintenance("hyperliquid", "BTC", 150_000_000) == 1_875_000 * ATOMS
    assert maintenance("hyperliquid", "ATOM", 1_000) == 100 * ATOMS
    assert maintenance("hyperliquid", "a coin of yesterday", 600) == 100 * ATOMS


def test_hyperliquid_closes_as_its_pages_say() -> None:
    rules = policy("hyperliquid")
    closing = rules.closing
    assert (closing.sizing, closing.fraction, closing.fraction_above) == (Sizing.FRACTION, 200_000, 100_000 * ATOMS)
    assert closing.escalate_ns == 30 * 10**9
    assert [(taker.kind, taker.below, taker.price) for taker in rules.takers] == [
        (Taker.MARKET, PPM, TransferPrice.BANKRUPTCY),
        (Taker.BACKSTOP, 666_667, TransferPrice.BANKRUPTCY),
        (Taker.ADL, 0, TransferPrice.PREVIOUS_MARK),
    ]
    assert rules.ranking is Ranking.MARK_OVER_ENTRY_TIMES_LEVERAGE
    assert {entry.liquidation_fee for entry in rules.markets.values()} == {0}


def test_dydx_is_what_its_genesis_says() -> None:
    rules = policy("dydx-v4")
    btc, other = rules.market("BTC-USD"), rules.market("WIF-USD")
    assert btc is not None
    assert other is not None
    assert (btc.tiers[0].mm_num, btc.tiers[0].mm_fraction, btc.oi_upper) == (20_000, 600_000, 0)
    assert (other.tiers[0].im_num, other.tiers[0].im_den) == (200_000, PPM)
    assert (other.oi_lower, other.oi_upper) == (5_000_000 * ATOMS, 10_000_000 * ATOMS)
    assert maintenance("dydx-v4", "BTC-USD", 50_000) == 600 * ATOMS
    assert (rules.closing.limit, rules.closing.spread, rules.closing.adjustment) == (Limit.FILLABLE, 1_500_000, PPM)
    assert rules.closing.fee is LiquidationFee.CAPPED_BY_IMPROVEMENT
    assert rules.closing.comparator is Comparator.BELOW
    assert rules.prices.trigger is PriceRole.INDEX
    assert [(taker.kind, taker.price) for taker in rules.takers][-1] == (Taker.ADL, TransferPrice.BANKRUPTCY)
    assert rules.ranking is Ranking.RANDOM_START
    assert [payer.kind for payer in rules.payers] == [Payer.FUND]


def test_binance_asks_what_its_page_works_out() -> None:
    # 10 million BTCUSDT in the tier of 1 %: 100_000 less 12_000.
    assert maintenance("binance-usdm", "BTCUSDT", 10_000_000) == 88_000 * ATOMS
    assert maintenance("binance-usdm", "ATOMUSDT", 100_000) == (2_000 - 690) * ATOMS


def recorded(shared: Path) -> dict[str, list[tuple[float, ...]]]:
    """(floor, rate, leverage, deduction) of each recorded tier of the markets the rulebook names."""
    folder = shared / "data" / "venue_params"
    sample: dict[str, Any] = json.loads((folder / "binance_tiers_sample.json").read_text())
    found = {
        market: [(row[0], row[2], row[3], row[4]) for row in rows]
        for market, rows in sample["snapshots"]["latest"]["symbols"].items()
    }
    with gzip.open(folder / "binance_um_leverage_tiers_2024_10_24.csv.gz", "rt") as file:
        rows = [row for row in csv.DictReader(file) if row["symbol"] == "ATOM/USDT:USDT"]
    keys = ("min_notional", "mmr", "max_leverage", "maint_amount_cum")
    found["ATOMUSDT"] = [tuple(float(row[key]) for key in keys) for row in rows]
    return found


def test_binance_tiers_are_the_recorded_ones(shared: Path) -> None:
    rules, published = policy("binance-usdm"), recorded(shared)
    assert set(rules.markets) - {"*"} == set(published)
    for market, rows in published.items():
        entry = rules.markets[market]
        ours = [(t.floor, t.mm_num, t.im_den // t.im_num, t.deduction) for t in entry.tiers]
        theirs = [(round(f * ATOMS), round(r * PPM), round(x), round(d * ATOMS)) for f, r, x, d in rows]
        assert ours == theirs, market


def test_the_pair_of_the_case_differs_in_two_choices() -> None:
    changes = rulebooks.diff(rulebooks.load("last-full"), rulebooks.load("index-partial"))
    assert [str(change) for change in changes] == [
        "trigger.price: last → index",
        "closing.sizing.rule: all → restore",
        "closing.sizing.buffer: none → 20 %",
        "closing.sizing.assumed_cost: none → 0.5 %",
    ]
    assert rulebooks.load("index-partial").lineage == ("last-full",)


def test_the_three_of_the_cascade_differ_in_what_they_say() -> None:
    base = rulebooks.load("last-full")
    assert [str(one) for one in rulebooks.diff(base, rulebooks.load("index-full"))] == ["trigger.price: last → index"]
    assert [str(one) for one in rulebooks.diff(base, rulebooks.load("last-braked"))] == [
        "closing.sizing.rule: all → restore",
        "closing.limit.rule: none → bankruptcy",
        "closing.sizing.buffer: none → 20 %",
        "closing.sizing.assumed_cost: none → 0.5 %",
        "closing.throttle.orders: none → 2",
        "closing.throttle.per: none → 1 s",
    ]


def test_the_case_may_use_its_leverage() -> None:
    for name in ("last-full", "index-partial"):
        entry = policy(name).market("ATOM-PERP")
        assert entry is not None
        assert entry.tiers[0].im_den >= 25 * entry.tiers[0].im_num
        assert entry.tiers[1].floor >= 50_000 * ATOMS


def test_teaching_comments_every_line_it_explains() -> None:
    words = (HOME / "teaching.toml").read_text("utf-8")
    assert words.count("#") > 40
