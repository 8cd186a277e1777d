"""The API's description of itself, made once: it costs a third of a second and does not change."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.utils.translation import get_language
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.views import SpectacularAPIView

_VERSIONS = 4  # that are kept, of each kind


@lru_cache(_VERSIONS)
def _document(version: str | None, language: str | None) -> dict[str, Any]:
    generator: Any = SchemaGenerator  # its methods have no types
    document: dict[str, Any] = generator(api_version=version).get_schema(request=None, public=True)
    return document


def document(version: str | None = None) -> dict[str, Any]:
    """The OpenAPI document; not to be changed."""
    return _document(version, get_language())


class _Generator:
    """Stands for drf-spectacular's generator in its view."""

    def __init__(self, api_version: str | None = None, **_options: object) -> None:
        self._version = api_version

    def get_schema(self, **_options: object) -> dict[str, Any]:
        return document(self._version)


@lru_cache(_VERSIONS)
def _rendered(renderer: Any, accepted: str | None, version: str, language: str) -> bytes:
    text: bytes = renderer().render(_document(version or None, language or None), accepted, {})
    return text


def _once(renderer: Any) -> Any:
    """A renderer that draws the description once and anything else, an error say, as ever."""

    class Once(renderer):
        def render(self, data: Any, accepted: Any = None, context: Any = None) -> bytes:
            version = context["request"].GET.get("version") if context else None
            if data is not document(version):
                text: bytes = super().render(data, accepted, context)
                return text
            return _rendered(renderer, accepted, version or "", get_language() or "")

    return Once


class DescriptionView(SpectacularAPIView):
    """drf-spectacular's view of a document that is made once."""

    __doc__: Any = SpectacularAPIView.__doc__  # it is part of the document
    name = "Spectacular Api"  # that of its class, too
    generator_class: Any = _Generator
    renderer_classes = [_once(renderer) for renderer in SpectacularAPIView.renderer_classes]
