import errno
import json
import struct

import numpy as np
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from support.checkpoints import save_tiny_lstm

from nes_composer import atomic
from nes_composer.models.checkpoint import CheckpointError, build, load, save
from nes_composer.models.latent_axes import AXES_SHAPES
from nes_composer.models.lstm import LstmConfig

_SUMMARY = {"voices": "all", "grid": "rows", "arch": "bars", "data_hash": ""}


@pytest.fixture(scope="module")
def tiny_lstm(tmp_path_factory):
    path = tmp_path_factory.mktemp("lstm") / "tiny-lstm.safetensors"
    save_tiny_lstm(path)
    return path


def _edited(source, target, change):
    """Write `source` to `target` with its header changed by `change(header)`."""
    data = source.read_bytes()
    (size,) = struct.unpack("<Q", data[:8])
    header = json.loads(data[8 : 8 + size])
    change(header)
    text = json.dumps(header).encode()
    target.write_bytes(struct.pack("<Q", len(text)) + text + data[8 + size :])
    return target


def _edit_metadata(**values):
    def change(header):
        metadata = json.loads(header["__metadata__"]["nes_composer"])
        metadata.update(values)
        header["__metadata__"]["nes_composer"] = json.dumps(metadata)

    return change


def test_a_saved_checkpoint_decodes_the_same(tiny_checkpoint, tmp_path):
    first = load(tiny_checkpoint)
    save(tmp_path / "again.safetensors", first)
    second = load(tmp_path / "again.safetensors")
    z = torch.randn(2, 8)
    for one, other in zip(first.model.decode(z), second.model.decode(z), strict=True):
        assert torch.equal(one, other)
    assert second.axes.names == first.axes.names
    for name in AXES_SHAPES:
        assert np.array_equal(getattr(second.axes, name), getattr(first.axes, name))
    assert second.axes.attribute_names == first.axes.attribute_names
    assert second.summary == first.summary


def test_an_lstm_comes_back_with_its_weights_and_its_settings(tiny_lstm, tmp_path):
    first = load(tiny_lstm)
    save(tmp_path / "again.safetensors", first)
    second = load(tmp_path / "again.safetensors", "lstm")
    assert second.axes is None
    assert second.summary == first.summary
    assert second.model.config == first.model.config
    assert not second.model.training
    weights = second.model.state_dict()
    for name, weight in first.model.state_dict().items():
        assert torch.equal(weights[name], weight)


def test_another_kind_than_the_one_asked_for_is_refused(tiny_checkpoint, tiny_lstm):
    with pytest.raises(CheckpointError, match="holds a model of kind 'vae', expected 'lstm'"):
        load(tiny_checkpoint, "lstm")
    with pytest.raises(CheckpointError, match="holds a model of kind 'lstm', expected 'vae'"):
        load(tiny_lstm, "vae")


def test_a_network_is_of_a_kind_and_has_its_configuration():
    with pytest.raises(ValueError, match="no network is of kind 'vae' and has a LstmConfig"):
        build("vae", LstmConfig())


def test_a_lying_size_allocates_nothing(tiny_lstm, tmp_path):
    path = _edited(tiny_lstm, tmp_path / "huge.safetensors", _edit_metadata(config={"hidden": 10**8}))
    with pytest.raises(CheckpointError, match="have the shape"):
        load(path)


def test_its_name_tells_file_and_content(tiny_checkpoint, tmp_path):
    stem, digest = load(tiny_checkpoint).name.split()
    assert stem == "tiny"
    copy = tmp_path / "other.safetensors"
    copy.write_bytes(tiny_checkpoint.read_bytes())
    assert load(copy).name == f"other {digest}"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (_edit_metadata(codec=99), "made for format 2 and codec 99"),
        (_edit_metadata(format=1), "made for format 1"),
        (_edit_metadata(config={"latent": 10**12}), "shape|damaged"),
        (_edit_metadata(config={"exec": "rm"}), "damaged checkpoint description"),
        (_edit_metadata(config={"latent": "eight"}), "damaged checkpoint description"),
        (_edit_metadata(config={"latent": 8, "width": "x"}), "damaged checkpoint description"),
        (_edit_metadata(axis_names=["one"]), "another shape"),
        (_edit_metadata(attribute_names=[]), "another shape"),
        (_edit_metadata(summary=_SUMMARY | {"kind": "lstm"}), "damaged checkpoint description"),
        (_edit_metadata(summary=_SUMMARY | {"kind": "gan"}), "of kind 'gan', expected 'vae or lstm'"),
        (lambda header: header.pop("__metadata__"), "not a nes_composer checkpoint"),
        (lambda header: header["__metadata__"].update(nes_composer="{"), "not a readable checkpoint"),
        (lambda header: header["axes.mean"].update(data_offsets=[0, 1 << 40]), "not a readable checkpoint"),
        (lambda header: header.pop("axes.mean"), "not a readable checkpoint|damaged"),
    ],
)
def test_a_lying_header_is_refused_in_a_sentence(tiny_checkpoint, tmp_path, change, reason):
    path = _edited(tiny_checkpoint, tmp_path / "bad.safetensors", change)
    with pytest.raises(CheckpointError, match=reason) as caught:
        load(path)
    assert str(caught.value).startswith(str(path))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(CheckpointError, match=r"gone\.safetensors: No such file"):
        load(tmp_path / "gone.safetensors")


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(share=st.floats(0, 0.999))
def test_a_truncated_file_is_refused(tiny_checkpoint, tmp_path, share):
    path = tmp_path / "cut.safetensors"
    data = tiny_checkpoint.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    with pytest.raises(CheckpointError):
        load(path)


def test_weights_that_are_not_finite_are_refused(tiny_checkpoint, tmp_path):
    checkpoint = load(tiny_checkpoint)
    with torch.no_grad():
        checkpoint.model.from_latent.weight[0, 0] = float("nan")
    save(tmp_path / "nan.safetensors", checkpoint)
    with pytest.raises(CheckpointError, match=r"from_latent\.weight.*not finite"):
        load(tmp_path / "nan.safetensors")


def test_a_full_disk_leaves_the_old_checkpoint(tiny_checkpoint, tmp_path, monkeypatch):
    path = tmp_path / "kept.safetensors"
    path.write_bytes(tiny_checkpoint.read_bytes())

    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        save(path, load(tiny_checkpoint))
    assert path.read_bytes() == tiny_checkpoint.read_bytes()
    assert list(tmp_path.iterdir()) == [path]
