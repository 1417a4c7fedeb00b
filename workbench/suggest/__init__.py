"""Pure functions that read a page and suggest annotations."""
