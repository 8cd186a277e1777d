"""A list whose records are shorter than what a POST answers."""

from __future__ import annotations

from typing import Any

from rest_framework.generics import GenericAPIView


class ByMethod(GenericAPIView):
    """A serializer a method.

    Alyx 3.6.1: there is none for HEAD, so that HEAD is a 500 here.

    Attributes:
        serializers: by method.
    """

    serializers: dict[str, Any]

    def get_serializer_class(self) -> Any:
        """The serializer of the request's method, or None."""
        return self.serializers.get(str(self.request.method))
