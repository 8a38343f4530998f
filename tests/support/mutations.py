"""Damaged files made from good ones: what happens to files by accident, and what someone does to them on purpose."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

MAX_BYTES = 1 << 20
"""Longest damaged file: damage is about content, size has limits of its own."""

_BOUNDARIES = (0, 1, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFE, 0xFFFFFFFF)
_NUMBERS = (
    *(b"-1", b"0", b"0.5", b"1e999", b"-1e999", b"1e-999", b"1e308", b"NaN", b"Infinity", b"9" * 400, b"9" * 5000),
    *(b"256", b"1000000", b"2147483648", b"18446744073709551616", b"null", b"true", b"[]", b"{}", b"[[1,2]]"),
    *(b'""', b'"\xff"', b'"\\ud800"'),
)
_NESTS = (b"[", b"{", b'{"a":', b"(", b"(l", b"\xff")


def mutated(random: Random, seeds: Sequence[bytes]) -> bytes:
    """Return one of the files `seeds` with one to six kinds of damage."""
    data = bytearray(random.choice(seeds))
    for _ in range(random.choice((1, 1, 1, 2, 3, 6))):
        if data:
            data = random.choice(_MUTATIONS)(random, data, seeds)
    return bytes(data[:MAX_BYTES])


def _flip_bits(random: Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    for _ in range(random.choice((1, 1, 2, 8, 64))):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return data


def _set_run(random: Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    """Write a run over what is there: of one value, or of any."""
    start, end = _span(random, data)
    constant = bytes([random.choice((0, 0xFF, 0x80, random.randrange(256)))]) * (end - start)
    data[start:end] = random.choice((constant, random.randbytes(end - start)))
    return data


def _cut_off(random: Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    return data[: random.randrange(len(data))]


def _delete(random: Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    start, end = _span(random, data)
    del data[start:end]
    return data


def _duplicate(random: Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    start, end = _span(random, data)
    times = min(random.choice((1, 2, 16, 256, 100_000)), MAX_BYTES // (end - start))
    data[end:end] = data[start:end] * times
    return data


def _insert(random: Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    at = random.randrange(len(data) + 1)
    data[at:at] = random.randbytes(random.choice((1, 2, 4, 100)))
    return data


def _swap(random: Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    """Exchange two stretches of equal length."""
    start, end = _span(random, data)
    other = random.randrange(len(data))
    length = min(end - start, len(data) - other)
    data[start : start + length], data[other : other + length] = (
        data[other : other + length],
        data[start : start + length],
    )
    return data


def _set_field(random: Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    """Write a length or offset that is too large, too small or just at a border, in 1, 2 or 4 bytes."""
    size = random.choice((1, 2, 4, 4))
    # Half of them at the front, aligned, where headers keep their fields.
    at = random.choice((random.randrange(len(data)), random.randrange(0, min(len(data), 0x100)) & -size))
    value = random.choice((random.choice(_BOUNDARIES), random.randrange(2 * len(data)), len(data)))
    data[at : at + size] = (value % (1 << 8 * size)).to_bytes(size, random.choice(("little", "big")))
    return data


def _set_number(random: Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    """Put something else in the place of a number that is written in digits."""
    numbers = list(re.finditer(rb"-?\d+(\.\d+)?", data[: 1 << 16]))
    if numbers:
        number = random.choice(numbers)
        data[number.start() : number.end()] = random.choice(_NUMBERS)
    return data


def _nest(random: Random, data: bytearray, _: Sequence[bytes]) -> bytearray:
    at = random.randrange(len(data) + 1)
    data[at:at] = random.choice(_NESTS) * random.choice((10, 1_000, 100_000))
    return data


def _splice(random: Random, data: bytearray, seeds: Sequence[bytes]) -> bytearray:
    """Go on as another file."""
    other = random.choice(seeds)
    return data[: random.randrange(len(data) + 1)] + other[random.randrange(len(other) + 1) :]


def _span(random: Random, data: bytearray) -> tuple[int, int]:
    start = random.randrange(len(data))
    return start, min(len(data), start + random.choice((1, 2, 4, 16, 64, 512, 4096)))


_MUTATIONS: tuple[Callable[[Random, bytearray, Sequence[bytes]], bytearray], ...] = (
    *(_flip_bits, _flip_bits, _set_run, _cut_off, _delete, _duplicate, _insert, _swap),
    *(_set_field, _set_field, _set_number, _set_number, _nest, _splice),
)
