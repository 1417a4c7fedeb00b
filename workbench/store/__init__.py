"""The only room that speaks SQL."""

import sys

# sqlite-utils loads NumPy wherever there is one, to store its types; the program has one for JPEG
# pages alone, and every start of the window would wait for it.
if "numpy" not in sys.modules:
    sys.modules["numpy"] = None  # type: ignore[assignment]
    try:
        import sqlite_utils  # noqa: F401
    finally:
        del sys.modules["numpy"]
