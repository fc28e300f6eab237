"""`python -m toolkit` is the command `framing`."""

import sys

from .cli.main import main

if __name__ == "__main__":
    sys.exit(main())
