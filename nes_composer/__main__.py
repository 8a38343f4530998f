"""`python -m nes_composer` is `nes-composer`."""

import sys

from nes_composer.cli import main

if __name__ == "__main__":
    sys.exit(main())
