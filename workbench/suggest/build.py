"""Makes suggestions from what rules found, the same ones every time for the same text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

from workbench.domain.annotations import Annotation, Kind, Status, Target, target_from_span
from workbench.domain.labels import LabelSet
from workbench.domain.pages import PageText
from workbench.suggest.lines import TextLine

_SPACE = UUID("6f5f0a0e-6d0e-5c53-9f2e-2f6f7d0c8c11")


class Suggestions:
    """Collects suggestions of one document, leaving out labels its label set lacks."""

    def __init__(self, document_id: str, labels: LabelSet) -> None:
        self._document_id = document_id
        self._labels = labels
        self._seen: set[str] = set()
        self.found: list[Annotation] = []

    def on_span(
        self,
        kind: Kind,
        label: str,
        line: TextLine,
        start: int,
        end: int,
        rule: str,
        score: float,
        value: str | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> None:
        """Suggest on offsets ``start`` to ``end`` of a page's text (the page of ``line``)."""
        self.on_page(kind, label, line.page, start, end, rule, score, value, attributes)

    def on_page(
        self,
        kind: Kind,
        label: str,
        page: PageText,
        start: int,
        end: int,
        rule: str,
        score: float,
        value: str | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> None:
        """Suggest on offsets ``start`` to ``end`` of a page's text."""
        target = target_from_span(page, start, end)
        if target is not None:
            self._add(kind, label, (target,), rule, score, value, attributes)

    def on_parts(
        self,
        kind: Kind,
        label: str,
        page: PageText,
        parts: Sequence[tuple[int, int]],
        rule: str,
        score: float,
        value: str | None = None,
        attributes: Mapping[str, str] | None = None,
    ) -> None:
        """Suggest on several stretches of a page's text that belong together."""
        targets = [target_from_span(page, *part) for part in parts]
        held = tuple(target for target in targets if target is not None)
        if held:
            self._add(kind, label, held, rule, score, value, attributes)

    def on_lines(
        self,
        label: str,
        lines: Sequence[TextLine],
        rule: str,
        score: float,
        attributes: Mapping[str, str] | None = None,
    ) -> None:
        """Suggest a paragraph on whole lines; lines that do not adjoin make several targets."""
        targets: list[Target] = []
        for line in lines:
            last = targets[-1] if targets else None
            if (
                last is not None
                and last.last_word is not None
                and last.page == line.page.number
                and last.last_word + 1 == line.first_word
            ):
                targets[-1] = Target(last.page, last.first_word, line.last_word)
            else:
                targets.append(Target(line.page.number, line.first_word, line.last_word))
        if targets:
            self._add(Kind.PARAGRAPH, label, tuple(targets), rule, score, None, attributes)

    def _add(
        self,
        kind: Kind,
        label: str,
        targets: tuple[Target, ...],
        rule: str,
        score: float,
        value: str | None,
        attributes: Mapping[str, str] | None,
    ) -> None:
        if kind is not Kind.FIELD and self._labels.find(kind, label) is None:
            return
        places = ";".join(
            f"{t.page}:{t.first_word}-{t.last_word}:{t.first_char}-{t.last_char}" for t in targets
        )
        key = str(uuid5(_SPACE, f"{self._document_id}|{kind}|{label}|{places}"))
        if key in self._seen:
            return
        self._seen.add(key)
        self.found.append(
            Annotation(
                id=key,
                document_id=self._document_id,
                kind=kind,
                label=label,
                targets=targets,
                status=Status.SUGGESTED,
                origin=rule if rule.startswith("model:") else f"rule:{rule}",
                value=value,
                score=score,
                attributes=dict(attributes or {}),
            )
        )
