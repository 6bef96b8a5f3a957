"""Numba's side of `fixed`: integer operations that raise on overflow, and exact a * b / c with a 128-bit product.

Imported only when a kernel is compiled. Behaves as the two functions of `fixed` do for every result that fits int64.
"""

from typing import Any

import numba
from llvmlite import ir
from numba import int64, types, uint64
from numba.core import cgutils
from numba.extending import intrinsic


def _with_overflow(instruction: str) -> Any:
    """An intrinsic (value, overflowed) for one LLVM `*.with.overflow` instruction on int64."""

    @intrinsic
    def operation(context: Any, a: Any, b: Any) -> Any:
        signature = types.Tuple((types.int64, types.boolean))(types.int64, types.int64)

        def codegen(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
            pair = getattr(builder, instruction)(*arguments)
            value, flag = builder.extract_value(pair, 0), builder.extract_value(pair, 1)
            return cgutils.pack_struct(builder, [value, context.cast(builder, flag, types.boolean, types.boolean)])

        return signature, codegen

    return operation


_add = _with_overflow("sadd_with_overflow")
_sub = _with_overflow("ssub_with_overflow")
_mul = _with_overflow("smul_with_overflow")


@intrinsic
def _product_below(context, a, b, c, d):  # type: ignore[no-untyped-def]
    """a * b < c * d on 128-bit products, which cannot overflow."""
    signature = types.boolean(types.int64, types.int64, types.int64, types.int64)

    def codegen(context, builder, signature, arguments):  # type: ignore[no-untyped-def]
        wide = [builder.sext(argument, ir.IntType(128)) for argument in arguments]
        return builder.icmp_signed("<", builder.mul(wide[0], wide[1]), builder.mul(wide[2], wide[3]))

    return signature, codegen


@numba.njit(inline="always")
def product_below(a, b, c, d):  # type: ignore[no-untyped-def]
    """Whether a * b < c * d."""
    return _product_below(int64(a), int64(b), int64(c), int64(d))


@numba.njit(inline="always")
def checked_add(a, b):  # type: ignore[no-untyped-def]
    """a + b, or OverflowError."""
    value, over = _add(int64(a), int64(b))
    if over:
        raise OverflowError("int64 overflow in +")
    return value


@numba.njit(inline="always")
def checked_sub(a, b):  # type: ignore[no-untyped-def]
    """a - b, or OverflowError."""
    value, over = _sub(int64(a), int64(b))
    if over:
        raise OverflowError("int64 overflow in -")
    return value


@numba.njit(inline="always")
def checked_mul(a, b):  # type: ignore[no-untyped-def]
    """a * b, or OverflowError."""
    value, over = _mul(int64(a), int64(b))
    if over:
        raise OverflowError("int64 overflow in *")
    return value


@numba.njit(inline="always")
def as_index(i):  # type: ignore[no-untyped-def]
    """An index without a sign: Numba then leaves out the test for counting from the end."""
    return uint64(i)


@numba.njit
def _wide_floor(a, b, c):  # type: ignore[no-untyped-def]
    """floor(a * b / c) by long division of the 128-bit product: rare, so one bit a turn is fast enough."""
    negative = (a < 0) != (b < 0)
    x, y, d = uint64(abs(a)), uint64(abs(b)), uint64(c)
    mask = uint64(0xFFFFFFFF)
    half = uint64(32)
    x1, x0, y1, y0 = x >> half, x & mask, y >> half, y & mask
    low = x0 * y0
    middle = x1 * y0 + (low >> half)
    cross = x0 * y1 + (middle & mask)
    high = x1 * y1 + (middle >> half) + (cross >> half)
    low = (cross << half) | (low & mask)
    if high >= d:
        raise OverflowError("int64 overflow in mul_div")
    quotient, rest = uint64(0), high
    for _ in range(64):
        carry = rest >> uint64(63)
        rest = (rest << uint64(1)) | (low >> uint64(63))
        low = low << uint64(1)
        quotient = quotient << uint64(1)
        if carry != uint64(0) or rest >= d:
            rest = rest - d
            quotient = quotient | uint64(1)
    if negative and rest != uint64(0):
        quotient = quotient + uint64(1)
    if quotient > uint64(0x7FFFFFFFFFFFFFFF):
        raise OverflowError("int64 overflow in mul_div")
    return -int64(quotient) if negative else int64(quotient)


@numba.njit(inline="always")
def mul_div_down(a, b, c):  # type: ignore[no-untyped-def]
    """floor(a * b / c): a plain division where the product fits, a split one where the parts fit, a wide one else."""
    if c < 1:
        raise ValueError("mul_div: the divisor must be 1 or more")
    product, over = _mul(int64(a), int64(b))
    if not over:
        if product >= 0:
            return int64(uint64(product) // uint64(c))
        return product // int64(c)
    return _slow_floor(int64(a), int64(b), int64(c))


@numba.njit
def _slow_floor(a, b, c):  # type: ignore[no-untyped-def]
    """floor(a * b / c) where a * b does not fit: a = h c + l gives h b + floor(l b / c) when both fit."""
    h = a // c
    low, over_low = _mul(a - h * c, b)
    high, over_high = _mul(h, b)
    if not over_low and not over_high:
        value, over = _add(high, low // c)
        if not over:
            return value
    return _wide_floor(a, b, c)


@numba.njit(inline="always")
def mul_div_up(a, b, c):  # type: ignore[no-untyped-def]
    """ceil(a * b / c)."""
    if c < 1:
        raise ValueError("mul_div: the divisor must be 1 or more")
    product, over = _mul(int64(a), int64(b))
    if not over and product >= 0:
        return int64((uint64(product) + uint64(c - 1)) // uint64(c))
    return -mul_div_down(-int64(a), b, c)


OPERATIONS = {
    "checked_add": checked_add,
    "checked_sub": checked_sub,
    "checked_mul": checked_mul,
    "as_index": as_index,
    "mul_div_down": mul_div_down,
    "mul_div_up": mul_div_up,
    "product_below": product_below,
}
