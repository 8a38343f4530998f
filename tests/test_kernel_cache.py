"""What is compiled is kept where that can be, and works where it cannot."""

import errno
import sys
from pathlib import Path

import numba
import pytest
from numba.core import caching

from nes_composer import kernel_cache


def double(value):
    return 2 * value


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where numba keeps what it compiles during the test."""
    monkeypatch.setattr(numba.config, "CACHE_DIR", str(tmp_path))
    return tmp_path


def kept_files(folder: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in sorted(folder.rglob("*.nb[ic]"))}


def test_what_is_kept_is_not_compiled_again(folder):
    assert kernel_cache.kept(double)(4) == 8
    assert len(kept_files(folder)) == 2
    again = kernel_cache.kept(double)
    assert again(4) == 8
    assert sum(again.stats.cache_hits.values()) == 1


def test_it_is_compiled_anew_when_what_it_takes_in_has_changed(folder):
    hits = []
    for sources in (1, 2, 2, 1):
        kept = kernel_cache.kept(double, sources)
        assert kept(4) == 8
        hits.append(sum(kept.stats.cache_hits.values()))
    assert hits == [0, 0, 1, 0]


def test_two_programs_of_a_bundle_share_it(folder, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    hits = 0
    for name in ("window", "trainer"):
        (tmp_path / name).write_text(name)
        monkeypatch.setattr(sys, "executable", str(tmp_path / name))
        kept = kernel_cache.kept(double)
        kept(4)
        hits += sum(kept.stats.cache_hits.values())
    assert hits == 1


def test_options_reach_the_compiler(folder):
    assert kernel_cache.kept(lambda a, b: a / b, error_model="numpy")(1.0, 0.0) == float("inf")


def test_without_a_place_to_keep_it_it_is_compiled_each_time(folder, monkeypatch):
    monkeypatch.setattr(caching.CacheImpl, "_locator_classes", [])
    with pytest.raises(RuntimeError, match="no locator"):
        numba.njit(cache=True)(double)
    assert kernel_cache.kept(double)(4) == 8
    assert not kept_files(folder)


@pytest.mark.parametrize("end", [".nbi", ".nbc"])
@pytest.mark.parametrize("length", [0, 40])
def test_what_was_cut_off_is_compiled_and_kept_anew(folder, end, length):
    kernel_cache.kept(double)(4)
    (path,) = folder.rglob(f"*{end}")
    path.write_bytes(path.read_bytes()[:length])
    assert kernel_cache.kept(double)(4) == 8
    again = kernel_cache.kept(double)
    assert again(4) == 8
    assert sum(again.stats.cache_hits.values()) == 1


def test_a_full_disk_costs_nothing_but_time(folder, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(caching.IndexDataCacheFile, "_save_data", full)
    assert kernel_cache.kept(double)(4) == 8
