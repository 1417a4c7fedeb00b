"""Days and times as people read them."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

_ISO = re.compile(r"\b(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d)(?::\d\d)?(Z?))?\b")


def short_date(iso: str) -> str:
    """An ISO date or time as ``10 Feb 1986``; what is no date stays as it is."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {day:%b %Y}"


def said_days(text: str) -> str:
    """A text with its ISO days and times as people read them: ``14 Mar 2006, 15:30 Z``.

    Times stay in the zone that the paper gives.
    """

    def said(found: re.Match[str]) -> str:
        day, time, zone = found[1], found[2], found[3]
        return ", ".join(x for x in (short_date(day), f"{time or ''} {zone or ''}".strip()) if x)

    return _ISO.sub(said, text)


def local_time(iso: str) -> str:
    """An ISO time in UTC as local ``10 Feb 2026, 14:05``; what is none stays as it is."""
    try:
        moment = datetime.fromisoformat(iso).astimezone()
    except ValueError:
        return iso
    return f"{moment.day} {moment:%b %Y, %H:%M}"


def near_time(iso: str, now: datetime | None = None) -> str:
    """An ISO time as one says it: ``14:05 today``, ``09:30 yesterday``, ``10 Feb 2026, 14:05``."""
    try:
        moment = datetime.fromisoformat(iso).astimezone()
    except ValueError:
        return iso
    today = (now or datetime.now()).astimezone().date()
    days = {today: "today", today - timedelta(days=1): "yesterday"}
    day = days.get(moment.date())
    return f"{moment:%H:%M} {day}" if day else local_time(iso)
