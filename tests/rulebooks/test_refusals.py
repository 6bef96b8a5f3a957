"""What does not hang together is refused, with the line and the reason."""

from pathlib import Path

import pytest

from solvent import rulebooks
from solvent.errors import BadRulebook
from tests.rulebooks.small import SMALL, TIERS, changed, line_of, refusal

FLAT = 'rule = "flat"\nmaintenance = "1 %"\nmax_leverage = "50 x"\n'
FRACTION = 'rule = "fraction"\ninitial = "10 %"\nmaintenance_fraction = "50 %"\n'

MARK = '[prices.mark]\nrule = "median-of-three"\nbasis_time = "150 s"\n'
RESTORE = 'rule = "restore"\nbuffer = "20 %"\nassumed_cost = "0.2 %"'
SHARE = 'rule = "fraction"\nfraction = '
GROWING = """rule = "leverage"
tiers = [
    { floor = "0 USDC", max_leverage = "5 x" },
    { floor = "1 USDC", max_leverage = "9 x" },
]
"""
LIMITS = """rule = "risk-limits"
base_initial = "{}"
base_maintenance = "{}"
limit = "200 USDC"
step = "1 USDC"
steps = {}
"""
BELOW_INITIAL = "expected less than the initial rate"

# (what is replaced, by what, the part whose line is named, what the message says)
REFUSED = [
    # the text itself
    ("settlement = ", "settlement ", "settlement ", "expected TOML: Expected '='"),
    ("min_sources = 2", "min_sources = 2\nmin_sources = 3", "min_sources = 3", "Cannot overwrite"),
    ("min_sources = 2", "min_sources = 2.0", "min_sources = 2.0", "min_sources: expected an exact figure"),
    ("min_sources = 2", "min_sources = 1e400", "min_sources = 1e400", "found inf"),
    ("min_sources = 2", "min_sources = 0x" + "f" * 99999, "min_sources", "at most 63 bits"),
    ("min_sources = 2", "min_sources = 1979-05-27T07:32:00Z", "min_sources", "a whole number"),
    ("[collateral]", "[a" + ".b" * 20 + "]\n[collateral]", "[a.b", "at most 16 levels"),
    # names
    ('name = "small"', 'name = "Small One"', "name =", "a name of small letters"),
    ('title = "Small"', 'title = " "', "title =", "title: expected text"),
    ("valid_from = 2026-01-01", 'valid_from = "2026-01-01"', "valid_from", "expected a date such as 2026-01-31"),
    ('settlement = "USDC"', 'settlement = "US DC"', "settlement =", "an asset such as USDC"),
    ('settlement = "USDC"', 'settlement = "USDC"\nsettlement_decimals = 10', "settlement_decimals", "0 to 9, found 10"),
    ('settlement = "USDC"', 'settlement = "USDC"\nsettlement_decimals = true', "settlement_decimals", "a whole number"),
    (FLAT, LIMITS.format("1 %", "1 %", 3), "base_maintenance", BELOW_INITIAL),
    (FLAT, LIMITS.format("50 %", "20 %", 3), "steps = 3", "expected at most 2, with which"),
    (FLAT, LIMITS.format("50 %", "20 %", 2).replace("200 USDC", "0 USDC"), 'limit = "0', "expected 0.000001 or more"),
    ("[collateral]", "[colateral]", "[colateral]", "found 'colateral'; did you mean 'collateral'?"),
    ("min_sources = 2", "min_source = 2", "min_source = 2", "did you mean 'min_sources'?"),
    ('rule = "median-of-three"', 'rule = "median-of-tree"', "median-of-tree", "did you mean 'median-of-three'?"),
    ('rule = "fresh"', 'rule = "xyz"', '"xyz"', "known: fresh"),
    ('rule = "fresh"', "rule = 3", "rule = 3", "expected the name of a rule of the family 'source filter', found 3"),
    ('price = "mark"\n\n[adl]', 'price = "Mark"\n\n[adl]', '"Mark"', "takers.2.price: expected the name of a rule"),
    ("equity < maintenance", "equity > maintenance", "equity > maintenance", "trigger.comparator"),
    ('buffer = "20 %"', 'bufer = "20 %"', "bufer", "expected a key of the rule 'restore', found 'bufer'"),
    ('rule = "restore"', 'rule = "all"', "buffer", "expected a key of the rule 'all', found 'buffer'"),
    ('rule = "median"', 'rule = "median"\nsource = "faq2"', 'rule = "median"', "did you mean 'faq'?"),
    ('evidence = "P"', 'evidence = "Q"', "evidence", "expected one of P, S, L, T, M, unverified"),
    ("read = 2026-01-02", "", "[sources.faq]", "sources.faq: expected read, found none"),
    ("[markets.BTC.margin]", '[markets."BTC.X".margin]', "BTC.X", "a market of letters"),
    ("[markets.BTC.margin]\n" + FLAT, "[markets]\nBTC = 3\n", "BTC = 3", "markets.BTC: expected a table, found 3"),
    # marks
    ('source = "faq"', "source = 3", "source = 3", "expected the id of a source, found 3"),
    ('source = "faq"', 'source = "faq"\nours = true', "ours = true", "expected a source or ours = true, found both"),
    ('source = "faq"', 'ours = ["prize"]', "ours =", "found 'prize'; did you mean 'price'?"),
    ('source = "faq"', 'unverified = "yes"', "unverified =", "expected true, false or a list of keys"),
    # what must be there
    ('buffer = "20 %"\n', "", "[closing.sizing]", "closing.sizing: expected buffer (rate), found none"),
    ("cancel_orders = true\n", "", "[closing]", "closing: expected cancel_orders (flag), found none"),
    ('[closing.fee]\nrule = "capped-by-equity"\n', "", "[closing]", "closing: expected fee, found none"),
    ('[adl]\nranking = "profit-times-leverage"\n', "", 'name = "small"', "expected adl, found none"),
    ('[markets."*"]', "[markets.ETH]", '[markets."*".margin]', "markets.*: expected taker_fee (rate), found none"),
    # quantities
    ("min_sources = 2", 'min_sources = "2"', "min_sources", "expected a whole number, found '2'"),
    ("min_sources = 2", "min_sources = true", "min_sources", "expected a whole number, found true"),
    ("min_sources = 2", "min_sources = 0", "min_sources", "expected 1 to 1000, found 0"),
    ('max_age = "30 s"', "max_age = 30", "max_age", "expected text with its unit, such as '30 s', found 30"),
    ('max_age = "30 s"', 'max_age = "30"', "max_age", "expected a duration with its unit"),
    ('max_age = "30 s"', 'max_age = "0 s"', "max_age", "expected 1 ns or more"),
    ('max_age = "30 s"', 'max_age = "0.1 ns"', "max_age", "in whole ns"),
    ('taker_fee = "0.05 %"', 'taker_fee = "0.05 USDC"', "taker_fee", "expected a rate in one of"),
    ('taker_fee = "0.05 %"', 'taker_fee = "-0.05 %"', "taker_fee", "expected 0 % to 99.9999 %"),
    ('taker_fee = "0.05 %"', 'taker_fee = "0.00001 %"', "taker_fee", "at most 6 decimals"),
    ('taker_fee = "0.05 %"', 'taker_fee = "100 %"', "taker_fee", "expected 0 % to 99.9999 %"),
    ('buffer = "20 %"', 'buffer = "1e9 x"', "buffer", "expected a rate of at most"),
    ('floor = "100_000 USDC"', 'floor = "100_000 USDT"', "100_000 USDT", "expected an amount in USDC"),
    ('floor = "100_000 USDC"', 'floor = "1e13 USDC"', "1e13", "expected an amount of at most"),
    ("cancel_orders = true", "cancel_orders = 1", "cancel_orders", "expected true or false, found 1"),
    ('max_leverage = "50 x"', 'max_leverage = "0.5 x"', '"0.5 x"', "expected 1 x to 1000 x"),
    ('warnings = ["50 %", "80 %"]', 'warnings = "50 %"', "warnings", "expected a list"),
    (TIERS, "tiers = []\n\n", "tiers = []", "expected at least one row"),
    # what does not hang together
    ('["50 %", "80 %"]', '["80 %", "50 %"]', "warnings", "expected ascending rates, found 80 %, 50 %"),
    ('["50 %", "80 %"]', '["50 %", "50 %"]', "warnings", "expected ascending rates"),
    ('["50 %", "80 %"]', '["50 %", "100 %"]', "warnings", "trigger.warnings.2: expected 0.0001 % to 99.9999 %"),
    ('floor = "0 USDC"', 'floor = "1 USDC"', 'floor = "1 USDC"', "tiers.1.floor: expected 0 for the first tier"),
    ('floor = "100_000 USDC"', 'floor = "0 USDC"', "3_000 USDC", "tiers.2.floor: expected more than 0 USDC"),
    ('maintenance = "2 %"', 'maintenance = "4 %"', '"4 %"', f"tiers.1.maintenance: {BELOW_INITIAL}"),
    ('maintenance = "1 %"', 'maintenance = "2 %"', 'maintenance = "2 %"\n', f"BTC.margin.maintenance: {BELOW_INITIAL}"),
    ('maintenance = "5 %"', 'maintenance = "1 %"', '"1 %", max', "expected no lower maintenance than the tier before"),
    ('"3_000 USDC"', '"3_001 USDC"', "3_001 USDC", "expected 3_000 USDC, which makes maintenance continuous"),
    ('deduction = "0 USDC"', 'deduction = "1 USDC"', '"1 USDC"', "expected 0 USDC, which makes maintenance"),
    ('rule = "market"', 'rule = "fund"\n[[takers]]\nrule = "market"', '"market"', "the market as the first taker"),
    ('rule = "market"', 'rule = "fund"\n[[takers]]\nrule = "fund"', '"fund"\n\n', "takers.2.rule: expected"),
    ('rule = "market"', 'rule = "market"\nslice = "5 USDC"', '"5 USDC"', "takers.1.slice: expected every"),
    ('rule = "market"', 'rule = "market"\nparticipation = "9 %"', '"9 %"', "takers.1.participation: expected every"),
    ('rule = "market"', 'rule = "market"\nunfilled = "again"', '"again"', "takers.1.unfilled: expected every"),
    ('rule = "market"', 'rule = "market"\nevery = "1 s"\nunfilled = "again"', '"again"', "takers.2 with a line"),
    ('rule = "market"', 'rule = "market"\naround = "index"', '"index"', "takers.1.around: expected a band"),
    ('rule = "market"', 'rule = "market"\nband = "100 %"', '"100 %"', "takers.1.band: expected 0.0001 % to 99.9999 %"),
    ('rule = "market"', 'rule = "market"\nportion = "some"', '"some"', "a rule of the family 'portion of an order'"),
    ('[[takers]]\nrule = "adl"\nprice = "mark"\n', "", 'rule = "market"', "expected adl as the last taker"),
    ("[adl]", '[[takers]]\nrule = "fund"\n[adl]', 'rule = "adl"', "with others after it"),
    ("[[payers]]\n", '[[payers]]\nrule = "fund"\n[[payers]]\n', 'rule = "fund"\n\n', "payers.2.rule: expected each"),
    (MARK, "", 'price = "mark"\nw', "there is no [prices.mark]"),
    (RESTORE, SHARE + '"20 %"', "[closing.sizing]", "closing.sizing: expected above (amount)"),
    (RESTORE, SHARE + '"100 %"\nabove = "1 USDC"', 'fraction = "100 %"', "expected 0.0001 % to 99.9999 %"),
    ("[closing.fee]", '[closing.throttle]\norders = 0\nper = "1 s"\n[closing.fee]', "orders = 0", "expected 1 to"),
    (FLAT, FRACTION + 'oi_lower = "5 USDC"\n', "oi_lower", "expected oi_lower below oi_upper, found 5 USDC and 0 USDC"),
    (FLAT, FRACTION + 'oi_lower = "5 USDC"\noi_upper = "5 USDC"\n', "oi_upper", "expected oi_lower below oi_upper"),
    (FLAT, FRACTION.replace("50 %", "100 %"), "maintenance_fraction", "expected 0.0001 % to 99.9999 %"),
    (FLAT, GROWING, "9 x", "tiers.2.max_leverage: expected no lower maintenance"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "at", "message"), REFUSED, ids=[f"{i}" for i in range(len(REFUSED))])
def test_it_is_refused_with_its_line(old: str, new: str, at: str, message: str) -> None:
    text = changed(old, new) if SMALL.count(old) == 1 else SMALL.replace(old, new, 1)
    error = refusal(text)
    assert message in str(error)
    assert error.where == f"small.toml:{line_of(at, text)}"
    assert str(error).startswith(f"{error.where}: ")


def test_every_market_needs_an_entry() -> None:
    text = SMALL.replace('"*"', "ETH")
    error = refusal(text)
    assert str(error) == (
        f"small.toml:{line_of('[markets.ETH]', text)}: markets: "
        'expected [markets."*"], the entry of every market not named, found none'
    )


def test_no_taker_at_all_is_refused() -> None:
    text = changed('[[takers]]\nrule = "market"\n\n[[takers]]\nrule = "adl"\nprice = "mark"\n', "")
    error = refusal("takers = []\n" + text)
    assert "expected adl at least" in str(error)
    assert error.where == "small.toml:1"


def test_a_jump_that_is_declared_is_kept_as_published() -> None:
    text = changed('"3_000 USDC"', '"2_000 USDC"').replace(TIERS[:9], "discontinuous = true\n" + TIERS[:9], 1)
    book = rulebooks.parsed(text)
    assert [tier.deduction for tier in rulebooks.compile(book).markets["*"].tiers] == [0, 2_000 * 10**6]


def test_a_market_may_be_another_than_its_star() -> None:
    policy = rulebooks.compile(rulebooks.parsed(SMALL))
    star, btc = policy.markets["*"], policy.markets["BTC"]
    assert (btc.taker_fee, btc.liquidation_fee) == (star.taker_fee, star.liquidation_fee)
    assert len(btc.tiers) == 1


def test_prices_without_a_mark_are_enough_where_nobody_asks_for_one() -> None:
    text = changed(MARK, "")
    text = text.replace('price = "mark"\nwarnings', 'price = "index"\nwarnings').replace(
        'price = "mark"', 'price = "bankruptcy"'
    )
    assert rulebooks.parsed(text).word("trigger.price") == "index"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("teching", "did you mean 'teaching'?"),
        ("", "known: binance-coinm, binance-usdm, "),
        ("no/such.toml", "expected a file that can be read: No such file"),
        ("\0.toml", "expected a file that can be read"),
        (".toml", "expected a file that can be read"),
        ("../rulebooks/teaching", "expected a file that can be read"),
    ],
)
def test_a_name_that_is_none_is_refused(
    name: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadRulebook, match=message.replace("?", r"\?")):
        rulebooks.load(name)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "bytes.toml"
    file.write_bytes(b'name = "\xff"')
    with pytest.raises(BadRulebook, match="expected UTF-8, found another byte at offset 8"):
        rulebooks.load(file)
    with pytest.raises(BadRulebook, match="expected a file that can be read"):
        rulebooks.load(tmp_path)
    file.write_bytes(b"#" * 4_000_001)
    with pytest.raises(BadRulebook, match="more than 4 MB"):
        rulebooks.load(str(file))
