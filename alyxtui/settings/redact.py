"""Secrets taken out of what is logged, shown or written to a crash report."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from urllib.parse import quote, quote_plus

HIDDEN = "[hidden]"
_SECRET_HEADERS = {
    "authorization",
    "proxy-authorization",
    "cookie",
    "set-cookie",
    "x-csrftoken",
}
_PATTERNS = (
    # A header as text, a repr of one, or a JSON object: up to the end of the value.
    (re.compile(r"(?i)(authorization[\"']?\s*[:=,]\s*[\"']?)[^\"'\r\n]+"), rf"\1{HIDDEN}"),
    (re.compile(r"(?i)\b((?:token|basic|bearer)\s+)[A-Za-z0-9+/=._~-]{8,}"), rf"\1{HIDDEN}"),
    (
        re.compile(
            # What stands before in the name is no part of it: looking back through a long word from
            # each of its letters would take seconds.
            r"(?i)((?:password|passwd|pwd|secret|token)[\"']?\s*[:=]\s*)"
            r"(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|(?:\[hidden\]|[^\s,;&\"'}\])])+)"
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(://)[^/\s@]+@"), rf"\1{HIDDEN}@"),
)


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """A text without its secrets.

    Args:
        text: any text: a log line, a traceback, a request.
        secrets: what is known to be secret, hidden wherever it stands, plain or percent-encoded.

    Returns:
        The text with known secrets, Authorization values, password and token fields and the user
        part of URLs replaced by ``[hidden]``.
    """
    forms = {form for secret in secrets if secret for form in _forms(secret)}
    for form in sorted(forms, key=len, reverse=True):
        text = text.replace(form, HIDDEN)
    for pattern, replacement in _PATTERNS:
        text = pattern.sub(replacement, text)
    return text


def redact_headers(headers: Mapping[str, str]) -> dict[str, str]:
    """Headers with the values of those that prove who one is hidden."""
    return {
        name: HIDDEN if name.lower() in _SECRET_HEADERS else value
        for name, value in headers.items()
    }


def _forms(secret: str) -> tuple[str, ...]:
    escaped = repr(secret)[1:-1]
    try:
        return (secret, escaped, quote(secret, safe=""), quote_plus(secret))
    except UnicodeEncodeError:
        return (secret, escaped)
