"""Paths that are no resource, and those that go by another name than their path."""

from __future__ import annotations

from collections.abc import Mapping

# Alyx 3.6.1: POST user name and password, no slash at the end (with one it is 404).
SIGN_IN_PATH = "/auth-token"
# Alyx 3.6.1: public; YAML unless JSON is asked for.
SCHEMA_PATH = "/api/schema"
# ONE-api 3.6.1: the Accept header it asks the schema with.
SCHEMA_ACCEPT = "application/vnd.oai.openapi+json"
# ONE-api 3.6.1: where it asks a server without /api/schema (404), and with which Accept header.
COREAPI_PATH = "/docs"
COREAPI_ACCEPT = "application/coreapi+json"

# ONE-api 3.6.1 lists neither sign-in nor schema as endpoints; the documentation is a web page.
LEFT_OUT = frozenset({"", "auth-token", "api", "api/schema", "docs"})

# Seed 000 and ONE-api 3.6.1 call the endpoint of /cache/info by its first part.
NAMES: Mapping[str, str] = {"cache/info": "cache"}

# Alyx 3.6.1: they declare limit and offset, yet answer no page of records.
NOT_LISTS = frozenset({"check-protected"})

# Alyx 3.6.1: their models have no pages in the web admin.
NOT_IN_ADMIN = frozenset({"fov-location", "imaging-stack"})
