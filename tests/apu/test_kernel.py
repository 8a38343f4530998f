import numpy as np

from nes_composer.apu import jit, kernel


def test_writes_to_other_addresses_are_ignored(sound, pulse_writes):
    others = [(address, 0xFF) for address in (0x0000, 0x2000, 0x4009, 0x400D, 0x4014, 0x4016, 0x4018, 0x5000, 0xFFFF)]
    pulse = pulse_writes(253)
    assert np.array_equal(sound(*pulse, *others, seconds=0.1), sound(*pulse, seconds=0.1))


def test_quarter_and_half_frames_reach_every_voice(sound):
    """In five-step mode each write of $4017 clocks at once: 20 of them end a length of 20 early."""
    writes = [
        (0x4015, 0x0F), (0x4000, 0x9F), (0x4001, 0x08), (0x4002, 200), (0x4003, 2 << 3), (0x4008, 0x7F), (0x400A, 90),
        (0x400B, 2 << 3), (0x400C, 0x1F), (0x400E, 3), (0x400F, 2 << 3),
    ]  # fmt: skip
    clocks = [(10_000 + 100 * i, 0x4017, 0x80) for i in range(21)]
    for audible in ((True, False, False, False), (False, False, True, False), (False, False, False, True)):
        samples = sound(*writes, *clocks, seconds=0.05, audible=audible)
        assert samples[:260].std() > 1e-3
        assert np.abs(np.diff(samples[400:])).max() < 1e-3


def test_frame_steps_that_nobody_hears_are_done_all_the_same(sound):
    """The decay runs while constant volume hides it, and the length counter's halt keeps nothing else from running."""
    decaying = [(0x4015, 1), (0x4000, 0xA1), (0x4001, 0x08), (0x4002, 60), (0x4003, 0x08)]
    hidden = [(2_000, 0x4000, 0xB1), (100_000, 0x4000, 0xA1)]
    samples, expected = sound(*decaying, *hidden, seconds=0.2), sound(*decaying, seconds=0.2)
    # From the write on, and a while for the filters, nothing tells that the volume was constant in between.
    assert np.abs(samples[6_000:] - expected[6_000:]).max() < 1e-6
    assert np.abs(samples[1_000:2_000] - expected[1_000:2_000]).max() > 0.01


def test_compiled_code_is_kept_apart_by_the_sources_checksum():
    """A kernel in the disk cache that was compiled from other sources is not taken for this one."""
    one, same, other = (jit.entry(kernel.run.py_func, checksum) for checksum in (1, 1, 2))
    assert _cache_key(one) == _cache_key(same)
    assert _cache_key(one) != _cache_key(other)
    assert _cache_key(kernel.run) == _cache_key(jit.entry(kernel.run.py_func, jit.SOURCES_CHECKSUM))


def _cache_key(run):
    from numba.core import types

    cache = run._cache
    # numba takes nothing from a file whose stamp is another one.
    return cache._index_key(types.void(), run.targetctx.codegen()), cache._cache_file._source_stamp
