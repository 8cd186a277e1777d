"""One module a command: ``configure(parser)`` and ``run(options, flags) -> int``.

Importing one is cheap, so that ``--help`` and ``--version`` are; what a command needs is imported
when it runs.
"""
