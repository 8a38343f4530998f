"""Every kind of file against full disks, folders that are read-only or gone, and names that are hard to write."""

import errno
import os

import pytest
from support.faulty_folders import read_only, small_disk

from nes_composer.formats import history, registry
from nes_composer.formats.report import FormatError
from nes_composer.score.score import Score
from nes_composer.score.song import Origin, Song

__all__ = ["read_only", "small_disk"]

SOUNDS = [end for end, kind in registry.FORMATS.items() if kind.sound]
NAMES = (
    "Ärger – ñandú",
    "日本語の曲",
    "مقطوعة موسيقية",
    "Ελληνικά Кириллица",
    "🎵🕹️👩‍👩‍👧",
    "e\u0301 \u202etxet",
    'tab\there \'n "there" %s {} *?',
)


def names_in(folder):
    return sorted(path.name for path in folder.iterdir() if path.name != ".filler")


@pytest.mark.parametrize("end", registry.WRITABLE)
def test_a_full_disk_leaves_the_old_file_and_no_other(small_disk, melody, end):
    folder, fill = small_disk
    path = folder / f"song{end}"
    path.write_bytes(b"old")
    fill(0)
    with pytest.raises(OSError, match=r"No space left") as caught:
        registry.write_song(path, melody)
    assert caught.value.errno == errno.ENOSPC
    assert path.read_bytes() == b"old"
    assert names_in(folder) == [path.name]


@pytest.mark.parametrize("end", SOUNDS)
def test_a_disk_that_fills_up_in_the_middle_of_an_export(small_disk, melody, end):
    folder, fill = small_disk
    fill(40_000)
    with pytest.raises(OSError, match=r"No space left"):
        registry.write_song(folder / f"song{end}", melody)
    assert names_in(folder) == []


def test_a_history_on_a_full_disk_says_so_and_is_read_on(small_disk, melody):
    folder, fill = small_disk
    path = folder / "history.jsonl"
    made = history.Generation(Origin("Random", "tiny 01", 7, ()), 0, melody.score, (0,))
    history.append(path, history.encoded(history.Entry(1.0, made)))
    fill(0)
    many = history.encoded(history.Entry(2.0, made)) * 100
    with pytest.raises(FormatError, match=r"the history cannot be written: (No space left|the disk is full)"):
        history.append(path, many)
    assert history.latest(path, 1000).entries[-1].time == 1.0


@pytest.mark.parametrize("end", registry.WRITABLE)
def test_a_read_only_folder_leaves_the_old_file(read_only, melody, end):
    folder, seal = read_only
    path = folder / f"song{end}"
    path.write_bytes(b"old")
    seal()
    with pytest.raises(OSError, match=r"Read-only file system|Permission denied"):
        registry.write_song(path, melody)
    assert path.read_bytes() == b"old"
    assert names_in(folder) == [path.name]


@pytest.mark.parametrize("end", registry.WRITABLE)
def test_a_folder_that_is_gone_is_not_made_again(tmp_path, melody, end):
    folder = tmp_path / "gone"
    with pytest.raises(FileNotFoundError):
        registry.write_song(folder / f"song{end}", melody)
    assert not folder.exists()


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("end", registry.WRITABLE)
def test_names_in_any_script_as_long_as_the_system_allows(tmp_path, name, end):
    while len((name + end).encode()) < 255:
        name += name[: 1 + len(name) // 7]
    while len((name + end).encode()) > 255:
        name = name[:-1]
    song = Song(Score.silent(16), title=name)
    path = tmp_path / f"{name}{end}"
    for _ in range(2):
        registry.write_song(path, song)
        assert [os.fsencode(found.name) for found in tmp_path.iterdir()] == [os.fsencode(path.name)]
    if end in registry.READABLE:
        assert registry.read_song(path).song.score.seconds >= 0


def test_a_name_that_is_no_text_is_a_name_all_the_same(tmp_path, melody):
    path = tmp_path / os.fsdecode(b"\xff\xfe.nesproj")
    registry.write_song(path, melody)
    assert registry.read_song(path).song == melody
    path.write_bytes(b"damaged")
    with pytest.raises(FormatError, match="not a readable project"):
        registry.read_song(path)
