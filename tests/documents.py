"""What in the docs is made of code, checkpoints and measurements: `python3 dev.py docs`.

The drawings, the page of all commands, and blocks of numbers between two marks in pages that are written by hand. A
test makes all of it again and compares, so that none of it goes stale.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from support import evaluation
from support.drawings import house, networks, rows, slider, sound

from nes_composer import cli
from train import __main__ as train_cli

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"

DRAWINGS: dict[str, Callable[[], str]] = {
    "house": lambda: house.drawing().svg(),
    "rows": lambda: rows.drawing().svg(),
    "vae": lambda: networks.vae().svg(),
    "lstm": lambda: networks.lstm().svg(),
    "sound": lambda: sound.drawing().svg(),
    "slider": lambda: slider.drawing().svg(),
}
"""Pictures of `docs/drawings` by their names."""


def files() -> dict[Path, str]:
    """Return all that is made, by where it goes."""
    made = {DOCS / "drawings" / f"{name}.svg": draw() for name, draw in DRAWINGS.items()}
    made[DOCS / "commands.md"] = commands()
    for page, blocks in BLOCKS.items():
        path = ROOT / page
        text = path.read_text(encoding="utf-8")
        for name, block in blocks.items():
            text = with_block(text, name, block())
        made[path] = text
    return made


def with_block(text: str, name: str, block: str) -> str:
    """Return a page with other lines between the marks of a block.

    Raises
    ------
    ValueError
        The page has no such block, or several.
    """
    pattern = re.compile(rf"(<!-- made: {name} -->\n).*?(<!-- end -->)", re.DOTALL)
    if len(pattern.findall(text)) != 1:
        raise ValueError(f"the page has not one block {name!r}")
    return pattern.sub(lambda found: f"{found[1]}{block}{found[2]}", text)


def table(head: list[str], body: list[list[str]]) -> str:
    """Return a table in Markdown."""
    lines = [head, ["---"] * len(head), *body]
    return "".join(f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines)


def commands() -> str:
    """Return the page of all commands and their options, as the parsers have them."""
    lines = [
        "# All commands and options",
        "",
        "Made of the program's own parsers by `python3 dev.py docs`; `--help` after each command says the same.",
        "",
        "`.venv/bin/nes-composer` on Linux and macOS, `.venv\\Scripts\\nes-composer` on Windows.",
        "Without a command the window opens: `nes-composer [FILE] [--play]`.",
        "",
    ]
    for program, parser in (("nes-composer", cli._parser()), ("python -m train", train_cli._parser())):
        for name, (about, command) in subcommands(parser).items():
            lines += [f"## `{program} {name}`", "", f"{about[0].upper()}{about[1:].rstrip('.')}.", "", options(command)]
    return "\n".join(lines)


def subcommands(parser: argparse.ArgumentParser) -> dict[str, tuple[str, argparse.ArgumentParser]]:
    """Return the commands of a program: what each is for, and its parser."""
    (action,) = (action for action in parser._actions if isinstance(action, argparse._SubParsersAction))
    return {choice.dest: (choice.help or "", action.choices[choice.dest]) for choice in action._choices_actions}


def options(parser: argparse.ArgumentParser) -> str:
    """Return the arguments of a command as a table."""
    body = []
    for action in parser._actions:
        if isinstance(action, argparse._HelpAction):
            continue
        value = action.metavar or ("|".join(map(str, action.choices)) if action.choices else action.dest.upper())
        if action.option_strings:
            word = action.option_strings[-1] if action.nargs == 0 else f"{action.option_strings[-1]} {value}"
        else:
            word = f"{value}…" if action.nargs == "+" else str(value)
        told = (action.help or "").replace("\n", " ")
        # Where this checkout lies is nobody's business.
        usual = str(action.default).replace(f"{ROOT}{os.sep}", "").replace(os.sep, "/")
        kept = "" if action.default in (None, False, argparse.SUPPRESS) or "(" in told else f"({usual})"
        body.append([f"`{word}`", " ".join([*([told] if told else []), *([kept] if kept else [])])])
    return table(["", ""], body)


def numbers() -> str:
    """Return what the models are worth, for the README."""
    vae, lstm = (evaluation.section(name) for name in ("VAE, all voices, rows", "LSTM, all voices, rows"))
    body = [
        [
            "VAE: tokens given back, all rows",
            f"{vae.right('vae-full'):.0%}",
            f"{vae.right('vae-full-dense'):.0%}",
            f"{vae.right('bigram'):.0%}",
        ],
        [
            "VAE: tokens given back where a note starts",
            f"{vae.right_onsets('vae-full'):.0%}",
            f"{vae.right_onsets('vae-full-dense'):.0%}",
            f"{vae.right_onsets('bigram'):.0%}",
        ],
        [
            "LSTM: nats for a row of four voices (less is better)",
            f"{lstm.nats('lstm-full'):.2f}",
            f"{lstm.nats('lstm-full-independent'):.2f}",
            f"{lstm.nats('bigram'):.2f}",
        ],
        [
            "LSTM: next notes right where one starts",
            f"{lstm.right_onsets('lstm-full'):.0%}",
            f"{lstm.right_onsets('lstm-full-independent'):.0%}",
            f"{lstm.right_onsets('bigram'):.0%}",
        ],
    ]
    return table(["on songs that they never saw", "shipped", "layout of 2020", "counting pairs"], body)


_TIMES = (
    ("the window is seen after the start, warm", "window_visible_s", "{:.1f} s"),
    ("from there to sound on Space", "paint_to_sound_s", "{:.1f} s"),
    ("a dragged slider is heard", "drag_to_sound_p95_ms", "{:.0f} ms (95 of 100 within)"),
    ("a dragged slider is seen in the rolls", "drag_to_repaint_p95_ms", "{:.0f} ms (95 of 100 within)"),
    ("underruns meanwhile", "drag_underruns", "{:.0f}"),
    ("a decode, asked for and answered", "decode_p95_ms", "{:.1f} ms (95 of 100 within)"),
    ("four takes of four bars", "continue_4x4_s", "{:.2f} s"),
    ("the same against a loop over torch's modules", "continue_vs_module_loop", "{:.1f} times as fast"),
    ("the chip, against the time that it plays", "apu_realtime_factor", "{:,.0f} times as fast"),
    ("the chip, against Debian's libgme, slowest song", "apu_to_libgme", "{:.2f} times as fast"),
    ("a frame of 20,000 notes that scroll", "roll_frame_p95_ms", "{:.1f} ms (95 of 100 within)"),
    ("a paste of 5,000 notes", "paste_5000_ms", "{:.0f} ms"),
)


def times() -> str:
    """Return how fast it is, as `dev.py bench` found."""
    found = slider.measured()
    return table(["", "measured"], [[what, shape.format(found[key])] for what, key, shape in _TIMES if key in found])


def own_music() -> str:
    """Return what a folder of some dozen songs gives, as `tests/own_music.py` found."""
    found = json.loads((DOCS / "own-music.json").read_text(encoding="utf-8"))
    songs, vae, lstm = found["songs"], found["vae"], found["lstm"]
    body = [
        ["files", f"{sum(songs.values())} pieces as `.mid`, {found['rows']:,} rows", ""],
        ["of these in *train*, *valid*, *test*", ", ".join(str(count) for count in songs.values()), ""],
        ["`prepare`", f"{found['prepare_s']:.0f} s", ""],
        ["", "**VAE**", "**LSTM**"],
        ["`fit`, as asked for", f"{found['minutes']:.0f} min", f"{found['minutes']:.0f} min"],
        ["size of the checkpoint", *(f"{each['megabytes']:.0f} MB" for each in (vae, lstm))],
        ["notes that start right, on songs that it learned", *(f"{each['train_onsets']:.0%}" for each in (vae, lstm))],
        [
            "the same, on songs of *test*, never seen",
            *(f"{each['test_onsets']:.0%}" for each in (vae, lstm)),
        ],
    ]
    return table(["the pieces of `assets/corpus`, on two busy cores", "", ""], body)


BLOCKS: dict[str, dict[str, Callable[[], str]]] = {
    "README.md": {"numbers": numbers},
    "docs/how-it-works.md": {"times": times},
    "docs/training.md": {"own music": own_music},
}
"""Blocks by page and name."""


def main() -> int:
    """Make all of it, or only tell what is stale."""
    parser = argparse.ArgumentParser("dev.py docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit status 1 if anything is stale")
    only_check = parser.parse_args().check
    stale = [path for path, text in files().items() if not path.is_file() or path.read_text(encoding="utf-8") != text]
    for path in stale:
        sys.stdout.write(f"{'stale' if only_check else 'made anew'}: {path.relative_to(ROOT)}\n")
        if not only_check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(files()[path], encoding="utf-8")
    return 1 if only_check and stale else 0


if __name__ == "__main__":
    sys.exit(main())
