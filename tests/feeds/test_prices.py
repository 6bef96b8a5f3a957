"""Prices and shocks as a user gives them, and the names a market goes by."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from solvent.errors import BadInput
from solvent.feeds import parse_prices, parse_shocks
from solvent.feeds.names import find, same


def test_prices_on_one_line() -> None:
    prices = parse_prices("ATOM=3.20, BTC/USDT:USDT=60000")
    assert prices.of("ATOM/USDT:USDT") == Decimal("3.20")
    assert prices.of("BTCUSDT") == 60000
    assert prices.of("BTC/USDC:USDC") is None
    assert prices.of("ETH") is None


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("prices.csv", "market,price\nATOM,3.20\nBTC,60000\n"),
        ("prices.json", '{"ATOM": "3.20", "BTC": 60000}'),
        ("prices.json", '[{"symbol": "ATOM", "markPrice": 3.20}, {"symbol": "BTC", "markPrice": "60000"}]'),
    ],
)
def test_prices_in_a_file(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text)
    prices = parse_prices(str(tmp_path / name))
    assert prices.values == {"ATOM": Decimal("3.20"), "BTC": Decimal(60000)}
    prices.check(["ETH"])  # a file may list a whole venue


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ATOM=0", "--prices, column ATOM: expected a price above 0, found '0'"),
        ("ATOM=-1", "expected a price above 0, found '-1'"),
        ("ATOM=nan", "expected a price above 0 between"),
        ("ATOM=", "expected a price above 0, found nothing"),
        ("=3", "--prices: expected a name of 1 to 200 printable characters"),
        ("ATOM=3,BTC", "--prices: expected market=value such as ATOM=3.2, found 'BTC'"),
        ("ATOM=3,ATOM=3", "--prices: expected each market once, found 'ATOM' twice"),
        ("*=3", "--prices: expected a market, found '*'"),
        ("absent.csv", "absent.csv: expected a file of positions in CSV, JSON or Parquet, found no such file"),
    ],
)
def test_bad_prices_are_refused(text: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_prices(text)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("market,price\nA,1\nA,2\n", "prices.csv, line 3, column market: expected each market once, found 'A'"),
        (
            "market,cost\nA,1\n",
            "prices.csv: expected a column price (price or mark_price or mark or mark_px or index_price",
        ),
        ("market,price\nA,-1\n", "prices.csv, line 2, column price: expected a price above 0, found '-1'"),
    ],
)
def test_a_bad_price_file_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "prices.csv").write_text(text)
    with pytest.raises(BadInput) as refused:
        parse_prices(str(tmp_path / "prices.csv"))
    assert message in str(refused.value)


def test_a_price_of_a_market_that_is_not_held_is_a_typing_error() -> None:
    with pytest.raises(BadInput, match=r"--prices: expected a market of the book \(ATOM, BTC\), found 'ATON'"):
        parse_prices("ATON=3").check(["ATOM", "BTC"])
    with pytest.raises(BadInput, match=r"--shock: expected a market of the book \(ATOM, BTC\), found 'ATON'"):
        parse_shocks(["ATON=-3%"]).check(["ATOM", "BTC"])
    parse_shocks(["*=-3%"]).check(["ATOM"])


@pytest.mark.parametrize(
    ("texts", "factors"),
    [
        (["ATOM=-30%"], {"ATOM": "7/10", "BTC": "1"}),
        (["*=-10%", "ATOM=-12.345 %"], {"ATOM": "17531/20000", "BTC": "9/10"}),
        (["ATOM=+25bp,BTC=5%"], {"ATOM": "401/400", "BTC": "21/20", "ETH": "1"}),
        (["ATOM=0%"], {"ATOM": "1"}),
        ([], {"ATOM": "1"}),
    ],
)
def test_shocks_are_exact_factors(texts: list[str], factors: dict[str, str]) -> None:
    shocks = parse_shocks(texts) if texts else parse_shocks(["*=0%"])
    assert {market: shocks.of(market) for market in factors} == {m: Fraction(f) for m, f in factors.items()}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("ATOM=-30", "--shock, column ATOM: expected a change in % or bp such as -30%, found '-30'"),
        ("ATOM=-100%", "expected a change above -100% and at most 99900%, found '-100%'"),
        ("ATOM=99901%", "expected a change above -100% and at most 99900%"),
        ("ATOM=nan%", "expected a change such as -30%"),
        ("ATOM=%", "expected a change such as -30%, found nothing"),
        ("ATOM", "--shock: expected market=value such as ATOM=-30%, found 'ATOM'"),
        ("*=-1%,*=-2%", "--shock: expected each market once, found '*' twice"),
    ],
)
def test_bad_shocks_are_refused(text: str, message: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse_shocks([text])
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("BTC/USDT:USDT", "BTCUSDT", True),
        ("BTC/USDT:USDT", "BTC", True),
        ("BTC-USDT-SWAP", "btc_usdt", True),
        ("BTCUSDT", "BTC-USD", True),
        ("BTC-PERP", "BTC", True),
        ("BTCUSDT", "BTCUSDC", False),
        ("BTCUSDT", "BTC-25DEC26", False),
        ("kPEPE", "PEPE", False),
        ("1000PEPEUSDT", "PEPEUSDT", False),
        ("BUSD", "B", False),
    ],
)
def test_names_of_one_market(one: str, other: str, expected: bool) -> None:
    assert same(one, other) is expected
    assert same(other, one) is expected


def test_the_closest_name_is_found_and_a_doubtful_one_refused() -> None:
    names = ["BTCUSDT", "BTCUSDC", "ATOM"]
    assert find("BTC/USDC:USDC", names) == "BTCUSDC"
    assert find("ATOMUSDT", names) == "ATOM"
    assert find("ETH", names) is None
    with pytest.raises(BadInput, match="expected one market for 'BTC', found BTCUSDT, BTCUSDC: name it in full"):
        find("BTC", names)
