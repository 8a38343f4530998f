import pytest

from train.corpus import CorpusError
from train.song_table import SONG_TABLE, SongFacts, read_song_tables

HEAD = "split,song,intro_plus_loop_seconds,loop_seconds,composers\n"


def test_tables_in_and_beside_sources_are_read(tmp_path):
    (tmp_path / "inside").mkdir()
    (tmp_path / "inside" / SONG_TABLE).write_text(HEAD + "train,a,12.5,10,Somebody\ntrain,b,,,\n")
    (tmp_path / SONG_TABLE).write_text(HEAD + 'valid,c,7,,"One, Two"\n')
    archive = tmp_path / "music.tar.xz"
    archive.write_bytes(b"")
    expected = {"a": SongFacts("train", 12.5), "b": SongFacts("train", 0.0), "c": SongFacts("valid", 7.0)}
    assert read_song_tables([tmp_path / "inside"]) == expected
    assert read_song_tables([archive]) == {"c": expected["c"]}
    assert read_song_tables([archive, tmp_path / "inside"]) == expected


@pytest.mark.parametrize(
    "line",
    ["train,a,long,,", "train,a,-1,,", "train,a,nan,,", "train,a,inf,,", "moon,a,3,,", "train", "train,,3,,"],
)
def test_a_table_that_makes_no_sense_is_refused_with_its_line(tmp_path, line):
    (tmp_path / SONG_TABLE).write_text(HEAD + "train,fine,3,,\n" + line + "\n")
    with pytest.raises(CorpusError, match=rf"{SONG_TABLE}: line \d+: not a table of NES-MDB's songs"):
        read_song_tables([tmp_path])


def test_what_is_no_table_is_refused(tmp_path):
    (tmp_path / SONG_TABLE).write_bytes(b"\xff\xfe\x00" * 9)
    with pytest.raises(CorpusError, match="not a table of NES-MDB's songs"):
        read_song_tables([tmp_path])
