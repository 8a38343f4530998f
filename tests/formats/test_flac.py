import pytest
import soundfile

from nes_composer.formats import flac, wav
from nes_composer.formats.report import FormatError
from nes_composer.formats.sound import Sound


@pytest.mark.parametrize("sample_rate", [48_000, 44_100, 96_000, 11_025])
@pytest.mark.parametrize("encoding", ["16", "24"])
def test_it_holds_the_samples_of_a_wav(tmp_path, melody, sample_rate, encoding):
    sound = Sound(sample_rate, encoding)
    wav.write(tmp_path / "a.wav", melody, sound)
    flac.write(tmp_path / "a.flac", melody, sound)
    info = soundfile.info(tmp_path / "a.flac")
    assert (info.samplerate, info.channels, info.subtype, info.format) == (sample_rate, 1, f"PCM_{encoding}", "FLAC")
    ours, theirs = (soundfile.read(tmp_path / name, dtype="int32")[0] for name in ("a.flac", "a.wav"))
    assert (ours == theirs).all()
    assert (tmp_path / "a.flac").stat().st_size < 0.9 * (tmp_path / "a.wav").stat().st_size


@pytest.mark.parametrize(
    ("sound", "reason"),
    [(Sound(encoding="float"), "16 or 24 bits a sample, no floats"), (Sound(88_201), "no sample rate of 88201")],
)
def test_what_it_cannot_hold_is_refused_before_anything_is_written(tmp_path, melody, sound, reason):
    with pytest.raises(FormatError, match=rf"x\.flac: .*{reason}"):
        flac.write(tmp_path / "x.flac", melody, sound)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("limit", [10, 100_000])
def test_a_disk_that_is_full_leaves_the_old_file(tmp_path, melody, limit, capfd):
    """A limit on the size of files ends the writing in its middle, as a full disk does."""
    resource = pytest.importorskip("resource")
    file = tmp_path / "old.flac"
    file.write_bytes(b"old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, before[1]))
    try:
        with pytest.raises(OSError, match="too large"):
            flac.write(file, melody, Sound())
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]
    assert capfd.readouterr().err == ""
