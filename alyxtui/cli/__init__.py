"""The command line: data on stdout, words on stderr, honest exit codes; Textual never loaded."""
