import gzip
import io
import lzma
import random
import tarfile
import tracemalloc
import zlib

import pytest

from nes_composer.formats import archive
from nes_composer.formats.report import FormatError

SONGS = {"set/train/b.mid": b"second" * 1000, "set/train/a.mid": b"first", "set/valid/c.mid": b""}


def write_tar(path, members, mode=None):
    """An archive of files by name, and of whatever other TarInfo is given as content."""
    with tarfile.open(path, mode or f"w:{path.suffix[1:]}") as file:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            if isinstance(content, bytes):
                member.size = len(content)
                file.addfile(member, io.BytesIO(content))
            else:
                member.type, member.linkname = content
                file.addfile(member)
    return path


@pytest.mark.parametrize("suffix", [".tar.gz", ".tar.xz"])
def test_an_archive_is_read_in_its_order_without_unpacking(tmp_path, suffix):
    path = write_tar(tmp_path / f"set{suffix}", {**SONGS, "set/readme.txt": b"no song"})
    assert list(archive.files(path, (".mid",))) == list(SONGS.items())
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_is_read_in_the_order_of_names(tmp_path):
    for name, content in {**SONGS, "notes.txt": b"no song"}.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder.mid").mkdir()
    assert list(archive.files(tmp_path, (".mid",))) == sorted(SONGS.items())
    assert [name for name, _ in archive.files(tmp_path, (".txt", "c.mid"))] == ["notes.txt", "set/valid/c.mid"]


def test_names_that_point_out_of_the_archive_reach_nothing(tmp_path):
    victim = tmp_path / "victim.mid"
    victim.write_bytes(b"secret")
    inside = tmp_path / "inside"
    inside.mkdir()
    members = {
        "../victim.mid": b"overwritten",
        "/tmp/absolute.mid": b"overwritten",
        "link.mid": (tarfile.SYMTYPE, str(victim)),
        "hard.mid": (tarfile.LNKTYPE, "../victim.mid"),
        "device.mid": (tarfile.CHRTYPE, ""),
    }
    path = write_tar(inside / "evil.tar.gz", members)
    assert b"secret" not in [content for _, content in archive.files(path, (".mid",))]
    assert victim.read_bytes() == b"secret"
    assert list(inside.iterdir()) == [path]


@pytest.mark.parametrize("suffix", [".tar.gz", ".tar.xz"])
def test_a_truncated_archive_is_an_error_wherever_it_ends(tmp_path, suffix):
    noise = random.Random(1)
    path = write_tar(tmp_path / f"set{suffix}", {f"{i}.mid": noise.randbytes(3000) for i in range(20)})
    whole = path.read_bytes()
    for length in range(0, len(whole) - 100, 997):
        path.write_bytes(whole[:length])
        with pytest.raises(FormatError, match="damaged"):
            list(archive.files(path, (".mid",)))


def test_streams_of_xz_after_each_other_are_one_archive(tmp_path):
    path = write_tar(tmp_path / "set.tar", SONGS)
    whole = path.read_bytes()
    parts = [lzma.compress(whole[:5000]), bytes(8), lzma.compress(whole[5000:]), bytes(4)]
    (tmp_path / "set.tar.xz").write_bytes(b"".join(parts))
    assert list(archive.files(tmp_path / "set.tar.xz", (".mid",))) == list(SONGS.items())


def test_an_archive_that_asks_for_gigabytes_of_memory_gets_none(tmp_path):
    """A dictionary is taken as soon as a block begins, however short that is."""
    path = tmp_path / "set.tar.xz"
    bomb = lzma.compress(bytes(10_000), lzma.FORMAT_XZ, filters=[{"id": lzma.FILTER_LZMA2, "dict_size": 1 << 26}])
    # The size of the dictionary is a byte of the block's header, which has a checksum of its own behind it.
    header = bytearray(bomb[12 : 12 + 4 * (bomb[12] + 1)])
    place = header.index(b"\x21\x01") + 2
    header[place] = 38  # 2 GiB
    header[-4:] = zlib.crc32(header[:-4]).to_bytes(4, "little")
    path.write_bytes(bomb[:12] + bytes(header) + bomb[12 + len(header) :])
    with pytest.raises(FormatError, match="the archive is damaged: Memory usage limit exceeded"):
        list(archive.files(path, (".mid",)))


def test_what_is_no_archive_is_refused(tmp_path):
    path = tmp_path / "set.tar.xz"
    path.write_bytes(b"this is no archive")
    with pytest.raises(FormatError, match=r"set\.tar\.xz: the archive is damaged"):
        list(archive.files(path, (".mid",)))
    with pytest.raises(FormatError, match=r"set\.zip: not a folder and not an archive .*\.tar\.gz, \.tar\.xz"):
        list(archive.files(tmp_path / "set.zip", (".mid",)))
    with pytest.raises(FileNotFoundError):
        list(archive.files(tmp_path / "missing.tar.gz", (".mid",)))


def test_sizes_are_limited_before_anything_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr(archive, "MAX_FILE_BYTES", 5000)
    path = write_tar(tmp_path / "set.tar.gz", SONGS)
    with pytest.raises(FormatError, match=r"set/train/b\.mid has 6000 bytes, more than the 5000"):
        list(archive.files(path, (".mid",)))
    (tmp_path / "b.mid").write_bytes(b"x" * 5001)
    with pytest.raises(FormatError, match=r"b\.mid has 5001 bytes"):
        list(archive.files(tmp_path, (".mid",)))
    monkeypatch.setattr(archive, "MAX_TOTAL_BYTES", 5000)
    with pytest.raises(FormatError, match="more than the 5000 bytes"):
        list(archive.files(path, (".txt",)))


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.XGLTYPE, tarfile.GNUTYPE_LONGNAME, tarfile.GNUTYPE_LONGLINK])
def test_remarks_of_gigabytes_are_not_read(tmp_path, kind):
    """A bomb: they would be held in memory before the member that they are about is seen."""
    header = tarfile.TarInfo("remarks")
    header.type, header.size = kind, 1 << 30
    path = tmp_path / "set.tar.gz"
    with gzip.open(path, "wb", 1) as file:
        file.write(header.tobuf())
        for _ in range(64):
            file.write(bytes(1 << 20))
    tracemalloc.start()
    with pytest.raises(FormatError, match="the archive is damaged: remarks of 1073741824 bytes on a member"):
        list(archive.files(path, (".mid",)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 8 << 20
