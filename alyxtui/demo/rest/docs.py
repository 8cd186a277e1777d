"""``/docs/``: a page for people, and the Core API document for older clients."""

from __future__ import annotations

from typing import Any

from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    JsonResponse,
)
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
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
    """The description of the API."""

    permission_classes = [AllowAny]

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        """Alyx 3.6.1: whatever is accepted, a page is the answer."""
        return super().perform_content_negotiation(request, force=True)

    def get(self, request: Request) -> HttpResponse:
        """A page for people, or the Core API document for those who accept that first."""
        if not request.headers.get("Accept", "").startswith(_COREAPI):
            return HttpResponse(_PAGE)
        from drf_spectacular.generators import SchemaGenerator

        from alyxtui.demo.rest.coreapi import convert

        generator: Any = SchemaGenerator  # its methods have no types
        document = generator().get_schema(request=None, public=True)
        return JsonResponse(convert(document, request.build_absolute_uri("/docs/")))
