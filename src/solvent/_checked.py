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


@numba.njit(inline="always")
def checked_abs(a):  # type: ignore[no-untyped-def]
    """abs(a), or OverflowError: -2^63 has no counterpart."""
    size = abs(int64(a))  # tested afterwards: a branch in front of it makes the sweep three times slower
    if size < 0:
        raise OverflowError("int64 overflow in abs")
    return size


@numba.njit
def _wide(a, b, c, up):  # type: ignore[no-untyped-def]
    """a * b / c by long division of the 128-bit product: rare, so one bit a turn is fast enough."""
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
        rest = (rest << uint64(1)) | (low >> uint64(63))  # below 2^64, since rest < d < 2^63
        low = low << uint64(1)
        quotient = quotient << uint64(1)
        if rest >= d:
            rest = rest - d
            quotient = quotient | uint64(1)
    most = uint64(0x7FFFFFFFFFFFFFFF)
    if negative:
        most = most + uint64(1)
    away = rest != uint64(0) and negative != up  # floor of what is below 0, ceiling of what is above
    if quotient > most or (away and quotient == most):
        raise OverflowError("int64 overflow in mul_div")
    if away:
        quotient = quotient + uint64(1)
    return int64(uint64(0) - quotient) if negative else int64(quotient)


@numba.njit
def _slow(a, b, c, up):  # type: ignore[no-untyped-def]
    """a * b / c where a * b does not fit: a = h c + l gives h b + l b / c when both fit."""
    h = a // c
    low, over_low = _mul(a - h * c, b)
    high, over_high = _mul(h, b)
    if not over_low and not over_high:
        part = low // c
        if up and part * c != low:
            part = part + 1
        value, over = _add(high, part)
        if not over:
            return value
    return _wide(a, b, c, up)


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
    return _slow(int64(a), int64(b), int64(c), False)


@numba.njit(inline="always")
def mul_div_up(a, b, c):  # type: ignore[no-untyped-def]
    """ceil(a * b / c), in the same three ways."""
    if c < 1:
        raise ValueError("mul_div: the divisor must be 1 or more")
    product, over = _mul(int64(a), int64(b))
    if not over:
        if product >= 0:
            return int64((uint64(product) + uint64(c - 1)) // uint64(c))
        return int64(uint64(0) - (uint64(0) - uint64(product)) // uint64(c))
    return _slow(int64(a), int64(b), int64(c), True)


OPERATIONS = {
    "checked_add": checked_add,
    "checked_sub": checked_sub,
    "checked_mul": checked_mul,
    "checked_abs": checked_abs,
    "as_index": as_index,
    "mul_div_down": mul_div_down,
    "mul_div_up": mul_div_up,
    "product_below": product_below,
}
