"""From files of music to a data set: read, trimmed to one pass of the loop, sorted into splits, without duplicates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from nes_composer.models.grids import GRIDS
from train.corpus import CorpusError, load_all, save
from train.gridded_song import GriddedSong, corpus_of, songs_of
from train.parts import Parts, Reading
from train.prepare_report import Report
from train.reading_pool import read_files
from train.selection import select
from train.song_reading import Tune
from train.song_table import LEAKED, SongFacts, read_song_tables
from train.sources import SourceFile, find_files, in_shard, named

_UNKNOWN = SongFacts("", 0.0)


def prepare(sources: Sequence[Path], out: Path, shard: tuple[int, int] = (1, 1)) -> str:
    """Make a data set of all songs in some sources.

    Songs that are read go to the folder ``NAME.parts`` beside the data set, which is removed in the end: after an
    interruption only the rest is read.

    Parameters
    ----------
    sources
        Folders, archives, files of music, and data sets.
    out
        The data set to make or to replace, wholly or not at all.
    shard
        i, n: of the songs only the i-th of n parts, which n machines make and then are made into one.

    Returns
    -------
    str
        What it holds and what was left out, for people.

    Raises
    ------
    CorpusError
        A source cannot be used, or there is no song in them.
    FormatError
        An archive is damaged.
    OSError
        The system cannot read a source or write the data set.
    """
    if out.is_dir():
        raise CorpusError(f"{out}: a folder, expected the name of a file to write")
    report = Report()
    songs: dict[str, GriddedSong] = {}
    for source in sources:
        if source.suffix == ".npz":
            data_set = load_all(source)
            try:
                report.add_json(data_set.report)
            except (ValueError, RecursionError) as error:
                raise CorpusError(f"{source}: not a prepared data set: {error}") from error
            _add(songs, songs_of(data_set), shard)
    music = [source for source in sources if source.suffix != ".npz"]
    _add(songs, _read_songs(music, out, shard, report), shard)
    selection = select(songs.values())
    if not selection.songs:
        raise CorpusError(f"{', '.join(map(str, sources))}: no song that can be used{_first(report.unreadable)}")
    report.counts["songs left out of train, like held-out ones"] += selection.leaking
    for grid, count in selection.duplicates.items():
        report.counts[f"duplicates left out of {grid}"] += count
    report.counts["songs in one split with others like them"] = selection.grouped
    corpora = [corpus for grid in GRIDS if (corpus := corpus_of(selection.songs, grid))]
    out.parent.mkdir(parents=True, exist_ok=True)
    save(out, corpora, [song.name for song in selection.songs if song.given], report.to_json(corpora))
    Parts(out).remove()
    return report.to_text(corpora)


def _add(songs: dict[str, GriddedSong], more: Iterable[GriddedSong], shard: tuple[int, int]) -> None:
    """Add the songs of a shard; of a song that is there already only what is new."""
    for song in more:
        if in_shard(song.name, shard):
            known = songs.setdefault(song.name, song)
            known.tunes.update({grid: tune for grid, tune in song.tunes.items() if grid not in known.tunes})


def _read_songs(sources: Sequence[Path], out: Path, shard: tuple[int, int], report: Report) -> list[GriddedSong]:
    """Return the songs that files hold, and count them."""
    table = read_song_tables(sources)
    found = {name: forms for name, forms in named(find_files(sources), table).items() if in_shard(name, shard)}
    splits = {name: forms[0].split or table.get(name, _UNKNOWN).split for name, forms in found.items()}
    leaked = {name for name in LEAKED & found.keys() if splits[name] == "train"}
    wanted = {name: forms for name, forms in found.items() if name not in leaked}
    seconds = {file: table.get(name, _UNKNOWN).seconds for name, forms in wanted.items() for file in forms}
    if not seconds:
        return []
    readings = read_files(seconds, Parts(out))
    report.unreadable += [reading.fault for reading in readings.values() if reading.fault]
    songs = [
        GriddedSong(name, splits[name], bool(splits[name]), _tunes(forms, readings)) for name, forms in wanted.items()
    ]
    heard = [song for song in songs if song.tunes]
    silent = sum(not any(readings[file].fault for file in wanted[song.name]) for song in songs if not song.tunes)
    report.counts.update(
        {
            "files": len(seconds),
            "unreadable files": sum(bool(reading.fault) for reading in readings.values()),
            "songs": len(wanted) + len(leaked),
            "songs left out of train, known to have leaked": len(leaked),
            "silent songs left out": silent,
            "songs without a row grid": sum("rows" not in song.tunes for song in heard),
            "songs of a known length": sum(table.get(name, _UNKNOWN).seconds > 0 for name in wanted),
        }
    )
    return heard


def _tunes(forms: Iterable[SourceFile], readings: Mapping[SourceFile, Reading]) -> dict[str, Tune]:
    """Return the tunes that the first of a song's forms tells on each grid."""
    tunes: dict[str, Tune] = {}
    for form in forms:
        tunes = readings[form].tunes | tunes
    return tunes


def _first(sentences: Sequence[str]) -> str:
    return f" ({len(sentences)} unreadable files, the first is {sentences[0]})" if sentences else ""
