#!/usr/bin/env python3
"""Everything that is done with this checkout, in one file that needs nothing but Python 3.11 or newer.

    python3 dev.py run [ARGS…]      start the composer (without a screen: compose a demo into out/)
    python3 dev.py test [ARGS…]     check, then pytest with ARGS
    python3 dev.py check            formatting, lint, types and import contracts
    python3 dev.py bench --json OUT measure speed on this machine
    python3 dev.py screens          picture the window and its dialogs for docs/screens and docs/tutorial
    python3 dev.py docs [--check]   make drawings, tables and the page of commands in docs anew
    python3 dev.py fuzz [--help]    read damaged files of every format until something breaks
    python3 dev.py soak [--help]    work in the real window for half an hour beside JACK's dummy driver
    python3 dev.py bundle           make dist/nes-composer, a folder that runs where there is no Python
    python3 dev.py walk [--help]    follow the README in an empty Debian root, from source, wheel and bundle
    python3 dev.py setup            only prepare .venv

Each command first makes `.venv` and installs what is missing, so all of them work on a fresh clone.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")

# What Qt's and PortAudio's wheels expect of the system.
RUN_PACKAGES = [
    *("libegl1", "libgl1", "libxkbcommon0", "libxkbcommon-x11-0", "libdbus-1-3", "libfontconfig1", "libxcb-cursor0"),
    *("libxcb-icccm4", "libxcb-keysyms1", "libxcb-shape0", "libxcb-render-util0", "libxcb-image0", "libxcb-xinerama0"),
    *("libxcb-randr0", "libportaudio2", "fonts-dejavu-core"),
    "shared-mime-info",  # for GLib, whose own package has another name in each release
]
# A screen and a sound card that exist in software only, and a player that we did not write.
TEST_PACKAGES = ["xvfb", "xauth", "xdotool", "imagemagick", "jackd2", "jack-capture", "jack-tools", "libgme0"]
# Who runs the program, or packs it, needs no more; for a walk there are a screen, a player and empty roots.
OTHER_PACKAGES = {"run": [], "setup": [], "bundle": [], "walk": ["xvfb", "libgme0", "debootstrap"]}

WARM_UP = """
from pathlib import Path
from nes_composer.driver.presets import default_instruments
from nes_composer.apu.render import render
from nes_composer.driver.perform import perform
from nes_composer.formats import nsf, vgm
from nes_composer.models.drawing import TokenDrawer
from nes_composer.models.lstm import Lstm, LstmConfig
from nes_composer.score.score import Score
trace = perform(Score.silent(4), default_instruments())
render(trace, 48_000)
vgm.read(Path("silence.vgm"), vgm.trace_bytes(trace))
nsf.read(Path("silence.nsf"), nsf.trace_bytes(trace))
TokenDrawer(Lstm(LstmConfig())).prepare()
"""


def main() -> int:
    """Run one command; return its exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name in ("run", "test", "docs", "fuzz", "soak", "walk"):
        # Everything after the command belongs to the program that is started, options too.
        commands.add_parser(name, add_help=False, prefix_chars="\0").add_argument("args", nargs="*")
    commands.add_parser("check")
    commands.add_parser("setup")
    commands.add_parser("screens")
    commands.add_parser("bundle")
    commands.add_parser("bench").add_argument("--json", type=Path, required=True, metavar="OUT")
    options = parser.parse_args()
    if not (3, 11) <= sys.version_info < (3, 14):
        return fail(f"Python 3.11, 3.12 or 3.13 is needed, this is {sys.version.split()[0]}")
    try:
        set_up(OTHER_PACKAGES.get(options.command, TEST_PACKAGES))
        return perform(options)
    except subprocess.CalledProcessError as error:
        command = " ".join(" ".join(map(str, error.cmd)).split())
        return fail(f"{command[:100]}: exit status {error.returncode}")
    except KeyboardInterrupt:
        return 130


def perform(options: argparse.Namespace) -> int:
    """Do what the command asks for; return its exit status."""
    work: dict[str, Callable[[], int]] = {
        "run": lambda: run(options.args),
        "test": lambda: test(options.args),
        "check": check,
        "setup": lambda: 0,
        "bundle": bundle,
        "bench": lambda: script("bench", "--json", options.json.resolve()),
        "screens": lambda: script("screens") or script("tutorial"),
        "docs": lambda: script("documents", *options.args, cwd=None),
    }
    # What else takes arguments is called as its script is; files that these name are where the person is.
    return work.get(options.command, lambda: script(options.command, *options.args, cwd=None))()


def script(name: str, *args: object, cwd: Path | None = ROOT) -> int:
    """Run a script of `tests`; return its exit status."""
    return call(PYTHON, ROOT / "tests" / f"{name}.py", *args, cwd=cwd)


def run(args: list[str]) -> int:
    """Start the composer; where there is no screen to show it on, compose a demo instead."""
    if not args and sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        say("no display here, so this composes a demo")
        return call(PYTHON, "-m", "nes_composer.demo", cwd=None)
    return call(PYTHON, "-m", "nes_composer", *(args or ["--play"]), cwd=None)


def test(args: list[str]) -> int:
    """Check, then run the tests even when the check failed, so that one run shows all there is to mend."""
    checked = check()
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    tested = call(PYTHON, "-m", "pytest", *args, env=environment)
    return tested or checked


def check() -> int:
    """Run formatter, linter, type checker and import contracts; return 0 only if all are content."""
    failed = [
        name
        for name, command in (
            ("ruff check", (PYTHON, "-m", "ruff", "check", "--quiet")),
            ("ruff format", (PYTHON, "-m", "ruff", "format", "--check", "--quiet")),
            ("mypy", (PYTHON, "-m", "mypy", "--no-error-summary")),
            ("lint-imports", (BIN / "lint-imports", "--no-logo")),
        )
        if call(*command)
    ]
    say(f"check failed: {', '.join(failed)}" if failed else "check passed")
    return 1 if failed else 0


def bundle() -> int:
    """Make a folder with everything that the program needs, Python too."""
    folders = ("--distpath", ROOT / "dist", "--workpath", ROOT / "build")
    recipe = ROOT / "packaging" / "nes-composer.spec"
    status = call(PYTHON, "-m", "PyInstaller", "--noconfirm", "--log-level", "WARN", *folders, recipe)
    if status:
        return status
    made = ROOT / "dist" / "nes-composer"
    size = sum(file.lstat().st_size for file in made.rglob("*") if not file.is_dir())
    say(f"{made}: {size // 1_000_000} MB; trying it out")
    # What is compiled for this kind of CPU stays in the folder: who has the same one does not wait for it.
    return call(made / "nes-composer", "selftest", "--audio", "null")


def set_up(extra_packages: list[str]) -> None:
    """Bring the system's packages, `.venv` and the compiled kernels up to date with this checkout."""
    install_debian_packages([*RUN_PACKAGES, *extra_packages])
    requirements = [ROOT / "pyproject.toml", ROOT / "constraints.txt"]
    prepare("setup", requirements, install_python_packages)
    folders = [ROOT / "nes_composer" / part for part in ("apu", "formats", "models")]
    compiled = [file for folder in folders for file in sorted(folder.glob("*.py"))]
    prepare("kernels", [*requirements, *compiled], compile_kernels)


def prepare(name: str, files: list[Path], work: Callable[[], None]) -> None:
    """Do some work, unless it was done in this place for these files as they are now."""
    stamp = VENV / f"nes_composer-{name}"
    wanted = hashlib.sha256(b"".join(file.read_bytes() for file in files) + str(ROOT).encode()).hexdigest()
    if not (stamp.is_file() and stamp.read_text() == wanted and works(PYTHON)):
        work()
        stamp.write_text(wanted)


def install_python_packages() -> None:
    """Install what pyproject.toml asks for into `.venv`, which is made if it is not there."""
    if not works(PYTHON):
        if importlib.util.find_spec("ensurepip") is None:
            install_debian_packages(["python3-venv"])
        say("making .venv")
        # In another process: this one may have looked for ensurepip before it was installed.
        subprocess.run([sys.executable, "-m", "venv", "--clear", VENV], check=True)
    say("installing what pyproject.toml asks for (torch makes this minutes)")
    # Errors only: an index without a package is not worth a line for each.
    pip = [PYTHON, "-m", "pip", "--disable-pip-version-check", "-qq", "install", "--no-input"]
    subprocess.run([*pip, "-c", "constraints.txt", "-e", ".[train,dev,midi]"], cwd=ROOT, check=True)


def compile_kernels() -> None:
    """Compile what numba compiles, so that nobody waits for it at the first note."""
    say("compiling the kernels of chip and LSTM")
    subprocess.run([PYTHON, "-c", WARM_UP], cwd=ROOT, check=True)


def install_debian_packages(packages: list[str]) -> None:
    """Install Debian packages that are missing; without the right to, print the command that does."""
    if not (shutil.which("dpkg-query") and shutil.which("apt-get")):
        return
    query = ["dpkg-query", "--show", "--showformat", "${Package} ${db:Status-Status}\n", *packages]
    listed = subprocess.run(query, capture_output=True, text=True, check=False).stdout.splitlines()
    installed = {line.split()[0] for line in listed if line.endswith(" installed")}
    missing = [package for package in packages if package not in installed]
    if not missing:
        return
    if os.geteuid() != 0:
        say(f"missing system packages; install them with: sudo apt-get install {' '.join(missing)}")
        return
    say(f"installing {' '.join(missing)}")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "--yes", "--quiet", "--no-install-recommends", *missing]
    # The lists of a fresh machine are empty or old: bring them up to date only if the first try fails.
    for attempt in (command, ["apt-get", "update", "--quiet"], command):
        done = subprocess.run(attempt, env=environment, capture_output=True, text=True, check=False)
        if attempt is command and done.returncode == 0:
            return
    say(f"apt-get could not install them: {done.stderr.strip()[-400:]}")


def works(python: Path) -> bool:
    """Return whether an interpreter is there and starts."""
    return python.exists() and subprocess.run([python, "-c", ""], check=False).returncode == 0


def call(*command: object, cwd: Path | None = ROOT, env: dict[str, str] | None = None) -> int:
    """Run a program to its end; return its exit status."""
    sys.stdout.flush()
    return subprocess.run([str(part) for part in command], cwd=cwd, env=env, check=False).returncode


def say(sentence: str) -> None:
    """Tell what happens."""
    print(f"dev.py: {sentence}", flush=True)


def fail(sentence: str) -> int:
    """Tell what went wrong; return the exit status for it."""
    print(f"dev.py: error: {sentence}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
