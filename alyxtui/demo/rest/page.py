"""What a person sees who opens a list or a record in a web browser."""

from __future__ import annotations

import json
from collections.abc import Mapping
from html import escape
from typing import Any

from rest_framework.renderers import BrowsableAPIRenderer
from rest_framework.utils.encoders import JSONEncoder

_PAGE = """<!DOCTYPE html>
<html>
<head><meta charset="utf-8"><title>{title} – alyxtui demo</title></head>
<body>
<h1>{title}</h1>
<p>GET {address}</p>
{links}<pre>{body}</pre>
</body>
</html>
"""


class PageRenderer(BrowsableAPIRenderer):
    """The JSON as a small page with links to the next and the previous one.

    It has the format and the media type of the page that a real server makes from templates.
    """

    def render(
        self, data: Any, accepted_media_type: Any = None, renderer_context: Any = None
    ) -> str:
        """Make the page."""
        context = renderer_context or {}
        view, request = context["view"], context["request"]
        links = ""
        for name in ("previous", "next"):
            if isinstance(data, Mapping) and data.get(name):
                links += f'<p><a href="{escape(str(data[name]))}">{name}</a></p>\n'
        return _PAGE.format(
            title=escape(view.get_view_name()),
            address=escape(request.get_full_path()),
            links=links,
            body=escape(json.dumps(data, cls=JSONEncoder, indent=1, ensure_ascii=False)),
        )
