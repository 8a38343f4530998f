import pytest
from support.random_songs import pack, random_score, write

from nes_composer.formats.report import FormatError
from train.midi_archive import midi_songs
from train.song_table import LEAKED


def test_the_songs_of_a_split_without_what_leaked(tmp_path):
    folder = tmp_path / "nesmdb_midi"
    for name in ("train/a", f"train/{min(LEAKED)}", "valid/b", "other/c"):
        path = write(folder / f"{name}.nesmdb.mid", random_score(1))
        path.rename(folder / f"{name}.mid")
    archive = pack(tmp_path / "nesmdb_midi.tar.xz", folder)
    assert list(midi_songs(tmp_path, "train")) == [("a", (folder / "train" / "a.mid").read_bytes())]
    assert [name for name, _ in midi_songs(tmp_path, "valid")] == ["b"]
    archive.write_bytes(archive.read_bytes()[:200])
    with pytest.raises(FormatError, match="damaged"):
        list(midi_songs(tmp_path, "train"))
    with pytest.raises(FileNotFoundError, match=r"nesmdb_midi\.tar\.xz"):
        list(midi_songs(tmp_path / "nowhere", "train"))
