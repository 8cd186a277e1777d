"""The addresses. None takes a trailing slash; a name with a slash in it has no address."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, path, re_path
from django.views.generic.base import RedirectView
from rest_framework.authtoken.views import ObtainAuthToken
from rest_framework.views import APIView

from alyxtui.demo.apps.actions import views as actions
from alyxtui.demo.apps.data import cache, registration
from alyxtui.demo.apps.data import views as data
from alyxtui.demo.apps.experiments import imaging
from alyxtui.demo.apps.experiments import views as experiments
from alyxtui.demo.apps.jobs import views as jobs
from alyxtui.demo.apps.misc import pictures
from alyxtui.demo.apps.misc import views as misc
from alyxtui.demo.apps.subjects import views as subjects
from alyxtui.demo.rest.docs import DocsView, slash
from alyxtui.demo.rest.schema import LateSchemaView


def _pair(
    endpoint: str, many: type[APIView], one: type[APIView], lookup: str, name: str
) -> list[URLPattern]:
    """The addresses of a list and of its records.

    Args:
        endpoint: for instance ``sessions``.
        many: the view of the list.
        one: the view of a record.
        lookup: what the address of a record ends in, in Django's words.
        name: the name links are made by, without ``-list`` and ``-detail``.
    """
    return [
        path(endpoint, many.as_view(), name=f"{name}-list"),
        path(f"{endpoint}/<{lookup}>", one.as_view(), name=f"{name}-detail"),
    ]


urlpatterns: list[URLPattern] = [
    path("auth-token", ObtainAuthToken.as_view()),
    # An older Alyx knows the Core API only.
    *([] if settings.DIALECT == "coreapi" else [path("api/schema", LateSchemaView())]),
    path("water-requirement/<str:nickname>", subjects.WaterRequirement.as_view()),
    path("register-file", registration.RegisterFileViewSet.as_view()),
    path("check-protected", registration.ProtectedFileViewSet.as_view()),
    path("new-download", registration.NewDownloadView.as_view()),
    path("sync-file-status", registration.SyncView.as_view()),
    path("cache.zip", cache.CacheDownloadView.as_view()),
    path("cache/info/", cache.CacheInfoView.as_view()),
    path("cache/info/<str:tag>/", cache.CacheInfoView.as_view(schema=None)),
    path("cache/info", slash),
    path("cache/info/<str:tag>", slash),
    re_path(r"^uploaded/(?P<img_url>.*)$", pictures.UploadedView.as_view()),
    path("docs/", DocsView.as_view()),
    path("docs", slash),
    path("", RedirectView.as_view(url="/admin")),
    path("procedures", actions.ProcedureTypeList.as_view(), name="proceduretype-list"),
    path("water-restriction", actions.WaterRestrictionList.as_view(), name="water-restriction-list"),
    path(
        "water-restricted-subjects",
        subjects.WaterRestrictedSubjectList.as_view(),
        name="water-restricted-subject-list",
    ),
]  # fmt: skip

for _row in (
    ("labs", misc.LabList, misc.LabDetail, "str:name", "lab"),
    ("locations", misc.LabLocationList, misc.LabLocationAPIDetail, "str:name", "location"),
    ("users", misc.UserList, misc.UserDetail, "str:username", "user"),
    ("notes", misc.NoteList, misc.NoteDetail, "uuid:pk", "note"),
    ("projects", subjects.ProjectList, subjects.ProjectDetail, "str:name", "project"),
    ("subjects", subjects.SubjectList, subjects.SubjectDetail, "str:nickname", "subject"),
    ("sessions", actions.SessionAPIList, actions.SessionAPIDetail, "uuid:pk", "session"),
    ("surgeries", actions.SurgeriesList, actions.SurgeriesAPIDetail, "uuid:pk", "surgery"),
    ("weighings", actions.WeighingAPIListCreate, actions.WeighingAPIDetail, "uuid:pk", "weighing"),
    (
        "water-administrations",
        actions.WaterAdministrationAPIListCreate,
        actions.WaterAdministrationAPIDetail,
        "uuid:pk",
        "water-administration",
    ),
    # Alyx 3.6.1: the address of one water type answers the whole list again.
    ("water-type", actions.WaterTypeList, actions.WaterTypeList, "str:name", "watertype"),
    ("data-formats", data.DataFormatList, data.DataFormatDetail, "str:name", "dataformat"),
    (
        "data-repository-type",
        data.DataRepositoryTypeList,
        data.DataRepositoryTypeDetail,
        "str:name",
        "datarepositorytype",
    ),
    (
        "data-repository",
        data.DataRepositoryList,
        data.DataRepositoryDetail,
        "str:name",
        "datarepository",
    ),
    ("dataset-types", data.DatasetTypeList, data.DatasetTypeDetail, "str:name", "datasettype"),
    ("revisions", data.RevisionList, data.RevisionDetail, "str:name", "revision"),
    ("tags", data.TagList, data.TagDetail, "str:name", "tag"),
    ("datasets", data.DatasetList, data.DatasetDetail, "uuid:pk", "dataset"),
    ("files", data.FileRecordList, data.FileRecordDetail, "uuid:pk", "filerecord"),
    ("downloads", data.DownloadList, data.DownloadDetail, "uuid:pk", "download"),
    ("data-notices", data.DataNoticeList, data.DataNoticeDetail, "uuid:pk", "datanotice"),
    (
        "insertions",
        experiments.ProbeInsertionList,
        experiments.ProbeInsertionDetail,
        "uuid:pk",
        "probeinsertion",
    ),
    (
        "trajectories",
        experiments.TrajectoryEstimateList,
        experiments.TrajectoryEstimateDetail,
        "uuid:pk",
        "trajectoryestimate",
    ),
    ("channels", experiments.ChannelList, experiments.ChannelDetail, "uuid:pk", "channel"),
    (
        "brain-regions",
        experiments.BrainRegionList,
        experiments.BrainRegionDetail,
        "int:pk",
        "brainregion",
    ),
    (
        "chronic-insertions",
        experiments.ChronicInsertionList,
        experiments.ChronicInsertionDetail,
        "uuid:pk",
        "chronicinsertion",
    ),
    ("fields-of-view", imaging.FOVList, imaging.FOVDetail, "uuid:pk", "fov"),
    (
        "fov-location",
        imaging.FOVLocationList,
        imaging.FOVLocationDetail,
        "uuid:pk",
        "fovlocation",
    ),
    (
        "imaging-stack",
        imaging.ImagingStackList,
        imaging.ImagingStackDetail,
        "uuid:pk",
        "imagingstack",
    ),
    ("tasks", jobs.TaskList, jobs.TaskDetail, "uuid:pk", "task"),
):
    urlpatterns += _pair(*_row)
