"""Code sets: the reasons for a redaction (exemptions, closures), each with its source.

What decides whether a code can apply (ages, origin) stands in the set, where people can read and
change it. Ages are counted in whole calendar years, as the laws do that end a term on the last
day of a year: a record of 1986 is 30 all through 2016.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from workbench.domain.errors import UserError

SEPARATOR = ", "
"""Between the codes of one redaction, in its label, in the log and on the box."""

OK, TOO_EARLY, TOO_LATE, LAPSED = "OK", "TOO_EARLY", "TOO_LATE", "LAPSED"
OTHER_ORIGIN, UNKNOWN_CODE = "OTHER_ORIGIN", "UNKNOWN_CODE"


@dataclass(frozen=True, slots=True)
class Limits:
    """When a code can apply. Ages are calendar years since the record; None: no such limit.

    ``first_age`` is the youngest record it fits, ``last_age`` the oldest; a record older than
    ``check_age`` but not than ``last_age`` must be looked up in the law's own table.
    ``after`` names what a code is beyond ``last_age``: ``TOO_LATE`` where another code takes its
    place, ``LAPSED`` where the protection ends. ``verdict`` is set where a code is never a reason
    by itself. ``because`` is the rule in a sentence. ``category`` is what code must stand beside
    it, as beginnings of codes.
    """

    first_age: int | None = None
    last_age: int | None = None
    check_age: int | None = None
    after: str = LAPSED
    verdict: str = ""
    because: str = ""
    category: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Code:
    """One reason: the code as printed on the box, its sentence, and the law it rests on.

    ``origin`` is the state whose records the law governs (``US``, ``UK``), empty for any.
    """

    code: str
    sentence: str
    source: str
    origin: str = ""
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What comes of holding a code against a record: a name for data, a sentence for people."""

    name: str
    sentence: str = ""

    @property
    def fits(self) -> bool:
        """Whether the code can apply."""
        return self.name == OK


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A named list of codes. ``barred`` are known and explained, but never offered."""

    name: str
    title: str
    codes: tuple[Code, ...]
    barred: tuple[Code, ...] = ()

    def find(self, code: str) -> Code | None:
        """The entry for a code as printed, or None."""
        return next((c for c in self.codes if c.code == code), None)

    def find_as_cited(self, written: str, origin: str = "") -> Code | None:
        """The entry, barred ones too, for a code however its brackets and capitals are written.

        A subsection that is not listed is its section (``35(1)(a)`` is 35), and a section of which
        only subsections are listed is any of them where all have the same limits.
        """
        known = [c for c in (*self.codes, *self.barred) if not origin or c.origin in ("", origin)]
        narrower = [c for c in known if c.code.startswith(f"{written}(")]
        if (
            all(c.code != written for c in known)
            and narrower
            and len({c.limits for c in narrower}) == 1
        ):
            return narrower[0]
        while written:
            found = next((c for c in known if c.code == written), None) or next(
                (c for c in known if _bare(c.code) == _bare(written)), None
            )
            if found is not None:
                return found
            written = _wider(written)
        return None


def split_codes(label: str) -> tuple[str, ...]:
    """The codes of a redaction's label, each once, in the order they stand there."""
    return tuple(dict.fromkeys(part.strip() for part in label.split(",") if part.strip()))


def join_codes(codes: Iterable[str]) -> str:
    """Codes as one label."""
    return SEPARATOR.join(dict.fromkeys(codes))


def code_against(code: Code, made: date | None, origin: str | None, today: date) -> Verdict:
    """Whether a code can apply to a record of that date and origin, as seen today.

    What is not known of the record (``made``, ``origin``) is not held against the code.
    """
    limits = code.limits
    if origin and code.origin and origin != code.origin:
        return Verdict(
            OTHER_ORIGIN,
            f"{code.code} is for records of {_STATES.get(code.origin, code.origin)}, and this one "
            f"is of {_STATES.get(origin, origin)}.",
        )
    if limits.verdict:
        return Verdict(limits.verdict, f"{code.code}: {limits.because}")
    if made is None:
        return Verdict(OK)
    age = today.year - made.year
    aged = f"the record is of {made.year}, {age} {'year' if age == 1 else 'years'} old"
    because = f" {limits.because}" if limits.because else ""
    if limits.first_age is not None and age < limits.first_age:
        return Verdict(
            TOO_EARLY,
            f"{code.code} is for records of {limits.first_age} years and more; {aged}.{because}",
        )
    if limits.last_age is not None and age > limits.last_age:
        return Verdict(
            limits.after,
            f"{code.code} no longer applies after {limits.last_age} years; {aged}.{because}",
        )
    if limits.check_age is not None and age > limits.check_age:
        until = "" if limits.last_age is None else f"_{limits.last_age}"
        return Verdict(
            f"CHECK_{limits.check_age}{until}",
            f"{code.code} may have lapsed after {limits.check_age} years; {aged}.{because}",
        )
    return Verdict(OK)


def objection(code: Code, made: date | None, origin: str | None, today: date) -> str | None:
    """Why a code cannot apply, or must be looked up first, in a sentence; None: it fits."""
    return code_against(code, made, origin, today).sentence or None


def objections(
    label: str, codes: CodeSet, made: date | None, origin: str | None, today: date
) -> list[str]:
    """Everything wrong with the codes of one redaction, a sentence each."""
    cited = split_codes(label)
    found = []
    for written in cited:
        code = codes.find(written)
        if code is None:
            found.append(f"{written} is not in the code set.")
            continue
        sentence = objection(code, made, origin, today)
        if sentence:
            found.append(sentence)
        wanted = code.limits.category
        if wanted and not any(other.startswith(wanted) for other in cited):
            found.append(f"{written} stands without its category, such as {wanted[0]}.")
    return found


def parse_code_set(name: str, toml: str) -> CodeSet:
    """Read a code set from TOML: ``title``, ``source``, and a ``[[code]]`` table for each.

    Raises:
        UserError: it is no TOML, a field is missing, or a code is there twice or has a comma.
    """
    import tomllib  # only here: the first window is painted before any set is read

    try:
        data = tomllib.loads(toml)
        codes = tuple(_code(entry, data) for entry in data.get("code", ()))
        barred = tuple(_code(entry, data) for entry in data.get("barred", ()))
        made = CodeSet(name, str(data["title"]), codes, barred)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"The code set “{name}” is not valid TOML: {error}.") from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise UserError(f"The code set “{name}” lacks or misuses {error}.") from error
    check_code_set(made)
    return made


def check_code_set(codes: CodeSet) -> None:
    """Refuse a set whose codes could not be told apart in a label.

    Raises:
        UserError: a code is empty, holds a comma, or is there twice, or has no sentence.
    """
    seen: set[str] = set()
    for entry in codes.codes:
        if not entry.code.strip() or entry.code != entry.code.strip() or "," in entry.code:
            raise UserError(
                f"“{entry.code}” cannot be a code: it must not be empty, nor hold a comma."
            )
        if entry.code in seen:
            raise UserError(f"The code set “{codes.name}” has the code {entry.code} twice.")
        if not entry.sentence.strip():
            raise UserError(f"The code {entry.code} has no sentence that says what it means.")
        seen.add(entry.code)


def write_code_set(codes: CodeSet) -> str:
    """A code set as TOML that :func:`parse_code_set` reads back to the same set."""
    lines = [f"title = {_quoted(codes.title)}"]
    for table, entries in (("code", codes.codes), ("barred", codes.barred)):
        for entry in entries:
            lines += ["", f"[[{table}]]"]
            fields: dict[str, Any] = {
                "code": entry.code,
                "sentence": entry.sentence,
                "source": entry.source,
                "origin": entry.origin,
            }
            limits = entry.limits
            for key in ("first_age", "last_age", "check_age", "verdict", "because"):
                fields[key] = getattr(limits, key)
            if limits.last_age is not None:
                fields["after"] = limits.after
            fields["category"] = list(limits.category)
            lines += [f"{k} = {_toml(v)}" for k, v in fields.items() if v not in ("", None, [])]
    return "\n".join(lines) + "\n"


def joined(name: str, sets: Iterable[CodeSet]) -> CodeSet:
    """Several sets as one; a code that an earlier set has keeps the earlier meaning."""
    sets = list(sets)
    codes: dict[str, Code] = {}
    for one in sets:
        for code in one.codes:
            codes.setdefault(code.code, code)
    barred = tuple(code for one in sets for code in one.barred)
    return CodeSet(name, " · ".join(one.title for one in sets), tuple(codes.values()), barred)


def renamed(codes: CodeSet, old: str, entry: Code) -> CodeSet:
    """The set with one entry in place of the code ``old``; at the end where there is none.

    Raises:
        UserError: see :func:`check_code_set`.
    """
    places = [c.code for c in codes.codes]
    entries = list(codes.codes)
    if old in places:
        entries[places.index(old)] = entry
    else:
        entries.append(entry)
    changed = replace(codes, codes=tuple(entries))
    check_code_set(changed)
    return changed


_STATES = {"US": "the United States", "UK": "the United Kingdom"}


def _code(entry: dict[str, Any], data: dict[str, Any]) -> Code:
    limits = Limits(
        first_age=_age(entry, "first_age"),
        last_age=_age(entry, "last_age"),
        check_age=_age(entry, "check_age"),
        after=str(entry.get("after", data.get("after", LAPSED))),
        verdict=str(entry.get("verdict", "")),
        because=str(entry.get("because", "")),
        category=tuple(str(part) for part in entry.get("category", ())),
    )
    return Code(
        str(entry["code"]),
        str(entry["sentence"]),
        str(entry.get("source", data.get("source", ""))),
        str(entry.get("origin", data.get("origin", ""))),
        limits,
    )


def _age(entry: dict[str, Any], key: str) -> int | None:
    value = entry.get(key)
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ValueError(f"{key} = {value!r}")
    return value


def _wider(code: str) -> str:
    """The section a subsection belongs to; empty when there is none."""
    found = re.fullmatch(r"(?P<section>[^()]*(?:\([^()]*\))*?)\s*\([^()]*\)", code)
    return found["section"] if found else ""


def _bare(code: str) -> str:
    return "".join(sign for sign in code if sign.isalnum()).casefold()


def _toml(value: object) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_toml(one) for one in value) + "]"
    return str(value) if isinstance(value, int) else _quoted(str(value))


def _quoted(text: str) -> str:
    """A TOML basic string."""
    import json

    # JSON's escapes are TOML's too; what JSON leaves as it is, TOML forbids only for DEL.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
