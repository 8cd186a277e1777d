"""Alyx's paging: ``limit`` and ``offset``, 250 records a page and never more than 1000.

A limit or an offset that is no number is replaced in silence, as Django REST framework does.
"""

from __future__ import annotations

from rest_framework.pagination import LimitOffsetPagination


class Pages(LimitOffsetPagination):
    """The envelope ``count, next, previous, results`` of every list."""

    default_limit = 250
    max_limit = 1000
