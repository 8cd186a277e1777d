"""The endpoints labs, users, notes and locations."""

from __future__ import annotations

from rest_framework import generics

from alyxtui.demo.apps.misc.filters import LabFilter, NoteFilter, UserFilter
from alyxtui.demo.apps.misc.models import Lab, LabLocation, LabMember, Note
from alyxtui.demo.apps.misc.serializers import (
    LabLocationSerializer,
    LabSerializer,
    NoteSerializer,
    UserSerializer,
)


class LabList(generics.ListCreateAPIView):
    """Labs."""

    queryset = Lab.objects.prefetch_related("repositories")
    serializer_class = LabSerializer
    filterset_class = LabFilter
    lookup_field = "name"


class LabDetail(generics.RetrieveUpdateDestroyAPIView):
    """One lab."""

    queryset = Lab.objects.all()
    serializer_class = LabSerializer
    lookup_field = "name"


class LabLocationList(generics.ListAPIView):
    """Lists Lab Location"""

    queryset = LabLocation.objects.select_related("lab")
    serializer_class = LabLocationSerializer


class LabLocationAPIDetail(generics.RetrieveUpdateAPIView):
    """Lab Location"""

    queryset = LabLocation.objects.select_related("lab")
    serializer_class = LabLocationSerializer
    lookup_field = "name"


class UserList(generics.ListCreateAPIView):
    """get: **FILTERS**

    -   **id**, **username**, **email**: exact `/users?username=olivier`
    -   **is_stock_manager**, **is_public_user**: True or False
    -   **allowed_users**: user id

    [===> user model reference](/admin/doc/models/misc.labmember)
    """

    queryset = LabMember.objects.prefetch_related(
        "subjects_responsible", "labmembership_set__lab", "allowed_users"
    )
    serializer_class = UserSerializer
    filterset_class = UserFilter
    lookup_field = "username"


class UserDetail(generics.RetrieveUpdateDestroyAPIView):
    """One user."""

    queryset = UserList.queryset
    serializer_class = UserSerializer
    lookup_field = "username"


class NoteList(generics.ListCreateAPIView):
    """post:
    A note is about the record that `content_type` (for instance `actions.session`) and
    `object_id` name. An `image` (multipart) is resized to `width`: pixels, 800 by default, or
    `orig` to keep it as it is.
    """

    queryset = Note.objects.select_related("user", "content_type")
    serializer_class = NoteSerializer
    filterset_class = NoteFilter


class NoteDetail(generics.RetrieveUpdateDestroyAPIView):
    """One note."""

    queryset = Note.objects.select_related("user", "content_type")
    serializer_class = NoteSerializer
