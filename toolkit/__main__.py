"""`python -m toolkit` is the command `framing`."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
