"""Read pickles of numpy arrays without trusting them, and write some that every Python and numpy reads.

A pickle is a program. This reader admits the three names that an array needs, and even those as
stand-ins that only record what they are given: no code of numpy runs on unchecked values, and nothing
that a pickle can say calls, imports or allocates anything else.
"""

from __future__ import annotations

import io
import pickle
import pickletools
import struct
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

MAX_BYTES = 64 << 20
_MAX_OPCODES = 10_000
_OPCODES = {opcode.code: opcode for opcode in pickletools.opcodes}


class PickleError(ValueError):
    """A pickle that is damaged, too large, or asks for more than arrays; the message is one sentence."""


class PickledDtype:
    """Stand-in for ``numpy.dtype``: the type code, as pickled."""

    def __init__(self, code: object, *_: object) -> None:
        self.code = code

    def __setstate__(self, state: object) -> None:
        """Ignore byte order and alignment: an array of single bytes has neither."""


class PickledArray:
    """Stand-in for ``numpy.ndarray``: shape, type and bytes, as pickled."""

    def __init__(self, *_: object) -> None:
        self.state: object = None

    def __setstate__(self, state: object) -> None:
        """Keep what numpy would make an array of."""
        self.state = state

    def array(self) -> NDArray[np.uint8]:
        """Return the array.

        Raises
        ------
        PickleError
            It is not one of bytes in C order, or its shape does not match its data.
        """
        match self.state:
            case (_, tuple(shape), PickledDtype(code="u1" | "|u1" | "B"), order, bytes() | str() as data):
                pass
            case _:
                raise PickleError("its array is not one of unsigned bytes")
        if order or not all(isinstance(size, int) and size >= 0 for size in shape):
            raise PickleError("its array has no usable shape")
        try:
            raw = data.encode("latin1") if isinstance(data, str) else data
        except UnicodeEncodeError as error:
            raise PickleError("its array holds text instead of bytes") from error
        if prod(shape) != len(raw):
            raise PickleError(f"its array of {len(raw)} bytes does not have the shape {shape}")
        return np.frombuffer(raw, np.uint8).reshape(shape)


_ADMITTED = {
    ("numpy.core.multiarray", "_reconstruct"): PickledArray,
    ("numpy._core.multiarray", "_reconstruct"): PickledArray,
    ("numpy", "ndarray"): PickledArray,
    ("numpy", "dtype"): PickledDtype,
}


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> type:
        """Return the stand-in of an admitted name."""
        if (module, name) not in _ADMITTED:
            raise PickleError(
                f"it asks for {ascii(f'{module}.{name}')[1:-1]}, which is not part of an array; nothing of it was run"
            )
        return _ADMITTED[module, name]


def load(data: bytes) -> Any:
    """Return the pickled object, its arrays as :class:`PickledArray`; text that Python 2 wrote is read as latin-1.

    Raises
    ------
    PickleError
        The pickle is damaged, too large, or asks for anything but arrays.
    """
    if len(data) > MAX_BYTES:
        raise PickleError(f"a pickle of {len(data)} bytes is larger than the {MAX_BYTES} that are read")
    try:
        _check_opcodes(data)
        return _Unpickler(io.BytesIO(data), encoding="latin1").load()
    except PickleError:
        raise
    except Exception as error:  # whatever a damaged program can trip over: EOFError, KeyError, TypeError …
        # What it says may quote the file, line breaks and all.
        raise PickleError(f"the pickle is damaged: {' '.join(str(error).split()) or type(error).__name__}") from error


def dump(rate: float, samples: int, array: NDArray[np.uint8]) -> bytes:
    """Return the pickle of ``(rate, samples, array)`` in protocol 2, as Python 2 would write it.

    Python 3 would pickle the bytes of an array, and numpy 2 its names, so that NES-MDB's own tools, which are written
    in Python 2, could not read them. As theirs, it is read in Python 3 by ``pickle.load(file, encoding="latin1")``.

    Parameters
    ----------
    rate, samples
        Any number, and a whole one below 2**31.
    array
        Of bytes.
    """

    def whole(number: int) -> bytes:
        return pickle.BININT + struct.pack("<i", number)

    def text(content: bytes) -> bytes:
        return pickle.BINSTRING + struct.pack("<i", len(content)) + content

    def name(module: str, attribute: str) -> bytes:
        return pickle.GLOBAL + f"{module}\n{attribute}\n".encode()

    def of(*items: bytes) -> bytes:
        return pickle.MARK + b"".join(items) + pickle.TUPLE

    dtype = name("numpy", "dtype") + of(text(b"u1"), whole(0), whole(1)) + pickle.REDUCE
    dtype += of(whole(3), text(b"|"), pickle.NONE, pickle.NONE, pickle.NONE, whole(-1), whole(-1), whole(0))
    dtype += pickle.BUILD
    shape = of(*(whole(length) for length in array.shape))
    state = of(whole(1), shape, dtype, pickle.NEWFALSE, text(array.tobytes()))
    empty = name("numpy.core.multiarray", "_reconstruct") + of(name("numpy", "ndarray"), of(whole(0)), text(b"b"))
    content = of(
        pickle.BINFLOAT + struct.pack(">d", rate), whole(samples), empty + pickle.REDUCE + state + pickle.BUILD
    )
    return pickle.PROTO + b"\x02" + content + pickle.STOP


def _check_opcodes(data: bytes) -> None:
    """Refuse programs far longer than an array needs, and memo indices that make the unpickler allocate."""
    program = io.BytesIO(data)
    for _ in range(_MAX_OPCODES):
        opcode = _OPCODES[program.read(1).decode("latin1")]
        if opcode.name == "STOP":
            return
        if opcode.name == "STRING":
            # pickletools reads these as ASCII, and Python 2 wrote any byte into them.
            program.readline()
        elif opcode.arg is not None:
            argument = opcode.arg.reader(program)
            if opcode.name.endswith("PUT") and argument > _MAX_OPCODES:
                raise PickleError(f"the pickle's memo index {argument} is out of range")
    raise PickleError(f"the pickle has more than {_MAX_OPCODES} instructions, an array has a few dozen")
