"""Django's settings for the demo. ``__main__`` passes what differs by environment variables.

Importing this module has no side effects: no directory is made and no database opened.
"""

from __future__ import annotations

import os
from typing import Any

DEBUG = False
# The demo keeps no secrets: it serves one's own machine with invented data.
SECRET_KEY = os.environ.get("ALYXTUI_DEMO_SECRET", "demo")
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ROOT_URLCONF = "alyxtui.demo.urls"
APPEND_SLASH = False  # Alyx 3.6.1: no address takes a trailing slash
MIDDLEWARE: list[str] = ["django.middleware.common.CommonMiddleware"]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "rest_framework.authtoken",
    "alyxtui.demo.apps.misc",
    "alyxtui.demo.apps.subjects",
    "alyxtui.demo.apps.actions",
    "alyxtui.demo.apps.data",
    "alyxtui.demo.apps.experiments",
    "alyxtui.demo.apps.jobs",
]
# Tables are made straight from the models: a demo is rebuilt, never migrated.
MIGRATION_MODULES = dict.fromkeys(("auth", "contenttypes", "authtoken", "misc", "subjects", "actions", "data", "experiments", "jobs"))  # fmt: skip

AUTH_USER_MODEL = "misc.LabMember"
# A single round: signing in is quick, and the only passwords are public ones.
PASSWORD_HASHERS = ["alyxtui.demo.hasher.DemoHasher"]

DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        "ENGINE": "alyxtui.demo.sqlite",
        "NAME": os.environ.get("ALYXTUI_DEMO_DB", ":memory:"),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
        },
    }
}

USE_TZ = False  # Alyx 3.6.1: times are naive
TIME_ZONE = "UTC"
USE_I18N = False
LANGUAGE_CODE = "en-us"
LOGGING_CONFIG = None  # __main__ sets up logging

# "openapi", or "coreapi" for an older Alyx.
DIALECT = os.environ.get("ALYXTUI_DEMO_DIALECT", "openapi")
# Pictures of notes. Alyx 3.6.1 itself answers the path of one; a web server in front serves it.
MEDIA_URL = "/uploaded/"
MEDIA_ROOT = os.environ.get("ALYXTUI_DEMO_UPLOADED", "uploaded")
PICTURE_WIDTH = 800  # pixels, unless a note asks for another
SERVES_PICTURES = os.environ.get("ALYXTUI_DEMO_PICTURES") == "1"

_THROTTLED = os.environ.get("ALYXTUI_DEMO_THROTTLE") == "1"
REST_FRAMEWORK: dict[str, Any] = {
    # A session first, so that a missing or bad token is 403 without WWW-Authenticate.
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "rest_framework.authentication.SessionAuthentication",
        "rest_framework.authentication.TokenAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["alyxtui.demo.rest.permissions.SignedIn"],
    "DEFAULT_RENDERER_CLASSES": [
        "rest_framework.renderers.JSONRenderer",
        "alyxtui.demo.rest.page.PageRenderer",
    ],
    "DEFAULT_PARSER_CLASSES": [
        "rest_framework.parsers.JSONParser",
        "rest_framework.parsers.FormParser",
        "rest_framework.parsers.MultiPartParser",
    ],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "alyxtui.demo.rest.pagination.Pages",
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_THROTTLE_CLASSES": (
        ["rest_framework.throttling.UserRateThrottle"] if _THROTTLED else []
    ),
    "DEFAULT_THROTTLE_RATES": {"user": "550/minute", "anon": "550/minute"},
    "EXCEPTION_HANDLER": "alyxtui.demo.rest.errors.answer",
    "STRICT_JSON": False,  # Alyx 3.6.1: NaN and Infinity travel as bare words
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "DISABLE_ERRORS_AND_WARNINGS": True,
}
