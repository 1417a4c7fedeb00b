"""Functions that tests run in worker processes: some behave, most do not."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Client
from pathlib import Path
from typing import Any

from workbench.app import tasks
from workbench.domain.errors import UnreadableFile, UserError
from workbench.engines.blocks import block


def echo(value: object) -> object:
    return value


def pid() -> int:
    return os.getpid()


def environment() -> dict[str, object]:
    """What a worker finds around itself."""
    limit = 0
    if sys.platform != "win32":
        import resource

        limit = resource.getrlimit(resource.RLIMIT_CORE)[0]
    return {
        "threads": os.environ.get("OMP_THREAD_LIMIT"),
        "core": limit,
        "sigint": signal.getsignal(signal.SIGINT) == signal.SIG_IGN,
    }


def end_process(code: int) -> None:
    os._exit(code)


def crash() -> None:
    ctypes.string_at(0)


def say_and_crash(text: str) -> None:
    os.write(2, text.encode())
    os._exit(1)


def hang() -> None:
    while True:
        time.sleep(60)


def hang_deaf() -> None:
    """Hangs in C with Python's lock held, deaf to the request to end; only killing helps."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    if sys.platform == "win32":
        ctypes.PyDLL("kernel32").Sleep(600_000)
    else:
        ctypes.PyDLL(None).sleep(600)


def raise_user_error(sentence: str, details: str) -> None:
    raise UnreadableFile(sentence, details)


class ShapeShifter(UserError):  # noqa: N818
    """An error that can be pickled but not made again from its pickle."""

    def __init__(self, first: str, second: str) -> None:
        super().__init__(f"{first} and {second}.", "both")

    def __reduce__(self) -> tuple[type[UserError], tuple[str, str]]:
        return (type(self), ("only one",))  # type: ignore[return-value]


def raise_user_error_that_cannot_travel() -> None:
    raise ShapeShifter("This", "that")


class Secretive(Exception):  # noqa: N818
    def __init__(self) -> None:
        super().__init__("deep trouble")
        self.call: Callable[[], int] = lambda: 1


def raise_unpicklable() -> None:
    raise Secretive


def leave() -> None:
    sys.exit(0)


def return_unpicklable() -> object:
    return lambda: 1


def eat_memory(size: int) -> int:
    return len(bytearray(size))


def count_to(total: int, progress: Callable[[int, int], None]) -> int:
    for number in range(total):
        progress(number + 1, total)
    return total


def count_for_ever(progress: Callable[[int, int], None]) -> None:
    number = 0
    while True:
        number += 1
        progress(number, 0)
        time.sleep(0.01)


def chatter(progress: Callable[[int, int], None]) -> None:
    """Never done, and never silent."""
    while True:
        progress(0, 0)


def warn(text: str) -> None:
    logging.getLogger("workbench.engines.pdf").warning(text)


def crash_first_time(marker: str) -> str:
    """Crashes unless an earlier call left the marker file."""
    path = Path(marker)
    if not path.exists():
        path.touch()
        os._exit(3)
    return "second time"


@dataclass(frozen=True)
class Picture:
    width_px: int
    height_px: int
    stride: int


def paint(value: int, width: int, height: int, name: str) -> Picture:
    """Fill the shared block with one value, three bytes a pixel."""
    size = width * height * 3
    block(name)[:size] = bytes([value]) * size
    return Picture(width, height, width * 3)


def too_large(name: str) -> Picture:
    """Claims more pixels than there is room for."""
    return Picture(len(name), 1 << 20, 1 << 10)


@dataclass(frozen=True)
class Named(Picture):
    name: str


def name_of_block(name: str) -> Named:
    return Named(1, 1, 1, name)


def hold(address: str) -> str:
    """Tells the test that it has begun, and waits until it is let go."""
    with Client(address) as line:
        line.recv()
    return "held"


def attach_and_crash(name: str) -> None:
    block(name)[0] = 1
    os._exit(1)


def killed(*_: object, **__: object) -> None:
    """The worker is shot in the middle of its work."""
    os.kill(os.getpid(), signal.SIGKILL)


def killed_after_the_first_burned(plan: Any, *args: Any, **more: Any) -> object:
    if plan.pages[0].number > 1:
        killed()
    return tasks.burn_stretch(plan, *args, **more)


def killed_after_the_first_proved(
    pdf: str, plan: Any, first: int, *args: Any, **more: Any
) -> object:
    if first > 1:
        killed()
    return tasks.prove_stretch(pdf, plan, first, *args, **more)


def burn_on_a_full_disk(*args: Any, **more: Any) -> None:
    _fill_disk()
    tasks.burn_stretch(*args, **more)


def join_on_a_full_disk(*args: Any) -> None:
    _fill_disk()
    tasks.join_copy(*args)


def pack_on_a_full_disk(*args: Any) -> object:
    _fill_disk()
    return tasks.pack_release(*args)


def _fill_disk() -> None:
    """From here on no file of this process grows beyond a few bytes, as on a disk that is full."""
    if sys.platform != "win32":
        import resource

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(
            resource.RLIMIT_FSIZE, (300, resource.getrlimit(resource.RLIMIT_FSIZE)[1])
        )
