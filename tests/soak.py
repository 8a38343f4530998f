"""Half an hour of work in the real window beside JACK's dummy driver: `python3 dev.py soak [--minutes M] [--seed N]`.

Prints what came of it; the exit status is 0 only if nothing was missed, lost or left.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
from support import jack, screen

SCRIPT = Path(__file__).parent / "support" / "soak_session.py"
MOST_GROWTH_MB, MOST_SOUND_MS, MOST_QUIT_S = 20.0, 50.0, 1.0


def soak(seconds: float, seed: int) -> dict[str, object]:
    """Return what the session tells, the times of its drags in percentiles."""
    with tempfile.TemporaryDirectory() as folder, jack.jack_server(Path(folder)), screen.server() as environment:
        here = environment | {name: value for name, value in os.environ.items() if name.startswith("JACK_")}
        here["PYTHONPATH"] = str(SCRIPT.parents[1])
        command = [sys.executable, str(SCRIPT), str(seconds), str(seed)]
        done = subprocess.run(command, env=here, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    found = json.loads(done.stdout.splitlines()[-1])
    times = found.pop("sound_ms")
    return found | {f"sound_p{share}_ms": round(float(np.percentile(times, share)), 1) for share in (50, 95, 99, 100)}


def main() -> int:
    """Work for so long, and say what came of it."""
    parser = argparse.ArgumentParser("soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=30.0)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    for reason in (jack.reason_to_skip(), screen.reason_to_skip()):
        if reason:
            raise SystemExit(f"soak: {reason}")
    found = soak(options.minutes * 60, options.seed)
    sys.stdout.write(json.dumps(found, indent=2) + "\n")
    well = (
        found["underruns"] == 0
        and not found["left"]
        and found["growth_mb"] < MOST_GROWTH_MB
        and found["sound_p95_ms"] <= MOST_SOUND_MS
        and found["quit_s"] < MOST_QUIT_S
    )
    return 0 if well else 1


if __name__ == "__main__":
    sys.exit(main())
