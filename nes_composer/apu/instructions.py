"""Processor instructions that numba does not reach by itself, and that the chip's speed rests on."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils, types
from numba.extending import intrinsic
from numpy.typing import NDArray

from nes_composer.apu.jit import compiled


@intrinsic
def _trailing_zeros(_context: Any, value: Any) -> Any:
    """Emit the processor's instruction for it."""

    def emit(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 1))

    return types.int64(types.int64), emit


@compiled
def trailing_zeros(value: int) -> int:
    """Return how many zero bits lie below the lowest one of a number that is not 0."""
    return int(_trailing_zeros(value))  # type: ignore[call-arg]


LANES = 4
"""Numbers in a vector: what every processor of the last ten years works on at once. More than that slow its clock."""


DECAYS = 3
"""How many of the decays are in use."""

_INDEX = ir.IntType(64)
_LANES_OF_FLOAT64 = ir.VectorType(ir.DoubleType(), LANES)


def _vectors_at(context: Any, builder: Any, array_type: Any, array: Any, index: Any) -> Any:
    """Return where the vectors are that begin at a number of an array."""
    data = context.make_array(array_type)(context, builder, array).data
    return builder.bitcast(builder.gep(data, [index]), _LANES_OF_FLOAT64.as_pointer())


def _load(builder: Any, vectors: Any, index: Any) -> Any:
    """Return the vector of an index."""
    loaded = builder.load(builder.gep(vectors, [index]))
    loaded.align = 8
    return loaded


def _store(builder: Any, vector: Any, vectors: Any, index: Any) -> None:
    """Store the vector of an index."""
    builder.store(vector, builder.gep(vectors, [index])).align = 8


def _in_every_lane(builder: Any, vector: Any, lane: int) -> Any:
    """Return a vector that has one number of another one everywhere."""
    return builder.shuffle_vector(vector, vector, ir.Constant(ir.VectorType(ir.IntType(32), LANES), [lane] * LANES))


def _multiply_add(builder: Any, factor: Any, other_factor: Any, total: Any) -> Any:
    """Return total + factor × other_factor, which may be one instruction and one rounding."""
    return builder.fadd(total, builder.fmul(factor, other_factor, flags=("contract",)), flags=("contract",))


@intrinsic(prefer_literal=True)
def _add_rows(_context: Any, target: Any, first: Any, table: Any, row: Any, factors: Any, width: Any) -> Any:
    """Emit it in whole vectors."""
    if not target.dtype == table.dtype == factors.dtype == types.float64:
        return None
    count = width.literal_value // LANES

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        target_type, _, table_type, _, factors_type, _ = signature.args
        target, first, table, row, factors, _ = arguments
        to = _vectors_at(context, builder, target_type, target, first)
        rows = _vectors_at(context, builder, table_type, table, builder.mul(row, _INDEX(count * LANES)))
        sums = [_load(builder, to, _INDEX(i)) for i in range(count)]
        undefined = ir.Constant(_LANES_OF_FLOAT64, ir.Undefined)
        for k in range(factors_type.count):
            factor = builder.insert_element(undefined, builder.extract_value(factors, k), _INDEX(0))
            factor = _in_every_lane(builder, factor, 0)
            for i in range(count):
                sums[i] = _multiply_add(builder, _load(builder, rows, _INDEX(k * count + i)), factor, sums[i])
        for i, total in enumerate(sums):
            _store(builder, total, to, _INDEX(i))
        return context.get_dummy_value()

    return types.void(target, types.int64, table, types.int64, factors, width), emit


@compiled
def add_rows(
    target: NDArray[np.float64],
    first: int,
    table: NDArray[np.float64],
    row: int,
    factors: tuple[float, ...],
    width: int,
) -> None:
    """Add ``factors[0] × table[row] + factors[1] × table[row + 1] + …`` to ``target[first : first + width]``.

    numba cannot prove that the arrays are apart, so its own loop over the rows goes number by number, and this is where
    the chip spends its time.
    """
    _add_rows(target, first, table, row, factors, width)  # type: ignore[call-arg]


@intrinsic
def _filter_groups(_context: Any, samples: Any, inputs: Any, groups: Any, factors: Any, decays: Any) -> Any:
    """Emit it in whole vectors."""
    if not inputs.dtype == factors.dtype == decays.dtype == types.float64 or samples.dtype != types.float32:
        return None

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        samples, inputs, groups, factors, decays = arguments
        samples_type, inputs_type, _, factors_type, decays_type = signature.args
        inputs = _vectors_at(context, builder, inputs_type, inputs, _INDEX(0))
        factors = _vectors_at(context, builder, factors_type, factors, _INDEX(0))
        decays = _vectors_at(context, builder, decays_type, decays, _INDEX(0))
        data = context.make_array(samples_type)(context, builder, samples).data
        samples = builder.bitcast(data, ir.VectorType(ir.FloatType(), LANES).as_pointer())
        rows = [_load(builder, factors, _INDEX(i)) for i in range(2 * LANES + DECAYS + 2)]
        to_samples, to_decays, from_decays = rows[:LANES], rows[LANES : 2 * LANES], rows[2 * LANES : -2]
        keep, quiet = rows[-2:]
        state = cgutils.alloca_once_value(builder, _load(builder, decays, _INDEX(0)))  # type: ignore[no-untyped-call]
        with cgutils.for_range(builder, groups) as loop:
            before, group = builder.load(state), _load(builder, inputs, loop.index)
            total, after = ir.Constant(_LANES_OF_FLOAT64, [0.0] * LANES), quiet
            for i in range(LANES):
                each = _in_every_lane(builder, group, i)
                total = _multiply_add(builder, each, to_samples[i], total)
                after = _multiply_add(builder, each, to_decays[i], after)
            for i in range(DECAYS):
                total = _multiply_add(builder, _in_every_lane(builder, before, i), from_decays[i], total)
            builder.store(_multiply_add(builder, before, keep, after), state)
            stored = builder.fptrunc(total, ir.VectorType(ir.FloatType(), LANES))
            builder.store(stored, builder.gep(samples, [loop.index])).align = 4
        _store(builder, builder.load(state), decays, _INDEX(0))
        return context.get_dummy_value()

    return types.void(samples, inputs, types.int64, factors, decays), emit


@compiled
def filter_groups(
    samples: NDArray[np.float32],
    inputs: NDArray[np.float64],
    groups: int,
    factors: NDArray[np.float64],
    decays: NDArray[np.float64],
) -> None:
    """Make so many groups of LANES samples from as many inputs, and let `decays` [LANES] go on.

    Rows of `factors` are the shares of the inputs in the samples, of the inputs in the decays, of the decays in the
    samples, what is kept of the decays, and what is added to them. As a plain loop it is one multiplication after the
    other.
    """
    _filter_groups(samples, inputs, groups, factors, decays)  # type: ignore[call-arg]
