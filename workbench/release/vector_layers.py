"""Optional content: which layers of a file are off as it opens, and are left behind."""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf
from pikepdf import Array, Dictionary, Name

from workbench.release.vector_errors import CannotPreserveError


class Layers:
    """What of a content stream is hidden; marked content is told to it as it comes."""

    def __init__(self, source: pikepdf.Pdf) -> None:
        properties = source.Root.get("/OCProperties", Dictionary())
        settings = properties.get("/D", Dictionary())
        listed = [group.objgen for group in properties.get("/OCGs", Array())]
        self._off = set(listed) if settings.get("/BaseState") == Name.OFF else set()
        self._off |= {group.objgen for group in settings.get("/OFF", Array())}
        self._off -= {group.objgen for group in settings.get("/ON", Array())}
        self._open: list[bool] = []

    @property
    def hidden(self) -> bool:
        """Whether what comes now lies in a layer that is off."""
        return any(self._open)

    def begin(self, operands: Sequence[object], resources: Dictionary) -> None:
        """Marked content begins."""
        group = None
        if len(operands) > 1 and operands[0] == Name.OC and isinstance(operands[1], Name):
            group = resources.get("/Properties", Dictionary()).get(str(operands[1]))
        self._open.append(self.hides(group))

    def end(self) -> None:
        """Marked content ends."""
        if self._open:
            self._open.pop()

    def hides(self, group: object) -> bool:
        """Whether a group, or a membership of groups, is off.

        Raises:
            CannotPreserveError: its visibility follows an expression.
        """
        if not isinstance(group, Dictionary):
            return False
        if group.get("/Type") != Name.OCMD:
            return group.objgen in self._off
        if "/VE" in group:
            raise CannotPreserveError("its layers follow a rule that is not worked out")
        named = group.get("/OCGs", Array())
        groups = list(named) if isinstance(named, Array) else [named]
        states = [one.objgen not in self._off for one in groups if isinstance(one, Dictionary)]
        if not states:
            return False
        shown = {
            "/AllOn": all(states),
            "/AnyOff": not all(states),
            "/AllOff": not any(states),
        }.get(str(group.get("/P", "/AnyOn")), any(states))
        return not shown
