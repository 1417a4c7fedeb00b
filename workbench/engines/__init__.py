"""Everything that parses bytes from outside; its functions run in worker processes."""
