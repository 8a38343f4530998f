import errno
import os
import stat

import pytest

from nes_composer import atomic


def test_a_new_file_appears_whole_and_with_ordinary_permissions(tmp_path):
    target, plain = tmp_path / "song.wav", tmp_path / "plain"
    atomic.write_bytes(target, b"music")
    plain.write_bytes(b"")
    assert target.read_bytes() == b"music"
    assert stat.S_IMODE(target.stat().st_mode) == stat.S_IMODE(plain.stat().st_mode)


def test_an_existing_file_is_replaced(tmp_path):
    target = tmp_path / "song.wav"
    target.write_bytes(b"a longer older song")
    atomic.write_bytes(target, b"new")
    assert target.read_bytes() == b"new"
    assert [path.name for path in tmp_path.iterdir()] == ["song.wav"]


def test_what_the_writer_sees_is_beside_the_target_with_its_suffix(tmp_path):
    with atomic.replacing(tmp_path / "song.wav") as temporary:
        assert temporary.parent == tmp_path
        assert temporary.suffix == ".wav"
        assert not (tmp_path / "song.wav").exists()


@pytest.mark.parametrize("error", [ValueError("half way"), KeyboardInterrupt(), OSError(errno.ENOSPC, "full")])
def test_a_writer_that_fails_leaves_the_old_file_and_no_other(tmp_path, error):
    target = tmp_path / "song.wav"
    target.write_bytes(b"old")

    def write():
        with atomic.replacing(target) as temporary:
            temporary.write_bytes(b"half of the n")
            raise error

    with pytest.raises(type(error)):
        write()
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["song.wav"]


def test_a_disk_that_fills_up_while_flushing_loses_nothing(tmp_path, monkeypatch):
    target = tmp_path / "song.wav"
    target.write_bytes(b"old")

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        atomic.write_bytes(target, b"new")
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["song.wav"]


def test_a_folder_that_is_not_there_is_an_error_not_a_folder(tmp_path):
    with pytest.raises(FileNotFoundError):
        atomic.write_bytes(tmp_path / "nowhere" / "song.wav", b"music")
    assert not (tmp_path / "nowhere").exists()
