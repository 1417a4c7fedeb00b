"""Ctrl+C and the system's wish that the program end, taken as a wish and not as an accident."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_ENDING = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def wished_for() -> Iterator[threading.Event]:
    """An event that is set when the person or the system asks the program to end.

    Inside the block nothing is interrupted half way; who asks a second time does interrupt it.
    For the main thread; elsewhere the event stays as it is.
    """
    asked = threading.Event()

    def ask(_number: int, _frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    if threading.current_thread() is not threading.main_thread():
        yield asked
        return
    before = {number: signal.signal(number, ask) for number in _ENDING}
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
