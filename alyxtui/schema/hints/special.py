"""Paths that are no resource: signing in, the schema itself, the documentation."""

from __future__ import annotations

# Alyx 3.6.1: POST user name and password, no slash at the end (with one it is 404).
SIGN_IN_PATH = "/auth-token"
# Alyx 3.6.1: public; YAML unless JSON is asked for.
SCHEMA_PATH = "/api/schema"
# ONE-api 3.6.1: the Accept header it asks the schema with.
SCHEMA_ACCEPT = "application/vnd.oai.openapi+json, application/json"

# ONE-api 3.6.1 lists neither sign-in nor schema as endpoints; the documentation is a web page.
LEFT_OUT = frozenset({"", "auth-token", "api", "api/schema", "docs"})
