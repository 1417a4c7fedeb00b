"""Pure functions that read a document's pages and suggest annotations."""

from workbench.suggest.document import document_summary, suggest_document

__all__ = ["document_summary", "suggest_document"]
