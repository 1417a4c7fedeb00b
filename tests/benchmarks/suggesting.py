"""Suggesting on 1,000 pages, and checking them, on one core and with no model.

The pages are the samples' true pages and papers of up to thirty pages made from them; readings
are taken as they are, so that nothing is timed but the rules. The first suggestions of a page
that is opened are timed as well.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from datetime import date

from tests.benchmarks.measure import Clock, show
from workbench import files
from workbench.app.paper_reading import PaperReader
from workbench.domain.findings import check_paper
from workbench.domain.labels import LabelSet, parse_label_set
from workbench.domain.pages import PageText
from workbench.formats.truth import parse_truth
from workbench.suggest import suggest_document

PAGES = 1000
ALL_S, FIRST_MS = 20.0, 100.0
LONGEST = 30


def papers(pages: int) -> list[tuple[PageText, ...]]:
    """Documents with so many pages together: each sample, then longer ones made of its pages."""
    samples = []
    for path in sorted(files.bundled("samples", "truth").glob("*.json")):
        truth = parse_truth(path.read_text(encoding="utf-8"))
        samples.append(tuple(PageText(page.number, page.words) for page in truth.pages))
    made: list[tuple[PageText, ...]] = []
    left = pages
    while left > 0:
        sample = samples[len(made) % len(samples)]
        length = min(left, len(sample) if len(made) % 4 else LONGEST)
        made.append(tuple(PageText(n + 1, sample[n % len(sample)].words) for n in range(length)))
        left -= length
    return made


def look_over(documents: Sequence[tuple[PageText, ...]], labels: LabelSet) -> tuple[float, float]:
    """Seconds for the suggestions and for the findings."""
    began = time.perf_counter()
    found = [suggest_document(str(n), pages, labels) for n, pages in enumerate(documents)]
    suggested = time.perf_counter() - began
    began = time.perf_counter()
    for pages, suggestions in zip(documents, found, strict=True):
        reader = PaperReader()
        for page in pages:
            reader.add(page, (a for a in suggestions if a.targets[0].page == page.number))
        check_paper(reader.paper(), date(2026, 1, 1))
    return suggested, time.perf_counter() - began


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=PAGES)
    pages = parser.parse_args().pages
    labels = parse_label_set(
        "diplomatic", files.resource("labels", "diplomatic.toml").read_text(encoding="utf-8")
    )
    documents = papers(pages)
    suggest_document("warm", documents[0], labels)  # the lists are read once in a process
    suggested, checked = look_over(documents, labels)
    show(
        f"{pages:,} pages suggested and checked",
        f"{suggested:.1f} s and {checked:.1f} s",
        f"{ALL_S * pages / PAGES:.0f} s",
        suggested + checked <= ALL_S * pages / PAGES,
    )
    first = Clock()
    for document in documents[:200]:
        with first():
            suggest_document("one", document[:1], labels)
    show(
        "a page's first suggestions",
        first.says(),
        f"{FIRST_MS:.0f} ms",
        first.percentile_ms(0.95) <= FIRST_MS,
    )


if __name__ == "__main__":
    main()
