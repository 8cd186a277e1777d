"""The backend: the name ``base`` is Django's choice.

PostgreSQL compares text by case unless told otherwise, knows the case of every alphabet, and
bounds integers by their column. A real Alyx runs on it.
"""

from __future__ import annotations

import json
from typing import Any

from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.sqlite3 import base
from django.db.backends.sqlite3.operations import DatabaseOperations as SqliteOperations

from alyxtui.demo.sqlite import jsonb, lookups

_ANY_CASE = ("iexact", "icontains", "istartswith", "iendswith")


class DatabaseOperations(SqliteOperations):
    """How values and comparisons are written."""

    def integer_field_range(self, internal_type: str) -> tuple[int, int]:
        """The bounds of a kind of integer, as PostgreSQL has them."""
        return BaseDatabaseOperations.integer_field_range(self, internal_type)

    def lookup_cast(self, lookup_type: str, internal_type: str | None = None) -> str:
        """Raise the case of both sides where case does not matter."""
        if lookup_type in _ANY_CASE:
            return "UPPER(%s)"
        return super().lookup_cast(lookup_type, internal_type)

    def adapt_json_value(self, value: Any, encoder: Any) -> str:
        """JSON text with its keys in jsonb's order: what is written is read back so."""
        document: str = super().adapt_json_value(value, encoder)
        return json.dumps(jsonb.tidy(json.loads(document)))

    def prep_for_iexact_query(self, x: Any) -> str:
        """Nothing to escape: it is compared with ``=``."""
        return str(x)


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that knows what the lookups call."""

    ops_class = DatabaseOperations
    operators = {
        **base.DatabaseWrapper.operators,
        "iexact": "= UPPER(%s)",
        "icontains": "LIKE UPPER(%s) ESCAPE '\\'",
        "istartswith": "LIKE UPPER(%s) ESCAPE '\\'",
        "iendswith": "LIKE UPPER(%s) ESCAPE '\\'",
    }

    def get_new_connection(self, conn_params: Any) -> Any:
        """Open the file and add the functions.

        SQLite's own UPPER knows ASCII only, and its LIKE has no case unless told so.
        """
        connection = super().get_new_connection(conn_params)
        connection.execute("PRAGMA case_sensitive_like=ON")
        for name, (arguments, function) in lookups.FUNCTIONS.items():
            connection.create_function(name, arguments, function, deterministic=True)
        return connection
