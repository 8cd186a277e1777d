"""Every error that a user can meet, and the exit code it ends a headless command with.

Each error has a title (what kind of thing went wrong), a message (what went wrong this time) and
a hint (what to do next). Nothing here imports anything of ours.
"""

from __future__ import annotations

from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What a headless command tells the shell."""

    DONE = 0
    REFUSED = 1
    USAGE = 2
    NOT_SIGNED_IN = 3
    NETWORK = 4
    PARTIAL = 5
    CONFLICT = 6
    INTERRUPTED = 130


class AlyxTuiError(Exception):
    """An error with words for a person.

    Args:
        message: what happened, one or two sentences; may hold text of the server, so it goes
            through ``text.safe`` on its way to a screen.
        hint: what the person can do next; empty when there is nothing to add.
        title: overrides the title of the class.
    """

    title: ClassVar[str] = "Something went wrong"
    exit_code: ClassVar[ExitCode] = ExitCode.REFUSED
    default_hint: ClassVar[str] = ""

    def __init__(self, message: str, *, hint: str = "", title: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint or self.default_hint
        self.heading = title or self.title


class UsageError(AlyxTuiError):
    """The command line asks for something that does not exist or does not fit."""

    title = "That command does not fit"
    exit_code = ExitCode.USAGE


class QueryError(UsageError):
    """A query that cannot be read or must not be sent.

    Attributes:
        position: index in the text that was read, or None when it is about no place in it.
    """

    title = "That query does not fit"

    def __init__(self, message: str, *, hint: str = "", position: int | None = None) -> None:
        super().__init__(message, hint=hint)
        self.position = position


class SettingsError(AlyxTuiError):
    """The settings file, a variable or a flag cannot be used; the message names which."""

    title = "The settings cannot be used"
    exit_code = ExitCode.USAGE


class SchemaError(AlyxTuiError):
    """The server's description of itself cannot be read; the message names what is wrong."""

    title = "The server's schema cannot be used"
    default_hint = "Check that the address is that of an Alyx server."


class DownloadFailed(AlyxTuiError):
    """A file that cannot be fetched, or is not what its record says; the message says why."""

    title = "That file cannot be fetched"


class DemoError(AlyxTuiError):
    """The demo server cannot start."""

    title = "The demo cannot start"


class OwnFault(AlyxTuiError):
    """A fault of ours; the message names the report that was written."""

    title = "A fault of alyxtui's own"
    default_hint = "The report holds no secrets; please send it to the developers."


class ReadOnly(AlyxTuiError):
    """A write where none is offered: by a setting, a flag, or because the user may only read."""

    title = "Nothing can be written here"


class ChangeRefused(UsageError):
    """A change that must not be sent, because the server would refuse it or do harm.

    Attributes:
        fields: messages by field name; an empty name holds those of the whole record.
    """

    title = "That cannot be written"

    def __init__(
        self, message: str, *, fields: dict[str, tuple[str, ...]] | None = None, hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
        self.fields = fields or {}


class Conflict(AlyxTuiError):
    """The server's record is not the one that a write was made for; nothing was sent."""

    title = "The record has changed meanwhile"
    exit_code = ExitCode.CONFLICT


class NotApplied(AlyxTuiError):
    """The server answered with a success and did not store what was sent."""

    title = "The server did not store what was sent"


class Waiting(AlyxTuiError):
    """A write that was not sent, or whose fate is not known; it waits in the outbox.

    Attributes:
        entry: its number there.
        unknown: whether it may have been carried out.
    """

    title = "The write waits in the outbox"
    exit_code = ExitCode.NETWORK
    default_hint = "`alyxtui outbox list` shows it, `alyxtui outbox flush` sends it."

    def __init__(self, message: str, *, entry: int, unknown: bool, hint: str = "") -> None:
        super().__init__(message, hint=hint)
        self.entry = entry
        self.unknown = unknown


class WaitingForSignIn(Waiting):
    """A write that was not sent because nobody is signed in any more."""

    exit_code = ExitCode.NOT_SIGNED_IN
    default_hint = "Sign in again as the same user, then `alyxtui outbox flush` sends it."


class JournalFailed(AlyxTuiError):
    """The journal of writes cannot be written or read; nothing is sent without it."""

    title = "The journal of writes cannot be used"
    default_hint = "Make room on the disk, or check the rights of the state directory."


class ApiError(AlyxTuiError):
    """A request that was not answered as asked.

    Attributes:
        method: HTTP method, upper case.
        url: absolute URL, without secrets.
        status: HTTP status, or 0 when no answer came.
    """

    def __init__(
        self,
        message: str,
        *,
        hint: str = "",
        title: str = "",
        method: str = "",
        url: str = "",
        status: int = 0,
    ) -> None:
        super().__init__(message, hint=hint, title=title)
        self.method = method
        self.url = url
        self.status = status


class NotSignedIn(ApiError):
    """No token, or one the server does not know.

    Alyx 3.6.1 answers both with 403, never 401; only ``detail`` tells them from a lack of rights.
    """

    title = "Not signed in"
    exit_code = ExitCode.NOT_SIGNED_IN
    default_hint = "Sign in again: `alyxtui login`, or the sign-in screen of the browser."


class Forbidden(ApiError):
    """The server knows the user and does not let them do this."""

    title = "The server does not allow this"


class NotFound(ApiError):
    """There is no such record or address."""

    title = "Not found"


class ValidationFailed(ApiError):
    """The server refused what was sent.

    Attributes:
        fields: messages by field name; ``non_field_errors`` holds those of no field.
    """

    title = "The server refused the values"

    def __init__(
        self,
        message: str,
        *,
        fields: dict[str, tuple[str, ...]] | None = None,
        hint: str = "",
        method: str = "",
        url: str = "",
        status: int = 400,
    ) -> None:
        super().__init__(message, hint=hint, method=method, url=url, status=status)
        self.fields = fields or {}


class Throttled(ApiError):
    """Too many requests (429), or a server that asks for patience (503).

    Attributes:
        retry_after: seconds the server asks to wait, or None when it does not say.
    """

    title = "The server asks to wait"

    def __init__(
        self,
        message: str,
        *,
        retry_after: float | None = None,
        hint: str = "",
        method: str = "",
        url: str = "",
        status: int = 429,
    ) -> None:
        after = f"{retry_after:,.0f} s" if retry_after else "a while"
        hint = hint or f"Try again in {after}; a lower request rate can be set in the settings."
        super().__init__(message, hint=hint, method=method, url=url, status=status)
        self.retry_after = retry_after


class ServerError(ApiError):
    """The server failed (5xx); the message is its own ``detail`` where it gives one.

    Alyx 3.6.1 answers many mistakes of the client with 500: a bad filter, an unknown label.
    """

    title = "The server failed"


class BadAnswer(ApiError):
    """An answer that cannot be what an Alyx server says: HTML, broken JSON, another shape."""

    title = "That is not an answer of Alyx"
    default_hint = "Check the address: a proxy or a site that is no Alyx may have answered."


class Unreachable(ApiError):
    """No connection: unknown host, refused, TLS, cut."""

    title = "The server cannot be reached"
    exit_code = ExitCode.NETWORK
    default_hint = "Check the address and the network."


class TimedOut(ApiError):
    """No answer within the time the settings allow.

    Attributes:
        sent: whether the request had left; a write may then have been carried out.
    """

    title = "The server did not answer in time"
    exit_code = ExitCode.NETWORK
    default_hint = "Try again, or raise the time-outs in the settings."

    def __init__(
        self,
        message: str,
        *,
        sent: bool = True,
        hint: str = "",
        method: str = "",
        url: str = "",
    ) -> None:
        super().__init__(message, hint=hint, method=method, url=url)
        self.sent = sent
