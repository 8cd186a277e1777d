"""The first start, with nothing set up: the public database, a server of one's own, or the demo."""

from __future__ import annotations

from dataclasses import dataclass

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from alyxtui.domain.connections import Connections
from alyxtui.domain.probe import Finding, probe
from alyxtui.errors import AlyxTuiError, SettingsError
from alyxtui.settings.model import PUBLIC_URL, Profile
from alyxtui.settings.urls import normalise
from alyxtui.text import safe
from alyxtui.ui.commands import Command, Scope
from alyxtui.ui.screens.gate import GateScreen
from alyxtui.ui.widgets.bars import HintLine
from alyxtui.ui.widgets.choices import Choice, Choices
from alyxtui.ui.widgets.field import Field

_PUBLIC, _OWN, _DEMO = range(3)
_CHOICES = (
    Choice("the public database", PUBLIC_URL.partition("://")[2]),
    Choice("a server of your own", "your lab's Alyx, by its address"),
    Choice("the demo", "a small Alyx on this machine"),
)
_ABOUT = {
    _PUBLIC: "The records of the International Brain Laboratory. You sign in with an account of"
    f" your own, or with its token.\nRegister: {PUBLIC_URL}/signup\nYour token: {PUBLIC_URL}/me",
    _OWN: "The address as your browser shows it before /admin; whoever runs the server knows it."
    " It is tested and then kept. Certificates are always verified: those of a lab's own authority"
    " need a profile in the settings file.",
    _DEMO: "Nothing leaves the machine, and nothing in it can break. The first start makes its"
    " data, which takes a few seconds.",
}
_KEYS = (
    Command("first-choose", Scope.CHOICE, "enter", "", "choose", "take this one"),
    Command("first-move", Scope.CHOICE, "", "", "up and down", "to another one", shown="↑↓"),
    Command("first-stop", Scope.CHOICE, "esc", "", "stop", "leave what one waits for"),
    Command("first-quit", Scope.CHOICE, "ctrl+q", "", "quit", "leave alyxtui"),
)


class FirstRunScreen(GateScreen[None]):
    """Says ``Chosen`` when a server is found and its profile is kept.

    Args:
        connections: where the profile is kept and the demo started.
        is_first: there is nothing behind this screen to go back to.
    """

    BINDINGS = [("escape", "leave", "")]
    DEFAULT_CSS = """
    FirstRunScreen #address { margin-top: 1; display: none; }
    FirstRunScreen #about { min-height: 4; }
    """

    @dataclass
    class Chosen(Message):
        """A server is there to be browsed.

        Attributes:
            profile: of the server.
        """

        profile: Profile

    def __init__(self, connections: Connections, *, is_first: bool) -> None:
        super().__init__()
        self._connections = connections
        self._is_first = is_first
        self._remarked = ""  # the address whose remark is on the screen

    def compose(self) -> ComposeResult:
        """The three ways in, what each is, and how the test of the connection went."""
        with Vertical(id="form"):
            yield Static(
                Content.assemble(
                    ("alyxtui", "bold $primary"), ("  which Alyx do you want to see?", "$label")
                ),
                markup=False,
            )
            yield Choices(_CHOICES)
            yield Field(placeholder="https://alyx.example.org", id="address", on_enter=self._own)
            yield Static(_ABOUT[_PUBLIC], id="about", markup=False)
            yield Static("", id="problem", markup=False)
            keys = HintLine(id="keys")
            keys.commands = _KEYS
            yield keys

    @property
    def _choices(self) -> Choices:
        return self.query_one(Choices)

    @property
    def _address(self) -> Field:
        return self.query_one("#address", Field)

    def on_mount(self) -> None:
        """The choices have the focus."""
        self._choices.focus()

    @on(Choices.Moved)
    def _moved(self, event: Choices.Moved) -> None:
        self.workers.cancel_node(self)
        self.say("")
        self._address.display = event.index == _OWN
        self.query_one("#about", Static).update(_ABOUT[event.index])

    @on(Choices.Chosen)
    def _chosen(self, event: Choices.Chosen) -> None:
        if event.index == _OWN:
            self._address.focus()
        elif event.index == _DEMO:
            self._start_demo()
        else:
            self._test(PUBLIC_URL)

    def _own(self) -> None:
        text = self._address.value.strip()
        try:
            self._test(normalise(text if "://" in text or not text else f"https://{text}"))
        except SettingsError as error:
            self.say_error(error)

    @work(group="first-run", exclusive=True, exit_on_error=False)
    async def _test(self, url: str) -> None:
        """See whether an Alyx is there; what is remarked on it is read before one goes on."""
        if self._remarked != url:
            self.say(f"asking {safe(url)} …")
            finding = await probe(url, self._connections.profile_of(url).way)
            if not finding.ok:
                self._say_finding(finding, "✕", "$error")
                return
            if finding.message:
                self._remarked = url
                self._say_finding(finding, "▲", "$warning", more="\nenter goes on all the same")
                return
        profile = self._connections.profile_of(url)
        for warning in await self._connections.keep_profile(profile):
            self.app.notify(safe(warning), severity="warning", markup=False)
        self.post_message(self.Chosen(profile))

    def _say_finding(self, finding: Finding, glyph: str, style: str, more: str = "") -> None:
        words = f"{glyph} {finding.title}. {finding.message}".strip()
        self.say(f"{words}\n{finding.hint}".strip() + more, style)

    @work(group="first-run", exclusive=True, exit_on_error=False)
    async def _start_demo(self) -> None:
        self.say("starting the demo …")
        try:
            profile = await self._connections.start_demo()
        except AlyxTuiError as error:
            self.say_error(error)
            return
        self.post_message(self.Chosen(profile))

    def action_leave(self) -> None:
        """Leave what one waits for, else the address, else the screen."""
        if self.workers.cancel_node(self):
            self.say("")
        elif self._address.has_focus:
            self._choices.focus()
        elif not self._is_first:
            self.dismiss()
