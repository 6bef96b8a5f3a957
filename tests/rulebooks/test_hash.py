"""The content hash: a change of it means a new rule set, and nothing but a rule or a number changes it."""

import pytest

from solvent import rulebooks
from tests.rulebooks.small import SMALL, TIERS, changed

# A line changes here when, and only when, a shipped rule set does. Old journals name the old hash: say in CHANGELOG.md
# what changed, and give the rulebook a new `valid_from`.
GOLDEN = {
    "binance-coinm": "10f31facf492488dc6bb3d27e737bf69463cdf6b75deee0ecdfdcf960df4ed53",
    "binance-usdm": "6bae3ddaca4066f25cb85078be5d1c83cf10154ba4d1ad013a4a4b68c4f4824d",
    "binance-usdm-capped": "d50fa4b81fa54dbeb2a149baadd8fac318e58df9bebfdacb41aeecb64196df8b",
    "binance-usdm-multi": "b5d55c9b56f31bcd6e0b9a612a84283ed9bd9a7c450fec9f37a9ada3947e1200",
    "bitmex": "b0bc993e9bef79d1e05ecfdd47f31150fc3fbd950176dab5ae3be015c386da93",
    "bitmex-2020-12": "fb41a8176b5f143daeb0b54a215adc03f0f8a0ca29571e75ebfc44996773402b",
    "bybit": "6fb25145794f98ffde3d84816f949186ac43c6fe2fa88597a35cc94a14b51600",
    "dydx-v4": "c132e0dbbf449e98801d73831160fb8143a8953a1d07033051ca4ff7d02e9abe",
    "hyperliquid": "4393e9bf33af318bf07f01164f69cbe08b63cd94a8afcbe57f686d41c767fa4d",
    "hyperliquid-book": "4e7eb2da7d2fe684a626cc7c624b0d66af35b3335b0d6a64cef63f5d9b28840d",
    "index-ewma": "3376076a3ecad5fff1e82046998bc25bf3262a075d9b138218fa62eb07a041fe",
    "index-full": "3bf4a51da1d059baf5110f80346d7d9c44d223f0093fd54931af11b8eda4fa0e",
    "index-gated": "18fe5b7951c8f35c9a0c95650c14fbfa9228505fb1a671013bb8d19aa44abb9a",
    "index-partial": "09c1925d2639922347d88171d39da53260234cd0791add14a3c58ff647e01236",
    "last-braked": "93185a288d1f8da720768481d21946137039d027979a565146db47f20fe3c904",
    "last-full": "8f2726843b6b7f446e726e1a737510e80f872cad709b8b89aa4c5d7844492b90",
    "okx": "c10d4f611d8e6e6668bb5fa817546882f29c07243c14a4ed88c0bc4973886ea1",
    "osl": "acdd8fc4f5fcbb70c842ace9e62a748b2396dc5053b9bd118eef9dd6ae8e9b9e",
    "teaching": "78b15e30d9ddf45174580e1e6c34309b3047098d24d390698907461c9e030f4a",
    "teaching-coins": "24b18b3393b86a6f49b0baa7202ba33bc75a3d1458fa50f5c1a1fb0c8757c701",
    "teaching-guards": "5444cffa5bc99b006c51064efbc20968c414dfc0365b3cbd5bfbcb692a22c061",
}


@pytest.mark.parametrize("name", rulebooks.names())
def test_the_rule_set_is_the_one_we_know(name: str) -> None:
    assert rulebooks.load(name).content_hash == GOLDEN[name]


def digest(text: str) -> str:
    return rulebooks.parsed(text).content_hash


SAME = [
    ("name = ", "# a comment\nname = "),
    ('title = "Small"', 'title = "Another"'),
    ('name = "small"', 'name = "other"'),
    ("valid_from = 2026-01-01", "valid_from = 2027-01-01"),
    ('source = "faq"\n', "ours = true\n"),
    ('buffer = "20 %"', 'buffer = "0.2 x"'),
    ('max_age = "30 s"', 'max_age = "30_000 ms"'),
    ('floor = "100_000 USDC"', 'floor = "100000.00 USDC"'),
    (', deduction = "3_000 USDC"', ""),
    ("cancel_orders = true", 'cancel_orders = true\ncooldown = "0 s"'),
    ('[[takers]]\nrule = "market"', '[[takers]]\nrule = "market"\nnote = "first"'),
    ('rule = "fund"\n', 'rule = "fund" # all it has\n'),
    (TIERS, "discontinuous = false\n" + TIERS),
]


@pytest.mark.parametrize(("old", "new"), SAME)
def test_what_is_no_rule_does_not_change_it(old: str, new: str) -> None:
    assert digest(changed(old, new)) == digest(SMALL)


OTHER = [
    ("min_sources = 2", "min_sources = 3"),
    ('max_age = "30 s"', 'max_age = "31 s"'),
    ('basis_time = "150 s"', 'basis_time = "151 s"'),
    ('rule = "median-of-three"\nbasis_time = "150 s"', 'rule = "index"'),
    ("equity < maintenance", "equity <= maintenance"),
    ('price = "mark"\nwarnings', 'price = "index"\nwarnings'),
    ('["50 %", "80 %"]', '["50 %"]'),
    ("cancel_orders = true", "cancel_orders = false"),
    ('leftover = "owner"', 'leftover = "fund"'),
    ("cancel_orders = true", 'cancel_orders = true\ncooldown = "1 ns"'),
    ('buffer = "20 %"', 'buffer = "20.0001 %"'),
    ('[closing.limit]\nrule = "bankruptcy"', '[closing.limit]\nrule = "none"'),
    ("capped-by-equity", "capped-by-improvement"),
    ('[[takers]]\nrule = "adl"', '[[takers]]\nrule = "fund"\n\n[[takers]]\nrule = "adl"'),
    ("profit-times-leverage", "random-start"),
    ('[[payers]]\nrule = "fund"', '[[payers]]\nrule = "fund"\ncapacity = "1 USDC"'),
    ('taker_fee = "0.05 %"', 'taker_fee = "0.0501 %"'),
    ('"5 %", max_leverage = "10 x", deduction = "3_000 USDC"', '"4 %", max_leverage = "10 x"'),
    ('max_leverage = "50 x"', 'max_leverage = "49 x"'),
    ("[markets.BTC.margin]", "[markets.ETH.margin]"),
    ("[closing.fee]", '[closing.throttle]\norders = 9\nper = "1 s"\n\n[closing.fee]'),
]


@pytest.mark.parametrize(("old", "new"), OTHER)
def test_every_rule_and_number_changes_it(old: str, new: str) -> None:
    assert digest(changed(old, new)) != digest(SMALL)


def test_another_scale_of_the_asset_changes_it_and_the_usual_one_does_not() -> None:
    finer = SMALL.replace('settlement = "USDC"', 'settlement = "USDC"\nsettlement_decimals = 8')
    assert digest(finer) != digest(SMALL)
    assert digest(finer.replace("= 8", "= 6")) == digest(SMALL)


def test_another_asset_changes_it() -> None:
    assert digest(SMALL.replace("USDC", "USDT")) != digest(SMALL)
