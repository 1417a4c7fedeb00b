"""Code sets: the reasons for a redaction (exemptions, closures), each with its source."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain.errors import UserError


@dataclass(frozen=True, slots=True)
class Code:
    """One reason: the code as printed on the box, its sentence, and the law it rests on."""

    code: str
    sentence: str
    source: str


@dataclass(frozen=True, slots=True)
class CodeSet:
    """A named list of codes."""

    name: str
    title: str
    codes: tuple[Code, ...]

    def find(self, code: str) -> Code | None:
        """The entry for a code as printed, or None."""
        return next((c for c in self.codes if c.code == code), None)


def parse_code_set(name: str, toml: str) -> CodeSet:
    """Read a code set from TOML: ``title``, ``source``, and a ``[[code]]`` table for each.

    Raises:
        UserError: it is no TOML, or a field is missing.
    """
    import tomllib  # only here: the first window is painted before any set is read

    try:
        data = tomllib.loads(toml)
        source = data.get("source", "")
        codes = tuple(
            Code(entry["code"], entry["sentence"], entry.get("source", source))
            for entry in data["code"]
        )
        return CodeSet(name, str(data["title"]), codes)
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"The code set “{name}” is not valid TOML: {error}.") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise UserError(f"The code set “{name}” lacks or misuses {error}.") from error
