"""A password hash that costs nothing, for passwords that everybody knows."""

from __future__ import annotations

from django.contrib.auth.hashers import PBKDF2PasswordHasher


class DemoHasher(PBKDF2PasswordHasher):
    """PBKDF2 with one round; stored in the same form as a real server's passwords."""

    iterations = 1
