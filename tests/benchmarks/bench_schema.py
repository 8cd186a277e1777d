"""Getting the model of a server: kept on the disk, or read from the server's document."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

import httpx

from alyxtui.client.schema_store import SchemaStore
from alyxtui.schema.load import load
from tests.benchmarks.options import Options
from tests.benchmarks.row import Row, in_turn, milliseconds
from tests.benchmarks.world import world


def rows(options: Options) -> list[Row]:
    """The kept model against the document, already fetched, of both dialects."""
    with world() as demo, tempfile.TemporaryDirectory() as name:
        openapi = httpx.get(f"{demo.url}/api/schema", headers={"Accept": "application/json"}).text
        headers = {"Accept": "application/coreapi+json"}
        coreapi = httpx.get(f"{demo.url}/docs/", headers=headers).text
        store = SchemaStore(Path(name))
        store.save(demo.url, load(json.loads(openapi)))
        kept, newer, older = in_turn(
            lambda: milliseconds(lambda: store.load(demo.url)),
            lambda: milliseconds(lambda: load(json.loads(openapi))),
            lambda: milliseconds(lambda: load(json.loads(coreapi))),
            times=options.times,
        )
    return [
        Row("schema, kept", kept, "ms", "reading OpenAPI", newer, most=20),
        Row("schema, Core API", older, "ms", "reading OpenAPI", newer),
    ]
