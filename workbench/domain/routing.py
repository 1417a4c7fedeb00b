"""Format lines of an American telegram, and the five checks among them.

A telegram says its precedence, day, time, level and number twice. Where both sayings agree they
are right; where they differ one is misread, misfiled or tampered with. Source: DOMAIN.md 3.1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from workbench.domain.banners import parse_banner
from workbench.domain.datetime_groups import DateTimeGroup, find_dtg
from workbench.domain.letters import flat

_SECURITY = {"U": "U", "C": "C", "S": "S", "T": "TS", "R": "R", "E": "U", "M": "TS"}
_PRECEDENCE_LINE = re.compile(
    r"^(?P<digraph>ZZ|OO|PP|RR|YY|[ZOPRY] [ZOPRY])\s+(?P<to>R[A-Z]{2,7}.*)$"
)
_ORIGIN = re.compile(
    r"^DE\s+(?P<origin>[A-Z]{4,8})(?:\s*#|\s)\s*(?P<serial>\d{3,5})(?:/(?P<section>\d{1,2}))?\s+"
    r"(?P<day>\d{3})\s?(?P<hour>\d\d)(?P<minute>\d\d)\b"
)
_LINES = re.compile(
    r"[\n|]|\s/\s"
    r"|(?<!\b[ZOPR])\s{1,8}(?=DE R[A-Z]{3,7} ?#?\d|ZN[RY] ?([A-Z])\1{4}\b|(?:[ZOPR] ){1,2}\d{6}Z )"
    r"|(?<=\bZZH)\s|(?<=Z [A-Z]{3} \d\d)\s"
)
"""Where one line ends and the next begins, also when all were run on to one."""
_SECURITY_LINE = re.compile(r"^ZN(?P<kind>[RY])\s+(?P<letters>([A-Z])\3{4})(?:\s|$)")


@dataclass(frozen=True, slots=True)
class FormatLines:
    """What was read of a telegram's format lines; None for a line that is not there.

    ``digraph`` is the letter of the precedence line, ``julian`` the day of the year, ``clock``
    hours and minutes, ``security`` the level code of the transmission line.
    """

    digraph: str | None = None
    origin: str | None = None
    serial: int | None = None
    julian: int | None = None
    clock: tuple[int, int] | None = None
    security: str | None = None
    dtg: DateTimeGroup | None = None
    moment: str | None = None
    banner_code: str | None = None
    banner_serial: int | None = None


def read_format_lines(text: str) -> FormatLines:
    """The format lines of a header, divided by newlines or strokes, or run on to one line."""
    seen: dict[str, object] = {}
    for raw in _LINES.sub("\n", flat(text)).split("\n"):
        line = raw.strip(" *>#")
        if (found := _ORIGIN.match(line)) and "serial" not in seen:
            clock = (int(found["hour"]), int(found["minute"]))
            seen |= {"origin": found["origin"], "serial": int(found["serial"])}
            seen |= {"julian": int(found["day"]), "clock": clock}
        elif (found := _PRECEDENCE_LINE.match(line)) and "digraph" not in seen:
            seen["digraph"] = found["digraph"][0]
        elif (found := _SECURITY_LINE.match(line)) and "security" not in seen:
            seen["security"] = _SECURITY.get(found["letters"][0])
        elif (group := find_dtg(line)) and "dtg" not in seen:
            seen |= {"dtg": group, "moment": line[group.start : group.end]}
        elif (banner := parse_banner(line)) and "banner_code" not in seen:
            seen |= {"banner_code": banner.code, "banner_serial": banner.serial}
    return FormatLines(**seen)  # type: ignore[arg-type]  # keys are the fields' own names


def cross_checks(lines: FormatLines) -> list[str]:
    """Which checks fail: JULIAN, TIME, PREC, CLASS, SERIAL. A line that is missing fails none."""
    return (
        _time_checks(lines)
        + (["PREC"] if _precedence_differs(lines) else [])
        + (["CLASS"] if _class_differs(lines) else [])
        + (["SERIAL"] if _serial_differs(lines) else [])
    )


def _time_checks(lines: FormatLines) -> list[str]:
    if lines.dtg is None or lines.moment is None or lines.julian is None or lines.clock is None:
        return []
    failed = []
    if lines.dtg.iso is None:
        failed.append("JULIAN")
    else:
        day = date.fromisoformat(lines.dtg.iso[:10])
        if day.timetuple().tm_yday != lines.julian:
            failed.append("JULIAN")
    if (int(lines.moment[2:4]), int(lines.moment[4:6])) != lines.clock:
        failed.append("TIME")
    return failed


def _precedence_differs(lines: FormatLines) -> bool:
    """The precedence line carries the highest precedence only."""
    if lines.digraph is None or lines.dtg is None or not lines.dtg.precedences:
        return False
    return lines.digraph != min(lines.dtg.precedences, key="YZOPR".index)


def _class_differs(lines: FormatLines) -> bool:
    if lines.security is None or lines.banner_code is None:
        return False
    return lines.security != {"CTRL": "U"}.get(lines.banner_code, lines.banner_code)


def _serial_differs(lines: FormatLines) -> bool:
    if lines.serial is None or lines.banner_serial is None:
        return False
    return lines.serial % 10000 != lines.banner_serial % 10000
