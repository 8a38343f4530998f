#!/usr/bin/env python3
"""Follow the README word for word in an empty Debian root: from nothing to a cartridge file and to an own model.

Each way to the program is gone in a root of its own: a clone of what is committed here, a wheel of it, and the bundle
in dist/nes-composer, in whose root there is no Python. At the end libgme has to play the cartridge files, and the
program's own test has to pass on a screen. The person's music is pieces of assets/corpus as MIDI.

It needs root, Debian's debootstrap and a mirror; WALK_MIRROR names another one. Variables PIP_… reach the roots, and so
do the files and folders that WALK_BIND names, separated by colons: what pip is told by on this machine.
"""

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from support import libgme, readme
from support.screen import server

from nes_composer.formats.registry import write_song
from nes_composer.score.song import Song
from train.demo_corpus import demo_songs

ROOT = Path(__file__).resolve().parents[1]
BUNDLE = ROOT / "dist" / "nes-composer"
SUITE, MIRROR = "bookworm", os.environ.get("WALK_MIRROR", "http://deb.debian.org/debian")
TOOLS = ("debootstrap", "unshare", "chroot", "git", "Xvfb")

WAYS = {
    "source": ("git python3", "nes_composer", ("source", "cartridge", "training")),
    "wheel": ("python3", ".", ("debian", "wheel", "cartridge", "training")),
    "bundle": ("", ".", ("desktop", "bundle", "cartridge", "training")),
}
"""Of each way: packages that are there at first, the folder in which blocks of the README are typed, and which."""

_MARK = "@@"
_LOUD = 1000  # of 32,767


def main() -> int:
    """Walk; return the exit status."""
    parser = argparse.ArgumentParser("dev.py walk", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("ways", metavar="WAY", nargs="*", help=f"{', '.join(WAYS)} (all)")
    parser.add_argument("--keep", metavar="DIR", type=Path, help="make the roots there, and leave them")
    options = parser.parse_args()
    if unknown := set(options.ways) - set(WAYS):
        parser.error(f"{unknown.pop()} is none of {', '.join(WAYS)}")
    if reason := reason_to_skip():
        print(f"walk: skipped: {reason}")
        return 0
    with folder(options.keep) as place:
        reports = [walk(way, place) for way in options.ways or WAYS]
    for report in reports:
        print(json.dumps(report))
    return 0 if all(report["ok"] for report in reports) else 1


def reason_to_skip() -> str:
    """Return why there can be no walk here; empty when there can."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return "only root on Linux can make a root"
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    return f"{', '.join(missing)} missing" if missing else libgme.reason_to_skip()


@contextmanager
def folder(kept: Path | None) -> Iterator[Path]:
    """Yield a folder for the roots, which goes with them unless it is to be kept."""
    if kept is None:
        with tempfile.TemporaryDirectory(prefix="walk-") as place:
            yield Path(place)
    else:
        kept.mkdir(parents=True, exist_ok=True)
        yield kept.resolve()


def walk(way: str, place: Path) -> dict[str, object]:
    """Go one way; return what came of it."""
    packages, start, blocks = WAYS[way]
    root = empty_root(place, way, packages)
    home = root / "root" / start
    bring(way, root, home)
    write_music(home / "my-music")
    texts = readme.named_blocks()
    script = [f"cd /root/{start}"]
    for block in blocks:
        script += [f"echo {_MARK}{block}", texts[block]]
    selftest = "DISPLAY=$SCREEN nes-composer selftest --json --audio null >/root/selftest.json"
    script += [f"echo {_MARK}selftest", selftest]
    begin = time.monotonic()
    with server() as screen:
        status, seconds = enter(root, "\n".join(script), {"SCREEN": screen["DISPLAY"]})
    told = root / "root" / "selftest.json"
    tested = json.loads(told.read_text()) if told.is_file() and told.stat().st_size else {"ok": False}
    played = {name: plays(home / name) for name in ("longer.nsf", "mine.nsf")}
    return {
        "way": way,
        "ok": status == 0 and tested["ok"] and all(played.values()),
        "status": status,
        "minutes": round((time.monotonic() - begin) / 60, 1),
        "seconds": seconds,
        "megabytes": sum(path.lstat().st_blocks for path in root.rglob("*")) * 512 // 1_000_000,
        "played": played,
        "selftest": tested,
    }


def empty_root(place: Path, way: str, packages: str) -> Path:
    """Return a new root with nothing but Debian's smallest system and some packages."""
    say(f"{way}: an empty Debian {SUITE}")
    base, root = place / "empty", place / way
    if root.exists():
        sys.exit(f"walk: {root}: is there already")
    if not base.is_dir():
        subprocess.run(["debootstrap", "--variant=minbase", SUITE, base, MIRROR], check=True, stdout=subprocess.DEVNULL)
        # Whoever types apt install says yes to it.
        yes = 'APT::Get::Assume-Yes "true";\nAPT::Install-Recommends "false";\n'
        (base / "etc/apt/apt.conf.d/90yes").write_text(yes)
        shutil.copy("/etc/resolv.conf", base / "etc/resolv.conf")
    subprocess.run(["cp", "--archive", base, root], check=True)
    if packages:
        enter(root, f"apt-get install -qq ca-certificates {packages} >/dev/null", {}, bound="")
    return root


def bring(way: str, root: Path, home: Path) -> None:
    """Put into the person's folder what they have got hold of."""
    if way == "source":
        subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, home], check=True)
    elif way == "wheel":
        subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", home], cwd=ROOT, check=True)
    else:
        if found := [*root.glob("usr/**/bin/*python*"), *root.glob("usr/lib/**/*libpython*")]:
            raise RuntimeError(f"there is Python where there should be none: {found[0]}")
        if not BUNDLE.is_dir():
            subprocess.run([sys.executable, ROOT / "dev.py", "bundle"], check=True)
        shutil.copytree(BUNDLE, home / BUNDLE.name, symlinks=True)


def write_music(place: Path) -> None:
    """Write music of somebody's own, as MIDI."""
    place.mkdir(parents=True)
    for name, score in demo_songs():
        write_song(place / f"{name}.mid", Song(score, title=name))


def enter(
    root: Path, script: str, variables: Mapping[str, str], bound: str | None = None
) -> tuple[int, dict[str, int]]:
    """Type commands within a root until one fails; show what they say.

    Parameters
    ----------
    root, script, variables
        Where, what, and the environment that it has besides the usual.
    bound
        Files and folders that are seen from outside, separated by colons; those of WALK_BIND if None.

    Returns
    -------
    tuple
        The exit status, and the seconds from each mark to the next.
    """
    (root / "walk.sh").write_text(f"set -e -v\n{script}\n", encoding="utf-8")
    bound = os.environ.get("WALK_BIND", "") if bound is None else bound
    outside = [f"mount --rbind /dev {root}/dev", f"mount -t proc proc {root}/proc"]
    for path in ["/tmp/.X11-unix", *filter(None, bound.split(":"))]:
        if Path(path).exists():
            seen = shlex.quote(f"{root}{path}")
            make = f"mkdir -p {seen}" if Path(path).is_dir() else f"mkdir -p $(dirname {seen}) && touch {seen}"
            outside += [f"{make} && mount --bind {shlex.quote(path)} {seen}"]
    passed = {name: value for name, value in os.environ.items() if name.startswith("PIP_") or name.endswith("_proxy")}
    path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
    own = {"HOME": "/root", "PATH": path, "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
    given = shlex.join(f"{name}={value}" for name, value in {**passed, **own, **variables}.items())
    outside += [f"exec chroot {shlex.quote(str(root))} /usr/bin/env -i {given} bash /walk.sh"]
    command = ["unshare", "--mount", "bash", "-e", "-c", "\n".join(outside)]
    marks: list[tuple[str, float]] = []
    merged = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True, "errors": "replace"}
    with subprocess.Popen(command, **merged) as running:
        assert running.stdout is not None
        for line in running.stdout:
            if line.startswith(_MARK):
                marks.append((line[len(_MARK) :].strip(), time.monotonic()))
            elif not line.startswith(f"echo {_MARK}"):
                print(line, end="", flush=True)
    ends = [at for _, at in marks[1:]] + [time.monotonic()]
    # Without a mark there is nothing to measure, but an end.
    return running.returncode, {name: round(end - at) for (name, at), end in zip(marks, ends, strict=False)}


def plays(path: Path) -> bool:
    """Return whether another player than ours makes sound of a cartridge file."""
    if not path.is_file():
        return False
    with libgme.Player(path.read_bytes()) as player:
        return bool(np.abs(player.play(5 * 48_000).astype(int)).max() > _LOUD)


def say(sentence: str) -> None:
    """Tell what happens."""
    print(f"walk: {sentence}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
