"""What the papers are. The standard library alone: no Qt, SQL, PDF or files."""
