"""``python -m alyxtui``."""

import sys

from alyxtui.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
