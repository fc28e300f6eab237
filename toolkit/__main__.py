"""`python -m toolkit` is the command `framing`."""

import sys

from .cli.main import command

if __name__ == "__main__":
    sys.exit(command())
