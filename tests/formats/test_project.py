import copy
import json
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from support.instruments import instruments

from nes_composer.formats import project
from nes_composer.formats.report import FormatError
from nes_composer.score.edits import with_length
from nes_composer.score.locks import Locks
from nes_composer.score.score import PATTERN_ROWS, Score
from nes_composer.score.song import Origin, Pattern, Song

PATH = Path("my song.nesproj")


@pytest.fixture
def document(decoded_song, tmp_path):
    """A sound project as JSON, to be spoiled."""
    path = tmp_path / PATH
    project.write(path, decoded_song)
    document = json.loads(path.read_bytes())
    del document["checksum"]  # as whoever changes a project by hand does
    return document


def read(document):
    return project.read(PATH, json.dumps(document).encode())


def test_a_project_is_the_same_song_again(tmp_path, decoded_song):
    path = tmp_path / PATH
    project.write(path, decoded_song)
    imported = project.read(path, path.read_bytes())
    assert imported.song == decoded_song
    assert imported.dropped == {}
    assert imported.grid is None


@given(data=st.data())
def test_any_song_survives_saving(tmp_path_factory, scores, data):
    path = tmp_path_factory.mktemp("saved") / PATH
    z = st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=5).map(tuple)
    rows = data.draw(st.sampled_from([16, PATTERN_ROWS, 768]))
    value = st.text() | st.floats(allow_nan=False, allow_infinity=False)
    settings = st.dictionaries(st.text(), value).map(lambda found: tuple(found.items()))
    origin = st.builds(Origin, st.text(), st.text(), st.none() | st.integers(0, 2**40), settings)
    pattern = Pattern(
        data.draw(st.none() | z),
        with_length(data.draw(scores()), rows) if data.draw(st.booleans()) else None,
        data.draw(st.text()),
        data.draw(st.none() | origin),
    )
    title, model, author, game = (data.draw(st.text()) for _ in range(4))
    played_on = data.draw(st.tuples(*[instruments] * 4))
    score = data.draw(scores(100))
    bars = data.draw(st.frozensets(st.integers(0, max(len(score) - 1, 0) // 16)))
    locks = Locks(data.draw(st.frozensets(st.integers(0, 3))), bars)
    song = Song(score, (pattern,), title, model, played_on, author, game, rows, locks)
    project.write(path, song)
    assert project.read(path, path.read_bytes()).song == song


def test_dynamics_within_a_note_are_run_lengths(decoded_song, tmp_path):
    assert project._run_lengths(decoded_song.score.velocity[70:75, 0]) == 9
    document = {
        "format": "nes_composer project",
        "version": 1,
        "score": {"rows": 5, "rows_per_second": 10, "P1": [[1, 4, 60, [[1, 12], [3, 9]], 2]]},
    }
    score = read(document).song.score
    assert score.velocity[:, 0].tolist() == [0, 12, 9, 9, 9]
    assert score.timbre[:, 0].tolist() == [0, 2, 2, 2, 2]
    project.write(tmp_path / PATH, Song(score))
    saved = json.loads((tmp_path / PATH).read_bytes())
    assert saved["score"]["P1"] == document["score"]["P1"]


def spoil(document, keys, value):
    document = copy.deepcopy(document)
    place = document
    for key in keys[:-1]:
        place = place[key]
    place[keys[-1]] = value
    return document


@pytest.mark.parametrize(
    ("keys", "value", "reason"),
    [
        (["format"], "another", "not a nes_composer project"),
        (["version"], 3, "made by a newer nes_composer: version 3 of the project format, up to 2 is read"),
        (["version"], 0, "version 0 of the project format, up to 2 is read"),
        (
            ["checksum"],
            "0" * 64,
            r"the checksum does not fit: damaged, or changed by hand \(then take the checksum out",
        ),
        (["checksum"], 5, "the checksum does not fit"),
        (["version"], None, "version nothing of the project format"),
        (["title"], 7, "title: expected text, found 7"),
        (["model"], [1], "model: expected text, found a list of 1"),
        (["score"], None, "score: expected an object, found nothing"),
        (["score", "rows"], 10**30, "score, rows: expected a whole number within 0-1000000"),
        (["score", "rows"], -1, "score, rows: expected a whole number"),
        (["score", "rows"], True, "score, rows: expected a whole number"),
        (["score", "rows"], 72, "score, P1, note 0, length: expected a whole number within 1-2, found 5"),
        (["score", "rows_per_second"], 0, "score: 0.0 rows per second"),
        (["score", "rows_per_second"], "10", 'score, rows_per_second: expected a number, found "10"'),
        (["score", "rows_per_second"], 10**400, "score, rows_per_second: expected a number, found 1000"),
        (["score", "rows_per_beat"], 2.5, "score, rows_per_beat: expected a whole number within 1-64, found 2.5"),
        (["score", "P1"], {}, "score, P1: expected a list of notes"),
        (["score", "P1", 0], [1, 2, 3], "score, P1, note 0: expected .start, length, pitch, velocity, timbre., found"),
        (["score", "P1", 0, 0], 100, "score, P1, note 0, start: expected a whole number within 0-99, found 100"),
        (["score", "P1", 0, 1], 0, "score, P1, note 0, length"),
        (["score", "P1", 0, 2], 109, "score: row 70, voice P1: pitch 109 is outside the range"),
        (["score", "P1", 0, 2], 256, "score, P1, note 0, pitch: expected a whole number within 1-255"),
        (["score", "P1", 0, 3], [[4, 9]], "score, P1, note 0, velocity: given for 4 of the 5 rows"),
        (["score", "P1", 0, 3], [[4, 9], [2, 9]], "score, P1, note 0, velocity: expected a whole number within 1-1"),
        (["score", "P1", 0, 3], [[5, 16]], "score: row 70, voice P1: velocity 16"),
        (["score", "P1", 0, 3], [9, 9], "score, P1, note 0, velocity: expected .rows, number., found 9"),
        (["score", "P1", 0, 4], -1, "score, P1, note 0, timbre: expected a whole number within 0-255"),
        (["instruments"], [1, 2], "instruments: expected one object for each of P1, P2, TR, NO"),
        (["instruments", "P1", "name"], 5, "instruments: expected one object for each .*the name is not text"),
        (["instruments", "P1", "volume"], {"values": [16]}, "instruments: instrument 'plain': volume has a value"),
        (["instruments", "P1", "volume"], {"values": [1.5]}, "instruments: expected .*not a whole number"),
        (["instruments", "P1", "volume"], {"values": [1e400]}, "instruments: expected .*not a whole number"),
        (
            ["instruments", "P1", "volume"],
            {"values": [1, 2], "loop": 0.5},
            "instruments: expected .*not a whole number",
        ),
        (["instruments", "P1", "volume"], {"values": [1, 2], "release": 2}, "instruments: the release point 2"),
        (["instruments", "NO", "vibrato"], {"depth": 9, "rate": "x"}, "instruments: expected .*not a number"),
        (["instruments", "NO", "vibrato"], {"depth": 0, "rate": 5}, "instruments: a vibrato's depth is 0"),
        (["instruments", "NO", "vibrato"], 7, "instruments: expected one object for each"),
        (["patterns"], [{}] * 3, "patterns: expected a list of at most one for each 64 rows"),
        (["patterns"], 5, "patterns: expected a list"),
        (["rows_per_pattern"], 128, "patterns: expected a list of at most one for each 128 rows"),
        (["rows_per_pattern"], 63, "pattern 0, decoded: 64 rows, a pattern has 63"),
        (["rows_per_pattern"], 15, "rows_per_pattern: expected a whole number within 16-4096, found 15"),
        (["rows_per_pattern"], 64.0, "rows_per_pattern: expected a whole number within 16-4096, found 64.0"),
        (["rows_per_pattern"], None, "rows_per_pattern: expected a whole number within 16-4096, found nothing"),
        (["locks"], [], "locks: expected an object, found a list of 0"),
        (["locks", "voices"], ["P3"], "locks, voices: expected some of P1, P2, TR, NO, found a list of 1"),
        (["locks", "bars"], 3, "locks, bars: expected a list, found 3"),
        (["locks", "bars"], [7], "locks, bars: expected a whole number within 0-6, found 7"),
        (["patterns", 0, "name"], 5, "pattern 0, name: expected text, found 5"),
        (["patterns", 0, "origin"], 5, "pattern 0, origin: expected an object, found 5"),
        (["patterns", 0, "origin"], {"seed": -1}, "pattern 0, origin, seed: expected a whole number within 0-9"),
        (["patterns", 0, "origin"], {"action": 1}, "pattern 0, origin, action: expected text, found 1"),
        (["patterns", 0, "origin"], {"settings": {"p": []}}, "pattern 0, origin, settings, p: expected a number"),
        (["patterns", 1], None, "pattern 1: expected an object, found nothing"),
        (["patterns", 0, "z"], [], "pattern 0: z is not a list of 1 to 4096 numbers"),
        (["patterns", 0, "z"], [0.0] * 5000, "pattern 0: z is not a list"),
        (["patterns", 0, "z", 1], "a", r"pattern 0, z\[1\]: expected a number"),
        (["patterns", 0, "decoded", "rows"], 128, "pattern 0, decoded: 128 rows, a pattern has 64"),
        (["patterns", 0, "decoded", "P2", 3, 2], 1, "pattern 0, decoded: row 12, voice P2: pitch 1 is outside"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(document, keys, value, reason):
    with pytest.raises(FormatError, match=rf"^my song\.nesproj: {reason}"):
        read(spoil(document, keys, value))


def test_a_project_from_before_patterns_had_lengths_has_64_rows_in_each(document, decoded_song):
    del document["rows_per_pattern"]
    assert read(document).song == decoded_song


def test_a_project_of_the_first_version_is_read(document, decoded_song):
    assert read({**document, "version": 1}).song == decoded_song


@pytest.mark.parametrize("flip", [1, 2, 0x10, 0x20, 0x80, 0xFF])
def test_a_change_of_any_byte_is_refused_in_a_sentence_or_changes_nothing(tmp_path, decoded_song, flip):
    path = tmp_path / PATH
    project.write(path, decoded_song)
    data, told = path.read_bytes(), []
    for place in range(len(data)):
        damaged = bytearray(data)
        damaged[place] ^= flip
        try:
            assert project.read(PATH, bytes(damaged)).song == decoded_song
        except FormatError as error:
            told.append(str(error))
    assert len(told) > 0.9 * len(data)
    assert all(text.startswith("my song.nesproj: ") and "\n" not in text for text in told)


def test_notes_that_overlap_are_refused(document):
    notes = [[0, 4, 60, 9, 0], [3, 1, 60, 9, 0]]
    with pytest.raises(FormatError, match="score, P1, note 1, start: expected a whole number within 4-99, found 3"):
        read(spoil(document, ["score", "P1"], notes))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"{",
        b"[" * 100_000,
        b'{"a": NaN}',
        b"1" * 5000,
        b'"\\ud800"',
        b"null",
        b"[]",
        '{"format": "nes_composer project"'.encode("utf-16"),
    ],
)
def test_what_is_not_json_is_one_sentence(data):
    with pytest.raises(FormatError, match=r"^my song\.nesproj: [^\n]+$"):
        project.read(PATH, data)


def test_a_project_too_long_to_read_is_not_written_over_the_old_one(tmp_path, monkeypatch, melody):
    path = tmp_path / PATH
    project.write(path, melody)
    before = path.read_bytes()
    monkeypatch.setattr(project, "MAX_BYTES", 100)
    with pytest.raises(FormatError, match="larger than the 100 that can be read"):
        project.write(path, Song(Score.silent(64)))
    assert path.read_bytes() == before
    with pytest.raises(FormatError, match="larger than the 100 that are read"):
        project.read(path, before)


@given(data=st.data())
def test_damage_is_refused_or_gives_a_song(data):
    document = {
        "format": "nes_composer project",
        "version": 1,
        "score": {"rows": 70, "rows_per_second": 10.0, "P1": [[1, 4, 60, [[1, 12], [3, 9]], 2]]},
        "patterns": [{"z": [0.5, 1.0]}],
    }
    text = bytearray(json.dumps(document).encode())
    for _ in range(data.draw(st.integers(1, 3))):
        text[data.draw(st.integers(0, len(text) - 1))] = data.draw(st.sampled_from(b'0123456789-.eE[]{}",:ntf \\'))
    with suppress(FormatError):
        assert isinstance(project.read(PATH, bytes(text)).song, Song)
