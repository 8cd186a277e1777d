"""Errors in Alyx's words: a JSON object with ``status_code`` among its keys.

Alyx 3.6.1 answers many mistakes of the client (a bad filter, an unknown label) as a 500 whose
``detail`` is the text of the Python error. Clients read these texts, so they are kept.
"""

from __future__ import annotations

from typing import Any

from rest_framework.response import Response
from rest_framework.views import exception_handler, set_rollback


def answer(error: Exception, context: dict[str, Any]) -> Response:
    """Turn any error of a view into the answer a real server gives.

    Args:
        error: what the view raised.
        context: the view, its arguments and the request.

    Returns:
        The framework's own answer with ``status_code`` added, or a 500 with ``detail``.
    """
    response = exception_handler(error, context)
    if response is None:
        set_rollback()
        return Response({"status_code": 500, "detail": str(error)}, status=500)
    if isinstance(response.data, list):
        response.data = {"non_field_errors": response.data}
    response.data["status_code"] = response.status_code
    return response
