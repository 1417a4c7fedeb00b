"""Shared memory into which a worker draws for the window."""

from __future__ import annotations

from multiprocessing import shared_memory

_attached: shared_memory.SharedMemory | None = None


def block(name: str) -> memoryview:
    """The bytes of the shared block of that name, to be written.

    The block asked for last stays attached: the window uses one block for many pages, and
    mapping 26 MB anew (a page at 300 dpi) takes longer than filling it. Who made the block
    removes it; the memory goes when this process asks for another or ends.

    Raises:
        FileNotFoundError: there is no such block.
    """
    global _attached
    if _attached is None or _attached.name != name:
        if _attached is not None:
            _attached.close()
            _attached = None
        _attached = shared_memory.SharedMemory(name=name)
    if _attached.buf is None:
        raise FileNotFoundError(name)
    return _attached.buf
