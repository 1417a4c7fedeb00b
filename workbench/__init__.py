"""Archive Workbench: annotate, check and redact scanned diplomatic papers, offline."""

__version__ = "0.1.0"
