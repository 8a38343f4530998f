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


def test_a_link_stays_one_and_what_it_points_to_is_replaced(tmp_path):
    (tmp_path / "songs").mkdir()
    real, link = tmp_path / "songs" / "song.wav", tmp_path / "link.wav"
    real.write_bytes(b"old")
    link.symlink_to(real)
    atomic.write_bytes(link, b"new")
    assert link.is_symlink()
    assert real.read_bytes() == b"new"
    assert list((tmp_path / "songs").iterdir()) == [real]


@pytest.mark.parametrize(
    "name",
    [
        "n" * 251 + ".wav",
        "音" * 83 + "ab.wav",
        "🎵" * 62 + "abc.wav",
        "مقطوعة موسيقية" + "." + "x" * 227,
        os.fsdecode(b"\xff\xfe" * 125 + b"a.wav"),
    ],
)
def test_names_may_be_as_long_as_the_system_allows(tmp_path, name):
    assert 250 < len(os.fsencode(name)) <= 255
    for content in (b"old", b"new"):
        atomic.write_bytes(tmp_path / name, content)
        assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [(name, content)]


class Disk:
    """What a power cut leaves: of a file what was flushed, of names those that were flushed or, by luck, later ones.

    Between the calls that it watches anything may have reached the disk or not; the worst that a file system is
    allowed to do is a name that points to content which is not there.
    """

    def __init__(self, folder, target, monkeypatch):
        self.target, self.flushed, self.states = target, {}, []
        self.on_disk = {target.read_bytes() if target.exists() else None}
        self._fsync, self._replace = os.fsync, os.replace
        self._folder = folder
        monkeypatch.setattr(os, "fsync", self.fsync)
        monkeypatch.setattr(os, "replace", self.replace)

    def note(self, step):
        """Note what the target may hold if the power fails now."""
        self.states.append((step, set(self.on_disk)))

    def fsync(self, handle):
        self.note("before flushing")
        self._fsync(handle)
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            assert os.path.samestat(status, self._folder.stat())
            # From now on the name points to what it was pointed to last.
            self.on_disk = {self.latest}
            self.note("after flushing names")
        else:
            self.flushed[status.st_ino] = os.pread(handle, 1 << 20, 0)
            self.note("after flushing content")

    def replace(self, source, target):
        self.note("before renaming")
        self.latest = self.flushed.get(source.stat().st_ino, b"")
        self._replace(source, target)
        self.on_disk.add(self.latest)
        self.note("after renaming")


@pytest.mark.parametrize("old", [b"an older song", None])
def test_a_power_cut_at_any_moment_leaves_the_old_or_the_new_file(tmp_path, monkeypatch, old):
    target = tmp_path / "song.nesproj"
    if old is not None:
        target.write_bytes(old)
    disk = Disk(tmp_path, target, monkeypatch)
    atomic.write_bytes(target, b"the new song")
    for step, contents in disk.states:
        assert contents <= {old, b"the new song"}, step
    # Whoever is told "saved" has the new song, come what may.
    assert disk.on_disk == {b"the new song"}
    assert len(disk.states) >= 6


@pytest.mark.parametrize("cut", range(8))
def test_a_process_that_ends_at_any_call_leaves_the_old_or_the_new_file(tmp_path, monkeypatch, cut):
    """Every call to the system that changes something is the last one, and nothing is tidied up after it."""

    class PowerCut(BaseException):
        pass

    calls = iter(range(100))

    def ends_at_the_cut(name):
        usual = getattr(os, name)

        def call(*args, **kwargs):
            if next(calls) >= cut:
                raise PowerCut
            return usual(*args, **kwargs)

        monkeypatch.setattr(os, name, call)

    target = tmp_path / "song.nesproj"
    target.write_bytes(b"an older song")
    for name in ("open", "close", "fsync", "chmod", "replace", "unlink"):
        ends_at_the_cut(name)
    try:
        atomic.write_bytes(target, b"the new song")
        ended = True
    except PowerCut:
        ended = False
    monkeypatch.undo()
    assert target.read_bytes() in (b"an older song", b"the new song")
    assert target.read_bytes() == b"the new song" or not ended
    # A later save is not bothered by what was left lying about.
    atomic.write_bytes(target, b"a third song")
    assert target.read_bytes() == b"a third song"


def test_a_folder_that_cannot_be_flushed_does_not_unsave_the_file(tmp_path, monkeypatch):
    usual = os.fsync

    def fsync(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        usual(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    atomic.write_bytes(tmp_path / "song.wav", b"music")
    assert (tmp_path / "song.wav").read_bytes() == b"music"
