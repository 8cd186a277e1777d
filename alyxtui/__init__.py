"""alyxtui: see, find, fix and fetch the records of an Alyx database from a terminal."""

__version__ = "0.1.0"
