"""Where the bundled trainer begins."""

import multiprocessing
import sys

if __name__ == "__main__":
    multiprocessing.freeze_support()
    from train.__main__ import main

    sys.exit(main())
