"""Queries as values: what is asked of an endpoint, and how it is written in each place.

Pure: no I/O, nothing is sent. How the pieces fit, in the order a query passes them:

``parse``       any text people have becomes a ``model.Query``: ``read`` (line, query string, address,
                ``django=`` text, ONE call, command line), ``pairs_of`` and ``assemble`` (words of the
                shell), ``lifted`` (a query whose ``django`` is still text). They give a ``Parsed``:
                the query, and notes on what was read otherwise than the server would.
``complete``    what can stand at a cursor, from memory: a ``Completer`` for one endpoint.
``mend``        the query that is sent and the words to say about it: ``mend``; ``requests`` splits
                what no request line can hold.
``check``       what is wrong with it and what surprises: ``findings`` for a form, ``ensure`` where
                an error is wanted. A ``rules.Finding`` may hold the query without the fault.
``render``      the query written out: ``params`` is what every request is made of; ``url``,
                ``query_string``, ``command``, ``curl``, ``one`` and ``line`` are for people.
``explain``     what a server's error text says about the query, and what it tells of its fields.
``looser``      queries to offer when there are no rows; ``several`` for any of several values.
``saved``       ``{name}`` in saved queries; ``dates`` and ``when`` for days as
                typed (``-7d``, ``2021-01..2021-03``), which ``mend`` puts in when it knows today.
``cell``        a condition from a cell of a table, and the filter by user.

What they stand on: ``fields`` (where a path leads, and ``Learned``, what the server told in this run),
``lookups`` (the table of lookups), ``fit`` (whether a value fits), ``grammar`` and ``literal`` (the
server's parser, and values that survive it), ``values`` (plain filters as typed).

A caller's whole way::

    parsed = parse.read(text, api, endpoint="sessions", learned=learned)
    mended = mend.mend(parsed.query, endpoint, learned=learned)
    warnings = check.ensure(mended.query, endpoint, learned)     # QueryError: do not send
    pairs = render.params(endpoint, mended.query, limit=1)       # the client does this itself
"""
