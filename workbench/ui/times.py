"""Days and times as people read them."""

from __future__ import annotations

from datetime import date, datetime


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
