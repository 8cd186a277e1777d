"""Processing tasks of a session."""
