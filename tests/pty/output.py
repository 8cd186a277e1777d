"""What a program sent to its terminal, taken apart: sequences by their structure, and text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

# ECMA-48 5.4 (control sequences), 8.3 (control strings) and the two-byte escapes.
_PART = re.compile(
    r"\x1b\[(?P<parameters>[0-?]*)(?P<final>[ -/]*[@-~])"
    r"|\x1b(?P<string>[\]PX^_].*?)(?:\x07|\x1b\\|\Z)"
    r"|\x1b(?P<escape>[^\[\]PX^_]|\Z)"
    r"|(?P<text>[^\x1b]+|\x1b)",
    re.DOTALL,
)
_COLOUR = re.compile(r"(?:38|48);(?:5;(\d+)|2;(\d+);(\d+);(\d+))")
_CUBE = (0, 95, 135, 175, 215, 255)
Colour = tuple[int, int, int]


@dataclass
class Output:
    """The output in parts.

    Attributes:
        kinds: each sort of sequence once: final byte and, where it says what is done, parameters.
        attributes: text attributes asked for (SGR): 1 bold, 4 underline, 30 to 37 a colour.
        colours: the true colours and those of the 256, as red, green and blue.
        text: all that is drawn or acts by itself, one after the other.
    """

    kinds: set[str] = field(default_factory=set)
    attributes: set[int] = field(default_factory=set)
    true_colours: set[Colour] = field(default_factory=set)
    palette: set[int] = field(default_factory=set)
    text: str = ""

    @property
    def colours(self) -> set[Colour]:
        """All colours that do not depend on how the terminal is set, red, green and blue."""
        return self.true_colours | {rgb for rgb in map(_rgb, self.palette) if rgb}

    @property
    def acting(self) -> set[str]:
        """Characters in the text that no reader sees and a terminal may obey."""
        return {
            character
            for character in set(self.text)
            if unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
        }


def take_apart(raw: bytes) -> Output:
    """Sort what was sent.

    Raises:
        UnicodeDecodeError: it is no UTF-8.
    """
    output, texts = Output(), []
    for match in _PART.finditer(raw.decode()):
        if match["text"] is not None:
            texts.append(match["text"])
        elif match["final"] is None:
            output.kinds.add(f"ESC {(match['string'] or match['escape'])[:4]}")
        elif match["final"] == "m":
            _styles(match["parameters"], output)
        else:
            output.kinds.add(_kind(match["parameters"], match["final"]))
    output.text = "".join(texts)
    return output


def _kind(parameters: str, final: str) -> str:
    # Where the cursor goes is no matter; which mode is set, or what is erased, is.
    return f"CSI {final}" if final in "HABCDG" else f"CSI {parameters}{final}"


def _styles(parameters: str, output: Output) -> None:
    output.kinds.add("CSI m")
    for match in _COLOUR.finditer(parameters):
        if match[1]:
            output.palette.add(int(match[1]))
        else:
            output.true_colours.add((int(match[2]), int(match[3]), int(match[4])))
    rest = _COLOUR.sub("", parameters).split(";")
    output.attributes |= {int(one) for one in rest if one}


def _rgb(number: int) -> Colour | None:
    """A colour of xterm's 256; the first 16 are as the user has set them."""
    if number < 16:
        return None
    if number >= 232:
        grey = 8 + 10 * (number - 232)
        return grey, grey, grey
    red, rest = divmod(number - 16, 36)
    green, blue = divmod(rest, 6)
    return _CUBE[red], _CUBE[green], _CUBE[blue]


def modes(raw: bytes) -> dict[int, bool]:
    """The private modes as they were left: mode to whether it is set.

    1049 is the alternate screen, 25 the cursor, 7 the wrapping of lines, 1000 to 1016 the mouse,
    2004 bracketed paste.
    """
    return dict(_switches(raw))


def _switches(raw: bytes) -> Iterator[tuple[int, bool]]:
    for numbers, switch in re.findall(rb"\x1b\[\?([0-9;]+)([hl])", raw):
        for number in numbers.split(b";"):
            yield int(number), switch == b"h"
