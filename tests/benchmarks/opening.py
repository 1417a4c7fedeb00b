"""Opening a project of 10,000 pages against one of 10, to the list of documents shown."""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.benchmarks.measure import Clock, made_page, read_page, show
from workbench.app.session import Session

ROUNDS = 30


def fill(session: Session, documents: int, pages: int, words: int = 200) -> list[str]:
    """Put made documents into a project, as an import would; returns their ids."""
    ids = []
    for number in range(documents):
        sha = f"{number:064x}"
        document = session.repository.add_document(
            f"paper-{number:05}.pdf",
            source_sha256=sha,
            page_file_sha256=sha,
            media="pdf",
            page_sizes=[(612, 792, 0)] * pages,
        )
        for page in range(1, pages + 1):
            text = made_page(page, words, seed=number)
            session.repository.put_page(read_page(document.id, text), text)
        session.repository.finish_document(document.id, person="Bench")
        ids.append(document.id)
    return ids


def main() -> None:
    """Print the ratio of the medians, taken in turns in one run."""
    with tempfile.TemporaryDirectory() as folder:
        paths = {pages: Path(folder) / f"p{pages}.workbench" for pages in (10, 10_000)}
        for pages, path in paths.items():
            with Session.create(path, person="Bench") as session:
                fill(session, documents=max(1, pages // 100), pages=min(pages, 100))
        clocks = {pages: Clock() for pages in paths}
        for _ in range(ROUNDS):
            for pages, path in paths.items():
                with clocks[pages]():
                    session = Session.open(path)
                    documents = session.documents()
                    session.pages(documents[0].id)
                    session.page_text(documents[0].id, 1)
                session.close()
        for pages, clock in clocks.items():
            print(f"{pages:>6} pages: {clock.says()}")
        ratio = clocks[10_000].percentile_ms(0.5) / clocks[10].percentile_ms(0.5)
        show("open 10,000 pages against 10", f"{ratio:.2f} x", "at most 1.5 x", ratio <= 1.5)


if __name__ == "__main__":
    main()
