"""Queries as values: what is asked of an endpoint, and how it is written in each place.

Pure: no I/O, nothing is sent. How the pieces fit, in the order a query passes them:

``parse``       any text people have becomes a ``model.Query``: ``read`` (line, query string, address,
                ``django=`` text, ONE call, command line), ``pairs_of`` and ``assemble`` (words of the
                shell), ``lifted`` (a query whose ``django`` is still text). They give a ``Parsed``:
                the query, and notes on what was read otherwise than the server would.
``complete``    what can stand at a cursor, from memory: a ``Completer`` for one endpoint.
``prepare``     all that follows, in its order: ``Prepared`` holds the requests, the words to say, and
                what is wrong (``ensure`` where an error is wanted).
``union``       any of several values, and one query or another: the queries that are to be joined.
``mend``        puts right what is beyond doubt; ``requests`` splits what no request line can hold.
``check``       what is wrong with a query and what surprises: ``findings``. A ``rules.Finding`` may
                hold the query without the fault.
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
    prepared = prepare(parsed.query, endpoint, learned=learned, today=date.today())
    prepared.ensure()                                            # QueryError: do not send
    for request in prepared.requests:                            # ``client.joined`` joins several
        pairs = render.params(endpoint, request, limit=1)        # the client does this itself
"""
