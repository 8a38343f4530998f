"""Processor instructions that numba does not reach by itself, and that the chip's speed rests on."""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import types
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


@intrinsic(prefer_literal=True)
def _add_two_rows(
    _context: Any, target: Any, first: Any, table: Any, row: Any, factor: Any, next_factor: Any, width: Any
) -> Any:
    """Emit it in whole vectors."""
    if not target.dtype == table.dtype == types.float64:
        return None
    lanes = width.literal_value

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        target_type, _, table_type, *_ = signature.args
        target, first, table, row, factor, next_factor, _ = arguments
        index_type, vector_type = ir.IntType(32), ir.VectorType(ir.DoubleType(), lanes)
        undefined = ir.Constant(vector_type, ir.Undefined)

        def vector_at(array_type: Any, array: Any, index: Any) -> Any:
            data = context.make_array(array_type)(context, builder, array).data
            return builder.bitcast(builder.gep(data, [index]), vector_type.as_pointer())

        def load(pointer: Any) -> Any:
            loaded = builder.load(pointer)
            loaded.align = 8
            return loaded

        def in_every_lane(value: Any) -> Any:
            one = builder.insert_element(undefined, value, index_type(0))
            return builder.shuffle_vector(one, undefined, ir.Constant(ir.VectorType(index_type, lanes), [0] * lanes))

        vector = vector_at(target_type, target, first)
        result = load(vector)
        for step, value in enumerate((factor, next_factor)):
            index = builder.mul(builder.add(row, ir.IntType(64)(step)), ir.IntType(64)(lanes))
            product = builder.fmul(load(vector_at(table_type, table, index)), in_every_lane(value), flags=("contract",))
            result = builder.fadd(result, product, flags=("contract",))
        builder.store(result, vector).align = 8
        return context.get_dummy_value()

    return types.void(target, types.int64, table, types.int64, types.float64, types.float64, width), emit


@compiled
def add_two_rows(
    target: NDArray[np.float64],
    first: int,
    table: NDArray[np.float64],
    row: int,
    factor: float,
    next_factor: float,
    width: int,
) -> None:
    """Add ``factor × table[row] + next_factor × table[row + 1]`` to ``target[first : first + width]``.

    numba cannot prove that the arrays are apart, so its own loop over the rows goes number by number, and this is where
    the chip spends its time.
    """
    _add_two_rows(target, first, table, row, factor, next_factor, width)  # type: ignore[call-arg]
