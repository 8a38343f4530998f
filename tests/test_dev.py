import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture
def dev(monkeypatch):
    """The module, with every program that it would start written down instead."""
    spec = importlib.util.spec_from_file_location("dev", ROOT / "dev.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module.calls, module.statuses = [], {}

    def call(*command, **_):
        words = [str(part) for part in command]
        module.calls.append(words)
        return next((status for word, status in module.statuses.items() if word in words), 0)

    monkeypatch.setattr(module, "call", call)
    monkeypatch.setattr(module, "set_up", lambda packages: None)
    return module


def main(dev, monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["dev.py", *arguments])
    return dev.main()


def test_test_checks_first_and_hands_on_options(dev, monkeypatch):
    assert main(dev, monkeypatch, "test", "-q", "tests/score", "-k", "edits") == 0
    tools = [next(word for word in call[1:] if not word.startswith("-")) for call in dev.calls[:3]]
    assert tools == ["ruff", "ruff", "mypy"]
    assert dev.calls[3][0].endswith("lint-imports")
    assert dev.calls[4][1:] == ["-m", "pytest", "-q", "tests/score", "-k", "edits"]


@pytest.mark.parametrize("failing", ["mypy", "pytest", "--check"])
def test_one_failure_of_any_tool_fails_the_whole_and_the_rest_still_runs(dev, monkeypatch, failing):
    dev.statuses[failing] = 3
    assert main(dev, monkeypatch, "test") != 0
    assert len(dev.calls) == 5


def test_check_is_the_check_alone(dev, monkeypatch):
    assert main(dev, monkeypatch, "check") == 0
    assert len(dev.calls) == 4
    dev.statuses["ruff"] = 1
    assert main(dev, monkeypatch, "check") == 1


def test_run_is_the_program_where_there_is_a_screen_or_a_command(dev, monkeypatch):
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("DISPLAY", ":7")
    main(dev, monkeypatch, "run")
    monkeypatch.delenv("DISPLAY")
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    main(dev, monkeypatch, "run")
    main(dev, monkeypatch, "run", "info", "song.mid", "--json")
    assert [call[2:] for call in dev.calls] == [
        ["nes_composer", "--play"],
        ["nes_composer.demo"],
        ["nes_composer", "info", "song.mid", "--json"],
    ]


def test_fuzz_hands_on_its_options_and_its_status(dev, monkeypatch):
    dev.statuses["--seed"] = 1
    assert main(dev, monkeypatch, "fuzz", "--reader", ".vgm", "--seed", "7") == 1
    assert dev.calls[0][1:] == [str(ROOT / "tests" / "fuzz.py"), "--reader", ".vgm", "--seed", "7"]


def test_screens_takes_the_pictures(dev, monkeypatch):
    assert main(dev, monkeypatch, "screens") == 0
    assert [call[1:] for call in dev.calls] == [[str(ROOT / "tests" / name)] for name in ("screens.py", "tutorial.py")]


def test_docs_makes_the_documents_and_hands_on_its_options(dev, monkeypatch):
    dev.statuses["--check"] = 1
    assert main(dev, monkeypatch, "docs", "--check") == 1
    assert dev.calls[0][1:] == [str(ROOT / "tests" / "documents.py"), "--check"]


def test_walk_hands_on_its_options_and_its_status(dev, monkeypatch):
    dev.statuses["wheel"] = 1
    assert main(dev, monkeypatch, "walk", "wheel", "--keep", "there") == 1
    assert dev.calls[0][1:] == [str(ROOT / "tests" / "walk.py"), "wheel", "--keep", "there"]


def test_bundle_follows_the_recipe_and_tells_how_large_it_is(dev, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(dev, "ROOT", tmp_path)
    made = tmp_path / "dist" / "nes-composer"
    made.mkdir(parents=True)
    (made / "file").write_bytes(bytes(3_000_000))
    assert main(dev, monkeypatch, "bundle") == 0
    call, tried = dev.calls
    assert tried == [str(made / "nes-composer"), "selftest", "--audio", "null"]
    assert call[-1] == str(tmp_path / "packaging" / "nes-composer.spec")
    assert (ROOT / "packaging" / "nes-composer.spec").is_file()
    assert str(tmp_path / "dist") in call
    assert f"{made}: 3 MB" in capsys.readouterr().out
    dev.statuses["PyInstaller"] = 1
    assert main(dev, monkeypatch, "bundle") == 1
    assert not capsys.readouterr().out


def test_packages_for_tests_are_only_installed_for_tests(dev, monkeypatch):
    wanted = []
    monkeypatch.setattr(dev, "set_up", wanted.append)
    monkeypatch.setattr(dev, "perform", lambda options: 0)
    for command in ("run", "setup", "bundle", "test"):
        main(dev, monkeypatch, command)
    assert wanted == [[], [], [], dev.TEST_PACKAGES]


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["bench"], ["check", "more"]])
def test_wrong_usage_is_status_2(dev, monkeypatch, capsys, arguments):
    with pytest.raises(SystemExit) as exit_request:
        main(dev, monkeypatch, *arguments)
    assert exit_request.value.code == 2
    assert "usage" in capsys.readouterr().err


def test_it_needs_nothing_that_is_installed():
    code = "import runpy; runpy.run_path('dev.py')"
    subprocess.run([sys.executable, "-I", "-S", "-c", code], cwd=ROOT, check=True)


@pytest.mark.skipif(not Path("/usr/bin/dpkg-query").exists(), reason="Debian only")
def test_missing_system_packages_are_installed_by_root_and_named_to_others(dev, monkeypatch, capsys):
    started = []

    def start(command, **_):
        started.append(command)
        installed = "libc6 installed\n" if command[0] == "dpkg-query" else ""
        return subprocess.CompletedProcess(command, 0, installed, "")

    monkeypatch.setattr(dev.subprocess, "run", start)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    dev.install_debian_packages(["libc6", "no-such-package"])
    assert "sudo apt-get install no-such-package" in capsys.readouterr().out
    assert len(started) == 1
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    dev.install_debian_packages(["libc6", "no-such-package"])
    assert started[-1][:2] == ["apt-get", "install"]
    assert started[-1][-1] == "no-such-package"
    dev.install_debian_packages(["libc6"])
    assert started[-1][0] == "dpkg-query"


def test_work_is_done_once_until_a_file_that_it_depends_on_changes(dev, monkeypatch, tmp_path):
    monkeypatch.setattr(dev, "VENV", tmp_path)
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))
    file, done = tmp_path / "source.py", []
    file.write_text("1")
    for _ in range(2):
        dev.prepare("kernels", [file], lambda: done.append(file.read_text()))
    file.write_text("2")
    for _ in range(2):
        dev.prepare("kernels", [file], lambda: done.append(file.read_text()))
    assert done == ["1", "2"]


def test_work_that_failed_is_done_again(dev, monkeypatch, tmp_path):
    monkeypatch.setattr(dev, "VENV", tmp_path)
    monkeypatch.setattr(dev, "PYTHON", Path(sys.executable))

    def fails():
        raise subprocess.CalledProcessError(1, ["pip"])

    with pytest.raises(subprocess.CalledProcessError):
        dev.prepare("setup", [], fails)
    done = []
    dev.prepare("setup", [], lambda: done.append(True))
    assert done
