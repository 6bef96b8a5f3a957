"""A counter-based generator: the n-th number of a stream is a function of (seed, stream, n), on every machine the same.

splitmix64 (Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators"; public-domain C text by Vigna)
read by counter instead of by state. Stream 0 is plain splitmix64 of the seed. Any other stream begins at a place of
the same cycle of 2^64 that is found by mixing seed and stream, so two streams of a million numbers overlap with a
chance below 2^-43. Python integers and numpy columns give the same numbers; there is no float anywhere.
"""

from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

MASK = 2**64 - 1
GOLDEN = 0x9E3779B97F4A7C15
FIRST, SECOND = 0xBF58476D1CE4E5B9, 0x94D049BB133111EB
NORMAL_ONE = 2**16  # what `normal` returns for one standard deviation


def mix(word: int) -> int:
    """The finaliser of splitmix64: a bijection of 64-bit words.

    word      bits, 0 to 2^64 - 1
    returns   bits, 0 to 2^64 - 1
    """
    word = (word ^ (word >> 30)) * FIRST & MASK
    word = (word ^ (word >> 27)) * SECOND & MASK
    return word ^ (word >> 31)


def stream(name: str) -> int:
    """The number of a named stream: the first 8 bytes of the BLAKE2b hash of its name, little-endian.

    returns   index of the stream, 0 to 2^64 - 1
    """
    return int.from_bytes(blake2b(name.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def start(seed: int, stream: int) -> int:
    """Where a stream begins: the seed itself for stream 0, a mixed place otherwise.

    seed      index, any integer; taken modulo 2^64
    stream    index, taken modulo 2^64
    returns   bits
    """
    seed, stream = seed & MASK, stream & MASK
    return mix(mix(seed) ^ stream) if stream else seed


def word(seed: int, stream: int, counter: int) -> int:
    """The counter-th word of a stream.

    seed      index of the generator
    stream    index of the stream
    counter   index, 0 or more
    returns   64 bits, 0 to 2^64 - 1
    """
    return mix((start(seed, stream) + (counter + 1) * GOLDEN) & MASK)


def below(seed: int, stream: int, counter: int, n: int) -> int:
    """A number from 0 to n - 1: the high half of word x n, one word a number.

    No number is more likely than another by more than 2^-64 (n up to 2^32: a relative bias below 2^-32). Ours.

    n         count, 1 to 2^64
    returns   count, 0 to n - 1
    """
    return word(seed, stream, counter) * n >> 64


def normal(seed: int, stream: int, counter: int) -> int:
    """A nearly normal deviate: the sum of twelve 16-bit uniforms, less its mean.

    Its standard deviation is 2^16 to ten digits, and it never passes 6 of them (Irwin-Hall; the tails are thinner
    than normal beyond 3). It takes the words 3 counter to 3 counter + 2.

    returns   parts of a standard deviation in units of 2^-16, -393210 to 393210
    """
    begin, total = start(seed, stream), 0
    for lane in (1, 2, 3):
        bits = mix((begin + (3 * counter + lane) * GOLDEN) & MASK)
        total += (bits & 0xFFFF) + (bits >> 16 & 0xFFFF) + (bits >> 32 & 0xFFFF) + (bits >> 48)
    return total - 6 * 0xFFFF


def words(seed: int, stream: int, counters: Words) -> Words:
    """`word` for a column of counters, with the same bytes; wraps on purpose.

    counters  shape (n,), index, 0 or more
    """
    state = (counters.astype(np.uint64) + np.uint64(1)) * np.uint64(GOLDEN) + np.uint64(start(seed, stream))
    state = (state ^ (state >> np.uint64(30))) * np.uint64(FIRST)
    state = (state ^ (state >> np.uint64(27))) * np.uint64(SECOND)
    return state ^ (state >> np.uint64(31))


def normals(seed: int, stream: int, counters: Words) -> NDArray[np.int64]:
    """`normal` for a column of counters, with the same bytes.

    counters  shape (n,), index, 0 or more
    """
    total = np.full(len(counters), -6 * 0xFFFF, np.int64)
    for lane in range(3):
        bits = words(seed, stream, counters.astype(np.uint64) * np.uint64(3) + np.uint64(lane))
        for shift in (0, 16, 32, 48):
            total += (bits >> np.uint64(shift) & np.uint64(0xFFFF)).astype(np.int64)
    return total


class Stream:
    """One named stream of one seed; a draw names its counter, so the order of drawing never matters."""

    def __init__(self, seed: int, name: str) -> None:
        self.seed = seed
        self.number = stream(name)

    def word(self, counter: int) -> int:
        """64 bits."""
        return word(self.seed, self.number, counter)

    def below(self, counter: int, n: int) -> int:
        """A number from 0 to n - 1."""
        return below(self.seed, self.number, counter, n)

    def normal(self, counter: int) -> int:
        """A nearly normal deviate, one standard deviation being NORMAL_ONE."""
        return normal(self.seed, self.number, counter)
