"""The terminal interface, on Textual."""
