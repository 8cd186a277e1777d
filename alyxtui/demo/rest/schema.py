"""The view of ``/api/schema``, loaded when it is first asked for: loading takes a while."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponseBase


class LateSchemaView:
    """Stands for the view of drf-spectacular.

    Attributes:
        cls: the view's class; drf-spectacular finds views by it.
        initkwargs: what the class is made with; drf-spectacular reads it too.
    """

    def __init__(self) -> None:
        self.initkwargs: dict[str, Any] = {}

    def __call__(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer a request."""
        answer: HttpResponseBase = self._view(request, *args, **kwargs)
        return answer

    @cached_property
    def cls(self) -> Any:
        """The class of the view."""
        from alyxtui.demo.rest.description import DescriptionView

        return DescriptionView

    @cached_property
    def _view(self) -> Any:
        return self.cls.as_view()
