"""ONE's cache tables: two small parquet samples that come with the package."""

from __future__ import annotations

import io
import json
import zipfile
from functools import cache
from importlib.resources import files

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from alyxtui.demo.apps.data.models import Tag

_FILES = files("alyxtui.demo") / "files"
_MADE = (2026, 7, 17, 18, 0, 0)  # so that the archive is the same at every start


@cache
def _archive() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("sessions.pqt", "datasets.pqt", "cache_info.json"):
            archive.writestr(zipfile.ZipInfo(name, _MADE), (_FILES / name).read_bytes())
    return stream.getvalue()


class CacheDownloadView(APIView):
    """The cache tables as one archive."""

    def get(self, request: Request) -> HttpResponseBase:
        """The archive, always the whole of it: Alyx 3.6.1 knows no ranges."""
        stream = io.BytesIO(_archive())
        answer = FileResponse(stream, content_type="application/zip", filename="cache.zip")
        answer["Content-Length"] = str(len(_archive()))
        return answer


class CacheInfoView(APIView):
    """What is in the cache tables, and since when."""

    def get(self, request: Request, tag: str | None = None) -> HttpResponseBase:
        """The description of the tables; with a tag, of the tables of that release."""
        info = json.loads((_FILES / "cache_info.json").read_bytes())
        if tag is not None:
            try:
                Tag.objects.get(name=tag)
            except Tag.DoesNotExist as error:
                return HttpResponse(str(error), status=404)
            info["database_tags"] = [tag]
        return Response(info)
