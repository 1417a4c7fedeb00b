"""``python -m workbench`` and the ``workbench`` command."""

from __future__ import annotations

import multiprocessing
import sys


def main() -> None:
    """Run the command line; worker processes of the packaged program leave here at once."""
    multiprocessing.freeze_support()
    from workbench import cli

    sys.exit(cli.main(sys.argv[1:]))


if __name__ == "__main__":
    main()
