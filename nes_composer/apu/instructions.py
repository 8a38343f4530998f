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


LANES = 4
"""Numbers in a vector: what every processor of the last ten years works on at once. More than that slow its clock."""


@intrinsic(prefer_literal=True)
def _add_rows(_context: Any, target: Any, first: Any, table: Any, row: Any, factors: Any, width: Any) -> Any:
    """Emit it in whole vectors."""
    if not target.dtype == table.dtype == factors.dtype == types.float64:
        return None
    vectors = width.literal_value // LANES

    def emit(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        target_type, _, table_type, _, factors_type, _ = signature.args
        target, first, table, row, factors, _ = arguments
        vector_type, undefined = (
            ir.VectorType(ir.DoubleType(), LANES),
            ir.Constant(ir.VectorType(ir.DoubleType(), LANES), ir.Undefined),
        )

        def place(array_type: Any, array: Any, index: Any) -> Any:
            data = context.make_array(array_type)(context, builder, array).data
            return builder.bitcast(builder.gep(data, [index]), vector_type.as_pointer())

        def load(pointer: Any, i: int) -> Any:
            loaded = builder.load(builder.gep(pointer, [ir.IntType(64)(i)]))
            loaded.align = 8
            return loaded

        def in_every_lane(value: Any) -> Any:
            one = builder.insert_element(undefined, value, ir.IntType(32)(0))
            return builder.shuffle_vector(
                one, undefined, ir.Constant(ir.VectorType(ir.IntType(32), LANES), [0] * LANES)
            )

        to = place(target_type, target, first)
        rows = place(table_type, table, builder.mul(row, ir.IntType(64)(vectors * LANES)))
        sums = [load(to, i) for i in range(vectors)]
        for k in range(factors_type.count):
            factor = in_every_lane(builder.extract_value(factors, k))
            for i in range(vectors):
                product = builder.fmul(load(rows, k * vectors + i), factor, flags=("contract",))
                sums[i] = builder.fadd(sums[i], product, flags=("contract",))
        for i, total in enumerate(sums):
            builder.store(total, builder.gep(to, [ir.IntType(64)(i)])).align = 8
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
