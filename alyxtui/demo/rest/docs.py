"""``/docs/``: a page for people, and the Core API document for older clients."""

from __future__ import annotations

import math
from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from rest_framework.exceptions import Throttled
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.settings import api_settings
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

_COREAPI = "application/coreapi+json"
_PAGE = """<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><title>alyxtui demo</title></head>
<body>
<h1>The API of the demo</h1>
<p>It describes itself at <a href="/api/schema?format=json">/api/schema</a> (OpenAPI), and here
for <code>Accept: application/coreapi+json</code> (Core API).</p>
</body>
</html>
"""


def slash(request: HttpRequest, **kwargs: str) -> HttpResponse:
    """Send to the same address with a slash at the end."""
    return HttpResponsePermanentRedirect(f"{request.path}/")


class DocsView(APIView):
    """The description of the API; Alyx 3.6.1 throttles it more than the rest."""

    permission_classes = [AllowAny]
    throttle_classes = [ScopedRateThrottle] if api_settings.DEFAULT_THROTTLE_CLASSES else []
    throttle_scope = "docs"

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Alyx 3.6.1: whatever is accepted, a page is the answer."""
        return super().perform_content_negotiation(request, force=True)

    def handle_exception(self, exc: Exception) -> Any:
        """Alyx 3.6.1: one line of text when it is asked too often, JSON in all other cases."""
        if not isinstance(exc, Throttled):
            return super().handle_exception(exc)
        headers = {"Retry-After": str(math.ceil(getattr(exc, "wait", None) or 60))}
        return HttpResponse("429 Too Many Requests", status=429, headers=headers)

    def get(self, request: Request) -> HttpResponse:
        """A page for people, or the Core API document for those who accept that first."""
        if not request.headers.get("Accept", "").startswith(_COREAPI):
            return HttpResponse(_PAGE)
        from alyxtui.demo.rest.coreapi import convert
        from alyxtui.demo.rest.description import document

        return JsonResponse(convert(document(), request.build_absolute_uri("/docs/")))
