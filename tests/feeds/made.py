"""Books and rulebooks made for the tests, and the three ways to write a book down."""

import csv
import io
import json
from pathlib import Path

import duckdb
from hypothesis import strategies as st

from solvent.policy import (
    ClosingPolicy,
    Comparator,
    Limit,
    LiquidationFee,
    MarketPolicy,
    MarkRule,
    Policy,
    PricePolicy,
    PriceRole,
    Ranking,
    Sizing,
    Taker,
    TakerPolicy,
    Tier,
    TransferPrice,
)

COLUMNS = (
    *("account", "market", "leg", "size", "entry_price", "mark_price", "margin_mode", "margin", "leverage"),
    *("buy_size", "sell_size", "settlement", "wallet_balance", "equity"),
)
TWENTY_TIMES = Tier(0, 25, 1000, 10**6, 0, 50, 1000)


def policy(*markets: str, min_sources: int = 1) -> Policy:
    """A rulebook of one tier at 20x for the markets named, or for all."""
    closing = ClosingPolicy(
        *(Comparator.AT_OR_BELOW, (), False, Sizing.ALL, 0, 0, 0, 0, 0, 0, 0, 0, Limit.NONE, 0, 0),
        *(LiquidationFee.CAPPED_BY_EQUITY, False),
    )
    return Policy(
        name="made",
        content_hash="",
        prices=PricePolicy(min_sources, 10**9, MarkRule.INDEX, 0, PriceRole.MARK),
        closing=closing,
        takers=(TakerPolicy(Taker.ADL, 10**6, TransferPrice.BANKRUPTCY),),
        payers=(),
        ranking=Ranking.PROFIT_TIMES_LEVERAGE,
        markets={name: MarketPolicy((TWENTY_TIMES,)) for name in markets or ("*",)},
    )


def as_csv(rows: list[dict[str, str]], columns: tuple[str, ...] = COLUMNS) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def as_json(rows: list[dict[str, str]], bare: tuple[str, ...] = ("size", "entry_price", "wallet_balance")) -> str:
    """Objects without their empty cells; the `bare` quantities stand there as numbers, not as strings."""
    items = []
    for row in rows:
        pairs = [f"{json.dumps(k)}: {v if k in bare else json.dumps(v)}" for k, v in row.items() if v]
        items.append("{" + ", ".join(pairs) + "}")
    return "[" + ",\n".join(items) + "]"


def write_parquet(rows: list[dict[str, str]], path: Path, kinds: dict[str, str] | None = None) -> Path:
    """A Parquet file of text columns, or of the DuckDB type that `kinds` names."""
    kinds = kinds or {}
    with duckdb.connect(":memory:") as connection:
        columns = ", ".join(f'"{column}" {kinds.get(column, "VARCHAR")}' for column in COLUMNS)
        connection.execute(f"CREATE TABLE book ({columns})")
        marks = ", ".join("?" for _ in COLUMNS)
        for row in rows:
            cells = [row.get(column) or None for column in COLUMNS]
            connection.execute(f"INSERT INTO book VALUES ({marks})", cells)
        connection.execute(f"COPY book TO '{path}' (FORMAT parquet)")
    return path


def figures(lowest: str, highest: str, places: int) -> st.SearchStrategy[str]:
    """Decimal text within bounds, as a file would print it."""
    return st.decimals(lowest, highest, allow_nan=False, places=places).map(lambda value: f"{value:f}")


@st.composite
def books(draw: st.DrawFn) -> list[dict[str, str]]:
    """Rows of a book that can be read: one-way positions, cross and isolated, one price a market."""
    accounts = draw(st.lists(st.sampled_from(["whale", "borrower", "maker", "hedger"]), min_size=1, unique=True))
    markets = draw(st.lists(st.sampled_from(["BTC", "ATOM", "kPEPE"]), min_size=1, unique=True))
    marks = {market: draw(figures("0.001", "90000", 4)) for market in markets}
    rows = []
    for account in accounts:
        wallet = draw(figures("-100", "100000", 6))
        key = draw(st.sampled_from(["wallet_balance", "equity"]))
        for market in draw(st.lists(st.sampled_from(markets), min_size=1, unique=True)):
            row = {"account": account, "market": market, "mark_price": marks[market], "settlement": "USDC", key: wallet}
            row["size"] = draw(st.sampled_from(["", "-"])) + draw(figures("0.001", "900", 3))
            row["entry_price"] = draw(figures("0.00001", "90000", 11))
            row["margin_mode"] = draw(st.sampled_from(["cross", "isolated"]))
            if row["margin_mode"] == "isolated":
                row[draw(st.sampled_from(["margin", "leverage"]))] = draw(figures("1", "20", 2))
            row["buy_size"] = draw(st.sampled_from(["", "1.5"]))
            rows.append(row)
    return rows
