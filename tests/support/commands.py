"""Commands as the program runs them, and small checkpoints in place of the shipped ones. Fixtures."""

from pathlib import Path

import pytest
from support.checkpoints import save_tiny_lstm, save_tiny_vae

from nes_composer import cli, paths
from nes_composer.formats import registry


def names():
    """What is in the current folder."""
    return sorted(path.name for path in Path().iterdir())


@pytest.fixture
def project(tmp_path, melody, monkeypatch):
    """A project in the current folder."""
    monkeypatch.chdir(tmp_path)
    registry.write_song(Path("melody.nesproj"), melody)
    return Path("melody.nesproj")


@pytest.fixture(scope="session")
def tiny_checkpoints(tmp_path_factory):
    """A folder with all that are shipped."""
    folder = tmp_path_factory.mktemp("checkpoints")
    for kind, save in (("vae", save_tiny_vae), ("lstm", save_tiny_lstm)):
        save(folder / f"{kind}-full.safetensors")
        save(folder / f"{kind}-p1.safetensors", "p1")
        save(folder / f"{kind}-24hz.safetensors", grid="24hz")
    return folder


@pytest.fixture
def shipped(tiny_checkpoints, monkeypatch):
    """Small models in place of the shipped ones."""
    monkeypatch.setattr(paths, "checkpoints", lambda: tiny_checkpoints)
    return tiny_checkpoints


@pytest.fixture
def run(capsys):
    """Run a command that goes well; return what it prints."""

    def run_command(*arguments):
        status = cli.main([str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        assert (status, err) == (0, "")
        return out

    return run_command


@pytest.fixture
def fail(capsys):
    """Run a command that fails; return its one sentence."""

    def run_command(*arguments, status=1):
        assert cli.main([str(argument) for argument in arguments]) == status
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        if status == 1:
            assert out == ""
            assert err.startswith("nes-composer: error: ")
            assert err.count("\n") == 1
        return err.removeprefix("nes-composer: error: ").strip()

    return run_command
