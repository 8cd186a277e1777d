"""The pictures of notes: bringing them to a width, and their addresses."""

from __future__ import annotations

import io
from pathlib import Path, PurePosixPath
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.utils.html import escape
from django.views.static import serve
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.views import APIView


def resized(picture: File[bytes], width: object, about: UUID) -> ContentFile[bytes]:
    """Bring a picture to a width and give it its name.

    Args:
        picture: a valid image.
        width: pixels, None for the usual width, or ``orig`` to leave it as it is.
        about: id of the record the note is about. Alyx 3.6.1: it is put into the name, twice
            when the picture was resized.

    Raises:
        ValueError: the width is no positive number; a 500, as on a real server.
    """
    picture.seek(0)
    content = picture.read()
    name = PurePosixPath(picture.name or "picture.png")
    if width == "orig":
        return ContentFile(content, f"{name.stem}.{about}{name.suffix}")
    content = _scaled(content, int(str(width)) if width else settings.PICTURE_WIDTH)
    return ContentFile(content, f"{name.stem}.{about}.{about}{name.suffix}")


def _scaled(content: bytes, width: int) -> bytes:
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        height = max(1, round(image.height * width / image.width))
        stream = io.BytesIO()
        image.resize((width, height)).save(stream, format=image.format)
    return stream.getvalue()


class UploadedView(APIView):
    """The picture of a note."""

    def get_permissions(self) -> Any:
        """Nobody is asked for a token when a web server in front is played."""
        return [AllowAny()] if settings.SERVES_PICTURES else super().get_permissions()

    def get(self, request: Request, img_url: str) -> HttpResponseBase:
        """Alyx 3.6.1 itself answers with the path of the file, as HTML.

        With `--serve-pictures` the picture is served, as by the web server in front of a real
        Alyx.
        """
        if settings.SERVES_PICTURES:
            return serve(request._request, img_url, document_root=settings.MEDIA_ROOT)
        return HttpResponse(escape(str(Path(settings.MEDIA_ROOT) / img_url)))
