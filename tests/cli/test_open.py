"""``alyxtui open`` and ``alyxtui``: which server, and where on it."""

from __future__ import annotations

from typing import Any

import pytest

from alyxtui.cli import browser
from alyxtui.cli.main import main
from alyxtui.domain.start import Start
from alyxtui.settings.load import settings_path
from alyxtui.settings.model import PUBLIC_URL, Settings

SETTINGS = """
[profiles.rig]
url = "http://rig.lab.org"
[profiles.lab]
url = "https://lab.org/alyx"
user = "ann"
"""


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Settings, Start | None]]:
    """What the browser would be opened with."""
    calls: list[tuple[Settings, Start | None]] = []

    def show(settings: Settings, *, start: Start | None = None, **more: Any) -> int:
        calls.append((settings, start))
        return 0

    monkeypatch.setattr(browser, "show", show)
    settings_path().parent.mkdir(parents=True)
    settings_path().write_text(SETTINGS)
    return calls


@pytest.mark.parametrize(
    ("arguments", "profile", "start"),
    [
        ([], "rig", None),
        (["--profile", "lab"], "lab", None),
        (["open", "sessions"], "rig", Start("sessions")),
        (["open", "subjects/KS014", "--profile", "lab"], "lab", Start("subjects", "KS014")),
        (
            ["open", "sessions", "lab=x", "--lean", "subject=y"],
            "rig",
            Start("sessions", "", (("lab", "x"), ("subject", "y"))),
        ),
        (
            ["open", "sessions", "lab=x", "--django", "qc__lt,40", "--force"],
            "rig",
            Start("sessions", "", (("lab", "x"), ("django", "qc__lt,40")), as_typed=True),
        ),
        (
            ["open", "https://lab.org/alyx/sessions?subject=y&limit=3"],
            "lab",
            Start("sessions", "", (("subject", "y"),)),
        ),
        (["open", "http://rig.lab.org/subjects/a%20b"], "rig", Start("subjects", "a b")),
        (["open", f"{PUBLIC_URL}/sessions"], "openalyx", Start("sessions")),
        (
            ["open", "http://127.0.0.1:8000/sessions", "--url", "http://127.0.0.1:8000"],
            "127.0.0.1:8000",
            Start("sessions"),
        ),
    ],
)
def test_where_the_browser_opens(
    opened: list[tuple[Settings, Start | None]],
    arguments: list[str],
    profile: str,
    start: Start | None,
) -> None:
    assert main(arguments) == 0
    ((settings, place),) = opened
    assert settings.profile.name == profile
    assert place == start
    assert settings.lean == ("--lean" in arguments)


def test_flags_stand_before_and_after_the_command(
    opened: list[tuple[Settings, Start | None]],
) -> None:
    assert main(["--user", "bob", "--once", "open", "sessions", "--read-only", "--lean"]) == 0
    ((settings, _),) = opened
    assert settings.profile.user == "bob"
    assert settings.profile.read_only
    assert settings.once
    assert settings.lean
