"""A file of depth is read exactly; a snapshot that does not hang together is refused alone, with its reason."""

from pathlib import Path

import pytest

from solvent.errors import BadInput
from solvent.feeds.depth import Reading, Snapshot, commands, read_depth
from solvent.feeds.files import load, parse_csv
from solvent.prices.bands import Fault
from solvent.units import NS

HEADER = "ts_s,percentage,depth,notional\n"
GOOD = "100,-2,20,1980\n100,-1,10.5,1044.75\n100,1,10,1005\n100,2,20,2020\n"
CROSSED = "130,-1,10,1010\n130,1,10,1005\n"
FILE = "oct10_2025/binance_um_btcusdt_bookdepth_20251010.csv.gz"
CLOCK_1530, CLOCK_153042 = 1_760_110_200 * NS, 1_760_110_242 * NS


def read(text: str) -> list[Snapshot]:
    return list(read_depth(parse_csv(HEADER + text, "depth.csv")))  # type: ignore[arg-type]


def test_what_is_believed_becomes_a_command_and_the_rest_says_why() -> None:
    snapshots = read(GOOD + CROSSED)
    assert [one.fault for one in snapshots] == [None, Fault.CROSSED]
    told = list(commands(snapshots, Reading("BTC", 10_000, 1)))
    assert [(one.time_ns, one.bids, one.asks) for one in told] == [(100 * NS, 105, 100)]
    assert [(one.bids, one.asks) for one in commands(snapshots, Reading("BTC", 20_000, 0))] == [(20, 20)]
    assert [(one.bids, one.asks) for one in commands(snapshots, Reading("BTC", 9_999, 0))] == [(0, 0)]
    assert snapshots[1].why() == (
        "depth.csv, line 6: bids worth more than asks: within 1 %, 101.00 on average against 100.50"
    )


@pytest.mark.parametrize(
    ("text", "where", "found"),
    [
        (GOOD.replace("1044.75", "NaN"), "line 3, column notional", "'NaN'"),
        (GOOD.replace("1044.75", "inf"), "line 3, column notional", "'inf'"),
        (GOOD.replace("1044.75", "-1"), "line 3, column notional", "'-1'"),
        (GOOD.replace("1044.75", ""), "line 3, column notional", "nothing"),
        (GOOD.replace("10.5", "1e30"), "line 3, column depth", "'1e30'"),
        (GOOD.replace("-1,10.5", "0,10.5"), "line 3, column percentage", "'0'"),
        (GOOD.replace("-1,10.5", "-100,10.5"), "line 3, column percentage", "'-100'"),
        (GOOD.replace("-1,10.5", "-2,10.5"), "line 3, column percentage", "'-2'"),
        (GOOD.replace("100,1,", "x,1,"), "line 4, column ts_s", "'x'"),
        (GOOD + "99,1,1,1\n", "line 6, column ts_s", "'99'"),
        (GOOD + CROSSED + GOOD, "line 8, column ts_s", "'100'"),
        (GOOD + "130,-1,10", "line 6", "3"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_line(text: str, where: str, found: str) -> None:
    with pytest.raises(BadInput) as caught:
        read(text)
    message = str(caught.value)
    assert message.startswith(f"depth.csv, {where}: expected ")
    assert f"found {found}" in message


def test_the_968_crossed_snapshots_of_10_october_are_refused_and_none_before_is(shared: Path) -> None:
    snapshots = list(read_depth(load(shared / "data" / FILE)))  # type: ignore[arg-type]
    after = [one for one in snapshots if one.time_ns > CLOCK_153042]
    assert len(after) == 1018
    assert sum(one.fault is Fault.CROSSED for one in after) == 968
    before = [one for one in snapshots if one.time_ns < CLOCK_1530]
    assert len(before) == 1859
    assert not any(one.fault for one in before)
    # 20 more are refused for a reason of their own; the last 30 look as if nothing were wrong, though the feed is.
    others = [one.fault for one in after if one.fault is not Fault.CROSSED]
    assert (others.count(Fault.INCOHERENT), others.count(None)) == (20, 30)
    kept = list(commands(snapshots, Reading("BTC", 10_000, 3)))
    assert len(kept) == 1859 + 30
    assert all(one.bids > 0 and one.asks > 0 for one in kept)
    assert len(list(commands(snapshots, Reading("BTC", 10_000, 3, probation=20)))) == 1859  # ten minutes without fault


def test_after_a_fault_nothing_is_told_until_the_feed_has_been_good_for_a_while() -> None:
    minutes = "".join(GOOD.replace("100,", f"{time},", 4).replace(f",{time},", ",100,") for time in range(200, 210))
    snapshots = read(GOOD + CROSSED + minutes)
    told = [one.time_ns // NS for one in commands(snapshots, Reading("BTC", 10_000, 0, probation=3))]
    assert told == [100, *range(203, 210)]
