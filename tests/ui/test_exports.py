import os
import threading

import pytest
import soundfile

from nes_composer.formats import registry
from nes_composer.formats.sound import Sound
from nes_composer.score.edits import with_length
from nes_composer.score.song import Song
from nes_composer.ui.exports import Exports, Wish
from nes_composer.ui.tasks import Tasks

PATIENCE_MS = 120_000


@pytest.fixture
def exports(qapp):
    tasks = Tasks()
    exports = Exports(tasks)
    yield exports
    exports.cancel()
    tasks.close()


@pytest.fixture
def long_song(melody):
    """Minutes of music."""
    return Song(with_length(melody.score, 20_000))


def told(exports):
    """Everything that is told."""
    found = []
    for name in ("progressed", "finished", "failed", "cancelled"):
        getattr(exports, name).connect(lambda *values, name=name: found.append((name, *values)))
    return found


@pytest.mark.parametrize("end", list(registry.WRITABLE))
def test_every_format_is_written_as_without_a_window(exports, melody, tmp_path, qtbot, end):
    path, other = tmp_path / f"mine{end}", tmp_path / "other" / f"mine{end}"
    other.parent.mkdir()
    with qtbot.waitSignal(exports.finished, timeout=PATIENCE_MS) as finished:
        exports.run(melody, Wish(path, Sound(8000)))
    assert finished.args == [[path]]
    registry.write_song(other, melody, Sound(8000))
    assert path.read_bytes() == other.read_bytes()
    assert path.stat().st_mode == other.stat().st_mode
    assert not exports.busy


def test_sound_is_as_wished_and_tells_how_far_it_is(exports, melody, tmp_path, qtbot):
    found = told(exports)
    with qtbot.waitSignal(exports.finished, timeout=PATIENCE_MS):
        exports.run(melody, Wish(tmp_path / "mine.wav", Sound(8000, "24", 2, 1.0)))
    shares = [share for name, share in found[:-1] if name == "progressed"]
    assert len(shares) == len(found) - 1 > 3
    assert shares == sorted(shares)
    info = soundfile.info(tmp_path / "mine.wav")
    assert (info.samplerate, info.subtype) == (8000, "PCM_24")
    assert info.duration == pytest.approx(2 * melody.score.seconds, abs=0.5)


def test_stems_are_all_there_and_nothing_else(exports, melody, tmp_path, qtbot):
    with qtbot.waitSignal(exports.finished, timeout=PATIENCE_MS) as finished:
        exports.run(melody, Wish(tmp_path / "mine.wav", Sound(8000), stems=True))
    names = [f"mine-{voice}.wav" for voice in ("P1", "P2", "TR", "NO")]
    assert [path.name for path in finished.args[0]] == names
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(names)


@pytest.mark.parametrize("stems", [False, True])
def test_cancelling_half_way_leaves_what_was_there(exports, long_song, tmp_path, qtbot, stems):
    old = tmp_path / "mine.wav"
    old.write_bytes(b"old")
    exports.progressed.connect(lambda share: exports.cancel() if share > 0.1 else None)
    found = told(exports)
    with qtbot.waitSignal(exports.cancelled, timeout=PATIENCE_MS):
        exports.run(long_song, Wish(old, Sound(), stems))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.wav"]
    assert old.read_bytes() == b"old"
    assert {name for name, *_ in found} == {"progressed", "cancelled"}
    assert not exports.busy


def test_cancelling_before_anything_happens_leaves_nothing(exports, long_song, tmp_path, qtbot):
    with qtbot.waitSignal(exports.cancelled, timeout=PATIENCE_MS):
        exports.run(long_song, Wish(tmp_path / "mine.mid", Sound()))
        exports.cancel()
    assert list(tmp_path.iterdir()) == []


def test_after_a_cancelled_one_the_next_is_made(exports, long_song, melody, tmp_path, qtbot):
    with qtbot.waitSignal(exports.cancelled, timeout=PATIENCE_MS):
        exports.run(long_song, Wish(tmp_path / "mine.wav", Sound()))
        exports.cancel()
    with qtbot.waitSignal(exports.finished, timeout=PATIENCE_MS):
        exports.run(melody, Wish(tmp_path / "mine.mid", Sound()))


def test_the_window_goes_on_meanwhile(exports, long_song, tmp_path, qtbot):
    main, threads = threading.get_ident(), []
    exports.progressed.connect(lambda _: threads.append(threading.get_ident()))
    exports.progressed.connect(lambda _: exports.cancel())
    with qtbot.waitSignal(exports.cancelled, timeout=PATIENCE_MS):
        exports.run(long_song, Wish(tmp_path / "mine.flac", Sound()))
        assert exports.busy
    assert set(threads) == {main}


@pytest.mark.parametrize(
    ("name", "sound", "reason"),
    [
        ("no folder/mine.wav", Sound(), "No such file"),
        ("mine.flac", Sound(encoding="float"), "no floats"),
        ("mine.xyz", Sound(), "cannot save this kind"),
    ],
)
def test_what_fails_is_one_sentence_that_names_the_file(exports, melody, tmp_path, qtbot, name, sound, reason):
    with qtbot.waitSignal(exports.failed, timeout=PATIENCE_MS) as failed:
        exports.run(melody, Wish(tmp_path / name, sound))
    (text,) = failed.args
    assert text.startswith(f"{tmp_path / name}: ")
    assert reason in text
    assert ".export-" not in text
    assert "\n" not in text
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_may_not_be_written_is_one_sentence(exports, melody, tmp_path, qtbot):
    tmp_path.chmod(0o500)
    with qtbot.waitSignal(exports.failed, timeout=PATIENCE_MS) as failed:
        exports.run(melody, Wish(tmp_path / "mine.mid", Sound()))
    assert "Permission denied" in failed.args[0]
    tmp_path.chmod(0o700)
