"""`docs/evaluation.md`: what was measured of checkpoints, side by side with what counting achieves."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from train.baselines import BASELINES
from train.histograms import HISTOGRAMS
from train.tables import table

Measured = dict[str, Any]

_NAMES = {
    "vae": "VAE",
    "lstm": "LSTM",
    "all": "all voices",
    "p1": "P1 alone",
    "rows": "rows",
    "24hz": "24 frames a second",
}
_KEYS = {
    "vae": ("nll_nats_per_row", "reconstruction_accuracy", "reconstruction_accuracy_onset"),
    "lstm": ("nll_nats_per_row", "accuracy", "accuracy_onset"),
}
_HOW = {
    "vae": "Each pattern is encoded and decoded again from mu; the baselines predict the same patterns row by row.",
    "lstm": "Each row of a song is predicted from the true rows before it, each voice from the true voices before it.",
}
_SLIDERS = 8
_LEAST_ROWS, _LEAST_NAMED = 0.1, 0.8


def evaluation_page(measured: Sequence[Measured]) -> str:
    """Return a Markdown page on checkpoints that were measured on the same split."""
    paths = " ".join(each["checkpoint"] for each in measured)
    split = measured[0]["split"]
    lines = [
        "# Evaluation",
        "",
        f"Models of the same kind, grid and voices side by side, on the split `{split}`. `bars` and `chained` are the "
        "layouts of this program, `dense` and `independent` those of the 2020 project. Baselines are counted on "
        "`train`. Words are explained in `CONTRIBUTING.md`, methods in `train/`.",
        "",
    ]
    ordered = sorted(measured, key=_group)
    for _, group in groupby(ordered, key=_group):
        lines += section(list(group))
    lines += [
        f"Made by `python -m train evaluate {paths} --split {split} --json OUT.json --page PAGE.md`.",
        "",
    ]
    return "\n".join(lines)


def _group(each: Measured) -> tuple[int, ...]:
    order = list(_NAMES)
    return tuple(order.index(each[key]) for key in ("grid", "kind", "voices"))


def section(group: Sequence[Measured]) -> list[str]:
    """Return the lines on checkpoints of the same kind, grid and voices."""
    first = group[0]
    kind, voices, grid = (_NAMES[first[key]] for key in ("kind", "voices", "grid"))
    lines = [
        f"## {kind}, {voices}, {grid}",
        "",
        f"{first['rows']:,} rows of {first['songs']} songs. {_HOW[first['kind']]}",
        "",
    ]
    nll, accuracy, onset = _KEYS[first["kind"]]
    lines += ["Nats per row: how surprising the music is; less is better.", "", *_voices(group, nll, _KEYS["lstm"][0])]
    lines += [
        "Share of tokens that are right, all rows: most rows only hold or rest, so that saying so scores high.",
        "",
        *_voices(group, accuracy, _KEYS["lstm"][1]),
        "Share of tokens that are right on rows where a note starts: whether it is the right note at the right time.",
        "",
        *_voices(group, onset, _KEYS["lstm"][2]),
    ]
    if first["kind"] == "vae":
        lines += _latent(group)
    return lines + _samples(group)


def _voices(group: Sequence[Measured], key: str, baseline_key: str) -> list[str]:
    baselines = group[0]["baselines"]
    rows = [[_name(each), *each[key].values()] for each in group]
    rows += [[name, *baselines[name][baseline_key].values()] for name in BASELINES if baseline_key in baselines[name]]
    return table(["", *group[0][key]], rows)


def _latent(group: Sequence[Measured]) -> list[str]:
    head = [
        "",
        "KL, nats per pattern",
        "active dimensions",
        "variance on 32 axes",
        "rows changed",
        "as named",
        "attributes",
    ]
    rows = []
    for each in group:
        sliders, attributes = each["axes"], each["attribute_axes"]
        rows.append(
            [
                _name(each),
                each["kl_nats"],
                each["active_units"],
                float(sum(each["explained_variance"][:32])),
                min((axis["rows_changed"] for axis in sliders[:_SLIDERS]), default=0.0),
                min((axis["named_direction"] or 0.0 for axis in sliders[:_SLIDERS]), default=0.0),
                f"{sum(map(_does_as_named, attributes))} of {len(attributes)}",
            ]
        )
    return [
        "The latent space: how much it says of a pattern, how many dimensions say more than 0.1 nats, and how much of "
        f"its variance 32 sliders reach. Then the worst of the first {_SLIDERS} axes, for patterns moved from 2σ below "
        "to 2σ above where they are: the share of rows that change, and of patterns whose attribute changes as "
        f"the axis is named. Last, how many axes of attributes change {_LEAST_ROWS:.0%} of the rows and do as named in "
        f"{_LEAST_NAMED:.0%} of patterns.",
        "",
        *table(head, rows),
    ]


def _does_as_named(axis: Measured) -> bool:
    """Return whether an axis changes enough, and in the named direction."""
    return axis["rows_changed"] >= _LEAST_ROWS and (axis["named_direction"] or 0.0) >= _LEAST_NAMED


def _samples(group: Sequence[Measured]) -> list[str]:
    first = group[0]["samples"]
    split = group[0]["split"]
    head = [name.replace("_", " ") for name in HISTOGRAMS]
    rows = [[_name(each), *(_with_ratio(each["samples"], name) for name in HISTOGRAMS)] for each in group]
    real = [
        (f"`train`, {first['windows']} at once", first["train"]),
        ("`train`, all at once", first["train_all"]),
    ]
    rows += [[name, *(found["overlap"][what]["mean"] for what in HISTOGRAMS)] for name, found in real]
    lines = [
        f"### {first['windows']} patterns that are made up",
        "",
        f"How much the histograms of their notes have in common with those of the patterns of `{split}`, mean of the "
        "voices; in brackets as a share of what as many real patterns of `train` have in common with it.",
        "",
        *table(["", *head], rows),
    ]
    described = [(_name(each), each["samples"]) for each in group]
    described += [(f"`{split}` itself", first["split"]), ("`train`", first["train_all"])]
    rows = [[name, *found["sounding"].values(), found["in_key"], found["degenerate"]] for name, found in described]
    lines += [
        "Share of rows in which each voice sounds, and all at once; share of pitches in the key that fits a pattern "
        "best; share of patterns that are no music: next to nothing, or one note all the time.",
        "",
        *table(["", *first["sounding"], "in key", "degenerate"], rows),
    ]
    rows = [[name, *found["copied_run"].values()] for name, found in described if "copied_run" in found]
    lines += [
        "Rows of the longest passage of a pattern that is note for note in `train`, in whatever key, and the share of "
        "patterns in which it is no longer than a bar. Real music quotes, too.",
        "",
        *table(["", "median", "95th percentile", "longest", "within a bar"], rows),
    ]
    return lines


def _with_ratio(samples: Measured, name: str) -> str:
    return f"{samples['overlap'][name]['mean']:.3f} ({samples['overlap_ratio'][name]:.2f})"


def _name(each: Measured) -> str:
    return f"**{Path(each['checkpoint']).stem}** ({each['arch']}, {each['parameters'] / 1e6:.1f} M)"
