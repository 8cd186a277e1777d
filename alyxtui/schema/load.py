"""What everyone else calls: a server's schema document into the completed model."""

from __future__ import annotations

from alyxtui.schema import coreapi, openapi
from alyxtui.schema.hints import enrich
from alyxtui.schema.model import Api


def load(document: object) -> Api:
    """Read a schema document and complete it with what no schema says.

    Args:
        document: what ``json.loads`` gave of the answer to ``GET /api/schema``, or of that to
            ``GET /docs``, which older servers have.

    Raises:
        SchemaError: when nothing in it can be used; the message says what is wrong.
    """
    if coreapi.is_coreapi(document):
        return enrich(coreapi.read(document))
    return enrich(openapi.read(document))
