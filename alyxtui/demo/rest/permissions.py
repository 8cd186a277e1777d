"""Who may do what. Alyx 3.6.1: everybody signed in may do everything, a public user only GET."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rest_framework.permissions import BasePermission

if TYPE_CHECKING:
    from rest_framework.request import Request
    from rest_framework.views import APIView


class SignedIn(BasePermission):
    """Signed in, and for a public user nothing but GET (OPTIONS is refused too)."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Tell whether the request may go on."""
        user = request.user
        if not user.is_authenticated:
            return False
        return request.method == "GET" or not getattr(user, "is_public_user", False)
