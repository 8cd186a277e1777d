"""The HTTP server of the demo's data files: its contents, its addresses and its manners."""
