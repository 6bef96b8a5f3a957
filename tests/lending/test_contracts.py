"""What the contracts themselves answer, compiled and run in a local EVM on 26 November 2026, and what the rules answer.

Repositories and versions are those the rules name; the compilers solc 0.8.27, of Aave v2 0.6.12. Beyond these literals
3,000 random accounts and exchanges of each version of Aave v3 and 3,500 of v2, 1,500 whole liquidations of v3.3, v3.5,
v3.6 and v3.7 (on stand-ins for the tokens, which scale as theirs do), 4,772 ticks of Fluid and 4,000 of Morpho's rate
were asked, and none differs.
"""

import pytest

from solvent.lending.aave import v2
from solvent.lending.aave.account import account
from solvent.lending.aave.pool import Category, Holding, Reserve
from solvent.lending.aave.seizure import Side, seizure
from solvent.lending.aave.versions import V2, V3_3, V3_5, V3_6, V3_7, Version
from solvent.lending.fluid.ticks import MOST_RATIO, tick_of_ratio
from solvent.lending.interest import compounded, compounded_v2, compounded_v3_3
from solvent.lending.morpho import adaptive
from solvent.lending.scales import RAY

# A threshold of 0 stands on the second reserve, which is the collateral of the category.
RESERVES = {
    0: Reserve(18, 180_012_345_678, 1001234567890123456789012345, 1004567890123456789012345678, 8_000, 8_300, 10_550),
    1: Reserve(8, 2_700_000_000_001, RAY + 1, RAY + 1, 0, 0, 10_500),
    2: Reserve(6, 99_990_001, 1012345678901234567890123456, 1034567890123456789012345678, 8_250, 8_600, 10_500),
}
HOLDINGS = {0: Holding(12_345_678_901_234_567_891), 1: Holding(12_345_678), 2: Holding(1_234_567_891, 18_100_123_456)}
CATEGORY = Category(frozenset({1}), 9_300, 9_500, 10_100)

PLAIN = (2_350_086_740_396, 1_872_393_414_161, 8_013, 8_315, 1_043_755_566_137_814_536)
NEAREST = (2_350_086_740_496, 1_872_393_414_160, 8_013, 8_315, 1_043_635_974_119_602_540)
ALL_PLEDGED = (2_683_420_046_396, 1_872_393_414_161, 7_017, 7_282, 1_043_755_566_137_814_536)
IN_CATEGORY = (2_683_420_046_396, 1_872_393_414_161, 8_173, 8_463, 1_212_879_553_813_179_772)


@pytest.mark.parametrize(
    ("version", "outside", "inside"),
    [
        (V2, NEAREST, NEAREST),
        (V3_3, NEAREST, NEAREST),
        (V3_5, PLAIN, PLAIN),
        (V3_6, ALL_PLEDGED, IN_CATEGORY),
        (V3_7, ALL_PLEDGED, IN_CATEGORY),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_the_values_and_health_of_an_account(
    version: Version, outside: tuple[int, ...], inside: tuple[int, ...]
) -> None:
    assert account(version, RESERVES, HOLDINGS) == outside
    assert account(version, RESERVES, HOLDINGS, None if version is V2 else CATEGORY) == inside


@pytest.mark.parametrize(
    ("version", "large", "capped", "small"),
    [
        (V3_3, (94_446_022, 451_895), (4_982_761_083_743_842_371, 17_238_916_256_157_636, 32_842_974), (7, 0)),
        (V3_5, (94_446_022, 451_895), (4_982_761_083_743_842_371, 17_238_916_256_157_636, 32_842_975), (7, 0)),
        (V3_7, (94_446_022, 451_895), (4_982_761_083_743_842_371, 17_238_916_256_157_636, 32_842_975), (6, 1)),
    ],
    ids=lambda value: getattr(value, "name", ""),
)
def test_the_exchange_of_debt_for_collateral(
    version: Version, large: tuple[int, ...], capped: tuple[int, ...], small: tuple[int, ...]
) -> None:
    bitcoin, coin = Side(2_268_000_000_000, 10**8), Side(99_990_001, 10**6)
    ether, other = Side(180_012_345_678, 10**18), Side(2_700_000_000_001, 10**8)
    found = seizure(version, bitcoin, coin, 10_500, 1_000, 20_500_000_007, 10**8)
    assert found == (*large, 20_500_000_007)
    assert seizure(version, ether, other, 10_150, 2_333, 33_333_333, 5 * 10**18 + 7) == capped
    assert seizure(version, Side(3, 1), Side(2, 1), 10_500, 1_000, 11, 100) == (*small, 11)


def test_the_exchange_of_v2() -> None:
    def reserve(price: int, decimals: int, bonus: int) -> Reserve:
        return Reserve(decimals, price, RAY, RAY, 0, 8_000, bonus)

    bitcoin, coin = reserve(2_268_000_000_000, 8, 10_500), reserve(99_990_001, 6, 10_500)
    assert v2.seizure(bitcoin, coin, 20_500_000_007, 10**8) == (94_897_917, 20_500_000_007)
    ether, other = reserve(180_012_345_678, 18, 10_150), reserve(2_700_000_000_001, 8, 10_150)
    assert v2.seizure(ether, other, 33_333_333, 5 * 10**18 + 7) == (5 * 10**18 + 7, 32_842_974)
    assert v2.seizure(reserve(3, 0, 10_500), reserve(2, 0, 10_500), 11, 100) == (7, 11)


def test_the_growth_of_a_borrowers_index() -> None:
    """8 % for thirty days, and 100 % for a year, of which no version makes e."""
    asked = [(8 * 10**25, 86_400 * 30), (RAY, 31_536_000)]
    assert [[grow(*one) for one in asked] for grow in (compounded_v2, compounded_v3_3, compounded)] == [
        [1006597006459653761974000000, 2666669030479726772588992000],
        [1006597006459650402744190246, 2666663803286306996604104000],
        [1006597007410987180508820951, 2666666666666666666666666666],
    ]


@pytest.mark.parametrize(
    ("ratio", "tick", "perfect"),
    [
        (10**8, -32_106, 99_853_283),
        (37_075_072, -32_767, 37_075_071),
        (79_228_162_514_264_337_593_543_950_335, -1, 79_109_498_266_864_041_531_247_079_715),
        (92_039_647_498_698_403_416_743_285_641, 99, 91_901_794_806_488_670_411_126_596_665),
        (3 * 10**30, 2_424, 2_997_720_803_831_171_925_132_220_894_424),
        (MOST_RATIO, 32_767, 169307877264527972630219823324376908311559400979389),
    ],
)
def test_the_tick_of_a_ratio(ratio: int, tick: int, perfect: int) -> None:
    assert tick_of_ratio(ratio) == (tick, perfect)


@pytest.mark.parametrize(
    ("borrowed", "supplied", "start", "seconds", "found"),
    [
        (95, 100, 1_268_391_679, 86_400, (3_282_363_632, 1_358_243_031)),
        (50, 100, 1_268_391_679, 86_400 * 30, (415_344_356, 203_727_688)),
        (100, 100, 63_419_583_967, 86_400 * 365, (253_678_335_868, 63_419_583_967)),
        (899, 1_000, 1_268_391_679, 12, (1_267_334_671, 1_268_391_652)),
    ],
)
def test_the_adaptive_rate(borrowed: int, supplied: int, start: int, seconds: int, found: tuple[int, int]) -> None:
    assert adaptive.rates(borrowed, supplied, start, seconds) == found


def test_the_exponential_of_the_adaptive_rate() -> None:
    assert [adaptive.exp(x * 10**18) for x in (1, -1, 41, -41)] == [
        2_707_864_291_678_420_188,
        370_113_253_479_550_356,
        639_731_526_351_892_269_481_453_010_039_078_912,
        1,
    ]
