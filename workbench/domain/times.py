"""Days and times as people read them."""

from __future__ import annotations

from datetime import date, datetime, timedelta


def short_date(iso: str) -> str:
    """An ISO date or time as ``10 Feb 1986``; what is no date stays as it is."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {day:%b %Y}"


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
