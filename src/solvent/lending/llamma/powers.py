"""e^x and ln(x) in wad by rational approximation: another method may differ in the last digit, and then bands differ.

The coefficients are those of Remco Bloemen's approximation (xn--2-umb.com, 2022), which the contract's library uses;
here they are tables for Horner's scheme at 96 binary places.

Source    pcaversaccio/snekmate utils/math.vy _wad_exp and _wad_ln, as curvefi/curve-stablecoin cf1d05f imports them
"""

from solvent.errors import Misuse
from solvent.fixed import root_up
from solvent.lending.scales import mul_div_to_zero

LN_2 = 54_916_777_467_707_473_351_141_471_128  # 96 binary places
FIVE_18 = 5**18
LEAST = -41_446_531_673_892_822_313  # wad: e^x is 0 below one unit
MOST = 135_305_999_368_893_231_589  # wad: e^x no longer fits 256 bits

EXP_Y = (1_346_386_616_545_796_478_920_950_773_328, 57_155_421_227_552_351_082_224_309_758_442)
EXP_P = (-94_201_549_194_550_492_254_356_042_504_812, 28_719_021_644_029_726_153_956_944_680_412_240)
EXP_P_LAST = 4_385_272_521_454_847_904_659_076_985_693_276
EXP_Q = (
    -2_855_989_394_907_223_263_936_484_059_900,
    50_020_603_652_535_783_019_961_831_881_945,
    -533_845_033_583_426_703_283_633_433_725_380,
    3_604_857_256_930_695_427_073_651_918_689_429,
    -14_423_608_567_350_463_180_887_372_962_807_573,
    26_449_188_498_355_588_339_934_803_723_976_023,
)
EXP_SCALE = 3_822_833_074_963_236_453_042_738_258_902_158_003_155_416_615_667

LN_P = (
    3_273_285_459_638_523_848_632_254_066_296,
    24_828_157_081_833_163_892_658_089_445_524,
    43_456_485_725_739_037_958_740_375_743_393,
    -11_111_509_109_440_967_052_023_855_526_967,
    -45_023_709_667_254_063_763_336_534_515_857,
    -14_706_773_417_378_608_786_704_636_184_526,
)
LN_P_LAST = -795_164_235_651_350_426_258_249_787_498
LN_Q = (
    5_573_035_233_440_673_466_300_451_813_936,
    71_694_874_799_317_883_764_090_561_454_958,
    283_447_036_172_924_575_727_196_451_306_956,
    401_686_690_394_027_663_651_624_208_769_553,
    204_048_457_590_392_012_362_485_061_816_622,
    31_853_899_698_501_571_402_653_359_427_138,
    909_429_971_244_387_300_277_376_558_375,
)
LN_SCALE = 1_677_202_110_996_718_588_342_820_967_067_443_963_516_166
LN_TWOS = 16_597_577_552_685_614_221_487_285_958_193_947_469_193_820_559_219_878_177_908_093_499_208_371
LN_SHIFT = 600_920_179_829_731_861_736_702_779_321_621_459_595_472_258_049_074_101_567_377_883_020_018_308


def _horner(x: int, coefficients: tuple[int, ...]) -> int:
    """A polynomial with the leading coefficient 1, at 96 binary places, rounded down at each step."""
    found = x + coefficients[0]
    for coefficient in coefficients[1:]:
        found = (found * x >> 96) + coefficient
    return found


def wad_exp(x: int) -> int:
    """e^x.

    x         wad, signed, below 135.3
    returns   wad
    """
    if x <= LEAST:
        return 0
    if x >= MOST:
        raise Misuse(f"expected an exponent below {MOST} (wad), found {x}")
    x = mul_div_to_zero(x, 1 << 78, FIVE_18)
    twos = (mul_div_to_zero(x, 1 << 96, LN_2) + (1 << 95)) >> 96
    x -= twos * LN_2
    y = _horner(x, EXP_Y)
    p = ((y + x + EXP_P[0]) * y >> 96) + EXP_P[1]
    quotient = mul_div_to_zero(p * x + (EXP_P_LAST << 96), 1, _horner(x, EXP_Q))
    return quotient * EXP_SCALE >> (195 - twos)


def wad_ln(x: int) -> int:
    """ln(x).

    x         wad, above 0
    returns   wad, signed, rounded down
    """
    if x <= 0:
        raise Misuse(f"expected a number above 0 (wad), found {x}")
    twos = x.bit_length() - 97
    x = (x << (159 - twos)) >> 159
    p = _horner(x, LN_P) * x + (LN_P_LAST << 96)
    found = mul_div_to_zero(p, 1, _horner(x, LN_Q)) * LN_SCALE
    return (found + LN_TWOS * twos + LN_SHIFT) >> 174


def root(value: int) -> int:
    """The largest integer whose square is not above a value of 0 or more."""
    found = root_up(value)
    return found - (found * found > value)
