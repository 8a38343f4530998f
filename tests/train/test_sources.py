import pytest
from support.random_songs import pack, random_score, write

from nes_composer.formats.report import FormatError
from train.corpus import CorpusError
from train.sources import contents, find_files, in_shard, named


@pytest.fixture
def folder(tmp_path):
    """Music of several kinds in folders, an archive among them, and what is none."""
    folder = tmp_path / "music"
    for name in ("one/song.nesproj", "two/song.nesproj", "two/LOUD.MID"):
        write(folder / name, random_score(0))
    (folder / "notes.txt").write_text("no music")
    (folder / "old.npz").write_bytes(b"")
    for form in ("seprsco.pkl", "exprsco.pkl"):
        write(tmp_path / "nesmdb" / "valid" / f"song.{form}", random_score(1))
    pack(folder / "nesmdb.tar.xz", tmp_path / "nesmdb")
    return folder


def test_folders_are_searched_with_the_archives_in_them(folder):
    files = find_files([folder])
    assert {file.path.relative_to(folder).as_posix() for file in files} == {
        "one/song.nesproj",
        "two/song.nesproj",
        "two/LOUD.MID",
        "nesmdb.tar.xz/nesmdb/valid/song.exprsco.pkl",
        "nesmdb.tar.xz/nesmdb/valid/song.seprsco.pkl",
    }


def test_a_source_that_is_there_twice_is_found_once(folder):
    archive = folder / "nesmdb.tar.xz"
    assert len(find_files([archive, archive, folder])) == len(find_files([folder]))
    song = folder / "one" / "song.nesproj"
    assert [file.path for file in find_files([song, song])] == [song]


def test_songs_of_nesmdb_are_called_by_their_stem_and_others_by_where_they_are(folder):
    songs = named(find_files([folder]), {})
    assert set(songs) == {"music/one/song", "music/two/song", "music/two/LOUD", "song"}
    assert [file.end for file in songs["song"]] == [".exprsco.pkl", ".seprsco.pkl"]
    assert songs["song"][0].split == "valid"
    assert songs["music/one/song"][0].split is None
    # What the table of songs knows is NES-MDB's wherever it is.
    assert "LOUD" in named(find_files([folder]), {"LOUD": None})


def test_two_sources_of_one_name_are_told_apart_or_refused(folder, tmp_path):
    write(tmp_path / "other" / "music" / "one" / "song.nesproj", random_score(2))
    files = find_files([folder, tmp_path / "other" / "music"])
    with pytest.raises(CorpusError, match=r"song\.nesproj, .*song\.nesproj: two songs of one name"):
        named(files, {})
    assert len(named(find_files([tmp_path / "other", folder]), {})) == 5


def test_contents_are_those_of_the_archive_and_files_are_left_to_the_reader(folder):
    read = {file.path.name: data for file, data in contents(find_files([folder]))}
    assert read["song.exprsco.pkl"] == (folder.parent / "nesmdb" / "valid" / "song.exprsco.pkl").read_bytes()
    assert read["LOUD.MID"] is None
    assert len(read) == 4  # two have one name


def test_an_archive_that_lost_a_song_since_it_was_searched_is_refused(folder):
    files = find_files([folder / "nesmdb.tar.xz"])
    (folder.parent / "nesmdb" / "valid" / "song.exprsco.pkl").unlink()
    pack(folder / "nesmdb.tar.xz", folder.parent / "nesmdb")
    with pytest.raises(FormatError, match="has changed while it was read"):
        list(contents(files))


def test_the_stamp_tells_that_a_file_has_changed(folder):
    before = find_files([folder])
    write(folder / "one" / "song.nesproj", random_score(5, notes=50))
    changed = set(find_files([folder])) - set(before)
    assert [file.inside for file in changed] == ["one/song.nesproj"]


def test_what_cannot_be_a_source_is_refused_by_name(folder, tmp_path):
    with pytest.raises(CorpusError, match="nowhere: no such file or folder"):
        find_files([tmp_path / "nowhere"])
    with pytest.raises(CorpusError, match=r"notes\.txt: neither a folder nor a file that can be read"):
        find_files([folder / "notes.txt"])
    damaged = tmp_path / "damaged.tar.xz"
    data = (folder / "nesmdb.tar.xz").read_bytes()
    damaged.write_bytes(data[: len(data) // 2])
    with pytest.raises(FormatError, match=r"damaged\.tar\.xz: the archive is damaged"):
        find_files([damaged])


def test_every_song_is_in_one_shard():
    names = [f"song {number}" for number in range(300)]
    shards = [{name for name in names if in_shard(name, (index, 3))} for index in (1, 2, 3)]
    assert sorted(name for shard in shards for name in shard) == sorted(names)
    assert min(len(shard) for shard in shards) > 60
    assert all(in_shard(name, (1, 1)) for name in names)
