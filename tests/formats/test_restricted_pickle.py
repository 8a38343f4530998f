import pickle
import struct
from contextlib import suppress

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nes_composer.formats import restricted_pickle
from nes_composer.formats.restricted_pickle import PickleError, load


def python2_pickle(array, module="numpy.core.multiarray", dtype=b"u1", data=None):
    """The text that Python 2 wrote for a numpy array of bytes, protocol 0."""
    shape = b"(" + b"".join(b"I%d\n" % size for size in array.shape) + b"t"
    raw = repr(array.tobytes() if data is None else data)[1:].encode()
    return (
        b"c"
        + module.encode()
        + b"\n_reconstruct\np1\n(cnumpy\nndarray\np2\n(I0\ntS'b'\ntRp3\n(I1\n"
        + shape
        + b"cnumpy\ndtype\np4\n(S'"
        + dtype
        + b"'\nI0\nI1\ntRp5\n(I3\nS'|'\nNNNI-1\nI-1\nI0\ntbI00\nS"
        + raw
        + b"\ntb."
    )


FRAMES = np.arange(256, dtype=np.uint8).reshape(16, 4, 4)


def test_a_python_2_array_is_read_with_every_byte():
    assert np.array_equal(load(python2_pickle(FRAMES)).array(), FRAMES)


@pytest.mark.parametrize("protocol", [2, 3, 4])
def test_arrays_of_todays_numpy_are_read(protocol):
    if protocol == 2:
        # Python 3 needs _codecs.encode for bytes there, which is one name too many.
        with pytest.raises(PickleError, match=r"_codecs\.encode"):
            load(pickle.dumps(FRAMES, protocol))
    else:
        assert np.array_equal(load(pickle.dumps(FRAMES, protocol)).array(), FRAMES)


@pytest.mark.parametrize(
    "program",
    [
        b"cos\nsystem\n(S'touch {file}'\ntR.",
        b"(S'touch {file}'\nios\nsystem\n.",
        b"(cos\nsystem\nS'touch {file}'\no.",
        b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x06{file}\x85R.",
        b'cbuiltins\neval\n(S\'open("{file}", "w")\'\ntR.',
        b"cnumpy\nfromfile\n(S'{file}'\ntR.",
        b"cnumpy.core.multiarray\nfromfile\n(S'{file}'\ntR.",
        b"c__builtin__\ngetattr\n(cnumpy\nndarray\nS'tofile'\ntR.",
    ],
)
def test_a_pickle_that_asks_for_anything_else_is_refused_and_nothing_of_it_runs(program, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(PickleError, match=r"asks for .*, which is not part of an array"):
        load(program.replace(b"{file}", b"victim"))
    assert list(tmp_path.iterdir()) == []


def test_attributes_of_admitted_names_are_out_of_reach():
    with pytest.raises(PickleError, match=r"numpy\.ndarray\.tofile"):
        load(b"\x80\x04\x8c\x05numpy\x8c\x0endarray.tofile\x93.")


def test_a_pickle_cannot_change_the_reader_for_the_next_one():
    load_again = python2_pickle(FRAMES)
    for name in (b"numpy.core.multiarray\n_reconstruct", b"numpy\nndarray", b"numpy\ndtype"):
        with pytest.raises(PickleError):
            load(b"c" + name + b"\n}S'array'\nI1\nsb.")
    assert np.array_equal(load(load_again).array(), FRAMES)


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        (python2_pickle(np.zeros((1 << 40, 0)), data=b"1234"), "does not have the shape"),
        (python2_pickle(FRAMES, data=b"1234"), "does not have the shape"),
        (python2_pickle(FRAMES, dtype=b"O8"), "not one of unsigned bytes"),
        (python2_pickle(FRAMES, dtype=b"i8"), "not one of unsigned bytes"),
        (python2_pickle(FRAMES).replace(b"I16\n", b"I-16\n"), "no usable shape"),
        (python2_pickle(FRAMES).replace(b"tbI00\n", b"tbI01\n"), "no usable shape"),
        (b"cnumpy\nndarray\n(I99999999999\ntR.", "not one of unsigned bytes"),
    ],
)
def test_an_array_that_is_none_is_refused_before_memory_is_taken(program, reason):
    with pytest.raises(PickleError, match=reason):
        load(program).array()


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        (b"I1\np4000000000\n.", "memo index 4000000000 is out of range"),
        (b"\x80\x02K\x01r" + struct.pack("<I", 0xFFFFFFFF) + b".", "memo index 4294967295 is out of range"),
        (b"\x80\x04\x96" + struct.pack("<Q", 1 << 60) + b"abc.", "damaged: expected"),
        (b"(" * 20_000, "more than 10000 instructions"),
        (b"I1\n" * 20_000 + b".", "more than 10000 instructions"),
    ],
)
def test_indices_and_lengths_cannot_make_the_reader_allocate(program, reason):
    with pytest.raises(PickleError, match=reason):
        load(program)


def test_a_pickle_has_an_upper_size(monkeypatch):
    monkeypatch.setattr(restricted_pickle, "MAX_BYTES", 100)
    with pytest.raises(PickleError, match="larger than the 100"):
        load(python2_pickle(FRAMES))


def test_every_truncation_is_one_sentence():
    whole = python2_pickle(FRAMES)
    for length in range(len(whole)):
        with pytest.raises(PickleError, match=r"damaged|shape|unsigned"):
            load(whole[:length]).array()


@given(data=st.data())
def test_damage_is_an_error_or_an_array_never_anything_else(data):
    damaged = bytearray(python2_pickle(FRAMES[:2]))
    for _ in range(data.draw(st.integers(1, 4))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    with suppress(PickleError):
        result = load(bytes(damaged))
        if isinstance(result, restricted_pickle.PickledArray):
            assert result.array().dtype == np.uint8
