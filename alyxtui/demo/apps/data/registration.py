"""Registering files, asking whether they are protected, counting downloads, syncing."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet
from rest_framework import generics, serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response

from alyxtui.demo.apps.actions.models import Session
from alyxtui.demo.apps.data.models import Dataset, Download, FileRecord
from alyxtui.demo.apps.data.register import Mistake, Registration
from alyxtui.demo.apps.data.serializers import DatasetSerializer
from alyxtui.demo.apps.misc.models import LabMember
from alyxtui.demo.apps.subjects.models import Project, Subject
from alyxtui.demo.rest.permissions import SignedIn

_PATH = re.compile(
    r"(?P<subject>[^/]+)/(?P<date>\d{4}-\d\d-\d\d)/(?P<number>\d+)(?:/(?P<collection>.+))?"
)


class _Bodiless(generics.GenericAPIView):
    """An endpoint whose body a real server's schema does not tell."""

    serializer_class = serializers.Serializer
    # A token is needed; the second makes the schema deny that, as a real server's does.
    permission_classes = [SignedIn, AllowAny]


class RegisterFileViewSet(_Bodiless, generics.CreateAPIView):
    """Register files of a session."""

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Register files: a dataset each, and a file record for every repository of the lab.

        - `path`: subject/date/number/collection
        - `filenames`: one or more
        - `name` or `hostname`: the repository that has the files; without it those of the lab
        - `labs`, `hashes`, `filesizes`, `versions`, `qc`: one or more
        - `created_by`: user name
        - `default`, `server_only`, `check_protected`: true or false

        A dataset that is known already gets the new hash and size.
        """
        try:
            session, collection = _session(request.data)
            made = Registration(session, collection, request.user, request.data).run()
        except Mistake as mistake:
            return _refusal(mistake)
        context = self.get_serializer_context()
        records = [
            {"id": str(one.pk)} | DatasetSerializer(one, context=context).data for one in made
        ]
        return Response(records, status=201)


class ProtectedFileViewSet(_Bodiless, generics.ListAPIView):
    """Whether files are protected."""

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Ask whether any of some files is protected by a tag.

        `path` and `filenames` as for `/register-file`. 403 when one is, with the list of them.
        """
        asked = request.query_params.dict() | dict(request.data)
        try:
            session, collection = _session(asked)
        except Mistake as mistake:
            return _refusal(mistake)
        names = _listed(asked.get("filenames")) or []
        protected = [
            one for one in _known(session, collection).filter(name__in=names) if one.is_protected
        ]
        if protected:
            details = [f"{collection}/{one.name}".lstrip("/") for one in protected]
            return _refusal(Mistake("One or more datasets is protected", 403, details))
        return Response({"status_code": 200, "details": "None of the datasets are protected"})


class NewDownloadView(_Bodiless, generics.CreateAPIView):
    """Count downloads."""

    def post(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Count a download of each of `datasets` by `user`, for each of `projects`."""
        user = request.user
        if request.data.get("user"):
            user = LabMember.objects.get(username=request.data["user"])
        names = _listed(request.data.get("projects")) or []
        projects = [Project.objects.get(name=name) for name in names]
        made = []
        # Without datasets this is a TypeError, and a 500 as on a real server.
        for key in _listed(request.data.get("datasets")):  # type: ignore[union-attr]
            dataset = Dataset.objects.get(pk=key)
            download, _ = Download.objects.get_or_create(user=user, dataset=dataset)
            download.count += 1
            download.save()
            download.projects.add(*projects)
            made.append(download)
        counts = [one.count for one in made]
        return Response({"download": [str(one.pk) for one in made], "count": counts}, status=201)


class SyncView(_Bodiless):
    """Files that wait for their way to the shared repositories."""

    def get(self, request: Request) -> Response:
        """What a POST would transfer: paths, all in one list."""
        return Response(list(_waiting().values_list("relative_path", flat=True)))

    def post(self, request: Request) -> Response:
        """Transfer what waits; the demo has nothing to move and notes that it is there."""
        paths = list(_waiting().values_list("relative_path", flat=True))
        FileRecord.objects.filter(pk__in=list(_waiting().values_list("pk", flat=True))).update(
            exists=True
        )
        return Response(paths)


def _waiting() -> QuerySet[FileRecord]:
    """Records of shared repositories whose file exists only on a lab's own disk."""
    return FileRecord.objects.filter(
        exists=False,
        data_repository__globus_is_personal=False,
        dataset__file_records__exists=True,
        dataset__file_records__data_repository__globus_is_personal=True,
    ).distinct()


def _session(asked: Any) -> tuple[Session, str]:
    """The session that a path names, and the collection.

    Raises:
        ValueError: there is no path; a 500 as on a real server.
        Mistake: it names no session.
    """
    path = str(asked.get("path") or "")
    if not path:
        raise ValueError("The path argument is required.")
    found = _PATH.fullmatch(path.strip("/"))
    if found is None:
        raise Mistake(f"The path {path} is not of the form subject/date/number/collection.")
    subject = found["subject"]
    if not Subject.objects.filter(nickname=subject).exists():
        raise Mistake(f'A subject with nickname "{subject}" does not exist.')
    session = Session.objects.filter(
        subject__nickname=subject, start_time__date=found["date"], number=int(found["number"])
    ).first()
    if session is None:
        raise Mistake(f"A base session for {subject} on {found['date']} does not exist")
    return session, found["collection"] or ""


def _known(session: Session, collection: str) -> QuerySet[Dataset]:
    return Dataset.objects.filter(session=session, collection=collection).prefetch_related("tags")


def _listed(value: object) -> list[Any] | None:
    """One or more values, as a list or with commas between them; None stays None."""
    if isinstance(value, str):
        return value.split(",")
    return value if isinstance(value, list) or value is None else [value]


def _refusal(mistake: Mistake) -> Response:
    body: dict[str, object] = {"status_code": mistake.status, "error": str(mistake)}
    if mistake.details:
        body["details"] = mistake.details
    return Response(body, status=mistake.status)
