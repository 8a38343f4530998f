import json
from dataclasses import replace
from pathlib import Path

import pytest

from nes_composer.formats import recovery, registry
from nes_composer.formats.recovery import Recovered, file_name
from nes_composer.formats.report import FormatError


@pytest.fixture
def kept(tmp_path, decoded_song):
    """A recovery file and what is in it."""
    recovered = Recovered(decoded_song, tmp_path / "mine.nesproj", 1_790_000_000.5, 1_789_999_000.25)
    target = tmp_path / "kept.nesproj"
    recovery.write(target, recovered)
    return target, recovered


def test_what_is_kept_is_found_again(kept):
    target, recovered = kept
    assert recovery.read(target) == recovered


def test_a_song_that_was_never_saved_belongs_to_no_file(tmp_path, melody):
    target = tmp_path / "kept.nesproj"
    recovery.write(target, Recovered(melody, None, 5.0))
    assert recovery.read(target).path is None


def test_a_recovery_file_opens_as_a_project_too(kept):
    target, recovered = kept
    assert registry.read_song(target).song == recovered.song


def test_it_is_called_after_its_project_and_its_place(melody, tmp_path):
    names = {file_name(melody, path) for path in (tmp_path / "a.nesproj", tmp_path / "b" / "a.nesproj", None)}
    assert len(names) == 3
    assert sorted(name.rsplit("-", 1)[0] for name in names) == ["a", "a", "melody"]
    assert file_name(replace(melody, title="../x/\0:"), None).startswith("-x---")
    assert file_name(replace(melody, title=""), None).startswith("untitled-")
    assert file_name(replace(melody, title="è" * 500), None) == file_name(replace(melody, title="è" * 60), None)


@pytest.mark.parametrize(
    "about",
    [None, [], "x", {}, {"path": 3, "time": 1}, {"path": "", "time": 1}, {"path": "a\0", "time": 1},
     {"path": None}, {"path": None, "time": "now"}, {"path": None, "time": True}, {"path": None, "time": -1},
     {"path": None, "time": 1e300}, {"path": None, "time": 1, "saved": "now"},
     {"path": None, "time": 1, "saved": 1e300}],
)  # fmt: skip
def test_what_is_not_said_rightly_is_refused_by_name(kept, about):
    target, _ = kept
    document = json.loads(target.read_bytes()) | {"recovery": about}
    target.write_text(json.dumps(document))
    with pytest.raises(FormatError, match=r"kept\.nesproj: "):
        recovery.read(target)


def test_every_cut_off_file_is_refused_in_a_sentence(kept):
    target, _ = kept
    data = target.read_bytes()
    for length in range(0, len(data) - 1, 97):
        target.write_bytes(data[:length])
        with pytest.raises(FormatError, match=r"kept\.nesproj"):
            recovery.read(target)


def test_a_plain_project_is_no_recovery_file(tmp_path, melody):
    path = tmp_path / "mine.nesproj"
    registry.write_song(path, melody)
    with pytest.raises(FormatError, match="whose recovery file"):
        recovery.read(path)


def test_the_file_it_belongs_to_is_named_wholly(tmp_path, melody, monkeypatch):
    monkeypatch.chdir(tmp_path)
    recovery.write(Path("kept.nesproj"), Recovered(melody, Path("mine.nesproj"), 1.0))
    assert recovery.read(Path("kept.nesproj")).path == tmp_path / "mine.nesproj"
