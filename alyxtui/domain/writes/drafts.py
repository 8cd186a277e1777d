"""What was typed into a form and not sent, on the disk until it is sent or thrown away."""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from alyxtui.atomic import write_text
from alyxtui.paths import state_dir

_DIRECTORY = "drafts"


@dataclass(frozen=True, slots=True)
class Slot:
    """The form that a draft is of.

    Attributes:
        server: base address.
        user: who types.
        endpoint: whose record it is.
        key: its lookup value, empty for one to be made.
        label: the field and the place in it, or what a new record begins as.
    """

    server: str
    user: str
    endpoint: str
    key: str = ""
    label: str = ""

    @property
    def path(self) -> Path:
        """Its file."""
        words = [self.server, self.user, self.endpoint, self.key, self.label]
        name = hashlib.sha256(json.dumps(words).encode()).hexdigest()[:32]
        return state_dir() / _DIRECTORY / f"{name}.json"


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed.

    Attributes:
        texts: by field.
        base: the value that was there when it was begun, where it was to change one.
        at: seconds since the epoch.
    """

    texts: Mapping[str, str]
    base: object = None
    at: float = 0.0


def load(slot: Slot) -> Draft | None:
    """The draft of a form, None where there is none that can be read; touches the disk."""
    try:
        data = json.loads(slot.path.read_bytes())
        texts = {str(name): str(text) for name, text in data["texts"].items()}
        return Draft(texts, data["base"], float(data["at"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def save(slot: Slot, texts: Mapping[str, str], base: object = None) -> None:
    """Keep what was typed in place of what was kept; touches the disk.

    Raises:
        OSError: it cannot be kept.
    """
    about = {"server": slot.server, "user": slot.user, "endpoint": slot.endpoint, "key": slot.key}
    data = {**about, "label": slot.label, "texts": dict(texts), "base": base, "at": time.time()}
    write_text(slot.path, json.dumps(data))


def drop(slot: Slot) -> None:
    """Forget what was typed; touches the disk."""
    with suppress(OSError):
        slot.path.unlink()
