"""Label sets: paragraph kinds, markings, entity types, with their keys and colours."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.domain.annotations import Kind
from workbench.domain.errors import UserError


@dataclass(frozen=True, slots=True)
class Label:
    """One label: its name in data, its title for people, its key and its colours.

    ``key`` is a single character that tags the selection, or empty. ``light`` and ``dark`` are
    ``#rrggbb`` for the two themes. ``values`` lists usual values (levels for a marking).
    ``attributes`` names what can be filled in beside the value.
    """

    kind: Kind
    name: str
    title: str
    key: str
    light: str
    dark: str
    values: tuple[str, ...] = ()
    attributes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LabelSet:
    """A named set of labels, in palette order."""

    name: str
    title: str
    labels: tuple[Label, ...]

    def find(self, kind: Kind, name: str) -> Label | None:
        """The label of that kind and name, or None when the set has none."""
        return next((x for x in self.labels if x.kind == kind and x.name == name), None)

    def of_kind(self, kind: Kind) -> tuple[Label, ...]:
        """All labels of a kind, in palette order."""
        return tuple(x for x in self.labels if x.kind == kind)


def parse_label_set(name: str, toml: str) -> LabelSet:
    """Read a label set from TOML: ``title`` and a ``[[label]]`` table for each label.

    Raises:
        UserError: it is no TOML, a field is missing, or two labels share a name or a key.
    """
    import tomllib  # only here: the first window is painted before any set is read

    try:
        data = tomllib.loads(toml)
        labels = tuple(
            Label(
                kind=Kind(entry["kind"]),
                name=entry["name"],
                title=entry["title"],
                key=entry.get("key", ""),
                light=entry["light"],
                dark=entry["dark"],
                values=tuple(entry.get("values", ())),
                attributes=tuple(entry.get("attributes", ())),
            )
            for entry in data["label"]
        )
        title = str(data["title"])
    except tomllib.TOMLDecodeError as error:
        raise UserError(f"The label set “{name}” is not valid TOML: {error}.") from error
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise UserError(f"The label set “{name}” lacks or misuses {error}.") from error
    names = [f"{label.kind} {label.name}" for label in labels]
    keys = [label.key for label in labels if label.key]
    for what, seen in (("label", names), ("key", keys)):
        twice = {x for x in seen if seen.count(x) > 1}
        if twice:
            raise UserError(
                f"The label set “{name}” has the {what} {', '.join(sorted(twice))} twice."
            )
    return LabelSet(name, title, labels)
