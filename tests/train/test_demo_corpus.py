import numpy as np
import pytest

from nes_composer import paths
from nes_composer.score.score import P1, VOICES
from train import demo_corpus
from train.corpus import CorpusError
from train.demo_corpus import demo_pieces, demo_songs
from train.score_phrases import ScoreTextError, note_number
from train.score_text import parse

_MODES = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    # With the raised sixth and seventh of the melodic and harmonic forms.
    "minor": (0, 2, 3, 5, 7, 8, 9, 10, 11),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
}


@pytest.fixture(scope="module")
def pieces():
    return demo_pieces()


def test_there_is_enough_to_train_on(pieces):
    assert len(pieces) >= 40
    assert sum(piece.source == "own composition" for piece in pieces.values()) >= 10
    assert sum(len(piece.score) for piece in pieces.values()) >= 20_000


def test_songs_are_the_pieces_by_name(pieces):
    songs = demo_songs()
    assert [name for name, _ in songs] == sorted(pieces)
    assert all(score == pieces[name].score for name, score in songs)


def test_pieces_are_of_whole_bars_and_of_the_length_of_a_song(pieces):
    for name, piece in pieces.items():
        bars, rest = divmod(len(piece.score), piece.score.rows_per_bar)
        assert rest == 0, name
        assert 16 <= bars <= 64, name


def test_nearly_all_pieces_use_all_voices(pieces):
    used = np.array([piece.score.onset.sum(axis=0) >= 16 for piece in pieces.values()])
    assert used[:, :3].all()
    assert used[:, 3].mean() > 0.9


def test_no_voice_rests_for_most_of_the_corpus(pieces):
    sounding = np.concatenate([piece.score.sounding for piece in pieces.values()]).mean(axis=0)
    assert (sounding[:3] > 0.7).all(), dict(zip(VOICES, sounding, strict=True))


def test_the_tune_is_in_the_key_that_the_text_says(pieces):
    for name, piece in pieces.items():
        tonic, mode = piece.key.split()
        root = note_number(f"{tonic}0")
        assert root is not None, name
        tune = piece.score.pitch[piece.score.onset[:, P1], P1].astype(int)
        assert np.isin((tune - root) % 12, _MODES[mode]).mean() > 0.85, name


def test_no_two_pieces_are_the_same(pieces):
    assert len({piece.score.pitch.tobytes() for piece in pieces.values()}) == len(pieces)
    assert len({piece.title for piece in pieces.values()}) == len(pieces)


def test_the_list_of_the_pieces_names_each_with_its_source(pieces):
    page = (paths.assets() / "corpus" / "README.md").read_text(encoding="utf-8")
    lines = {line for line in page.splitlines() if line.startswith("| `")}
    assert lines == {f"| `{name}` | {piece.title} | {piece.source} |" for name, piece in pieces.items()}


def test_a_lost_note_is_refused_in_every_piece(pieces):
    for name in pieces:
        lines = (paths.assets() / "corpus" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
        last = max(index for index, line in enumerate(lines) if line.startswith("P1:"))
        lines[last] = lines[last].rsplit(" ", 1)[0]
        with pytest.raises(ScoreTextError):
            parse("\n".join(lines))


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ({}, "no pieces"),
        ({"bad.txt": b"title: x\nnonsense\n"}, r"bad\.txt: line 2: 'nonsense' is no field"),
        ({"bad.txt": b"title: \xff\n"}, r"bad\.txt: "),
    ],
)
def test_a_folder_that_cannot_be_read_is_refused_with_file_and_line(tmp_path, monkeypatch, files, message):
    (tmp_path / "corpus").mkdir()
    for name, content in files.items():
        (tmp_path / "corpus" / name).write_bytes(content)
    monkeypatch.setattr(demo_corpus, "assets", lambda: tmp_path)
    with pytest.raises(CorpusError, match=message):
        demo_pieces()
