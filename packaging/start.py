"""Where the bundled program begins."""

import multiprocessing
import sys

if __name__ == "__main__":
    # Before anything else: the processes of sound and models are this program, started once more.
    multiprocessing.freeze_support()
    from nes_composer.cli import main

    sys.exit(main())
