"""What a query parameter does, mined from the FILTERS list of an operation's description.

Alyx 3.6.1 describes its filters only in the Markdown of the docstring ("get: **FILTERS** -
**subject**: subject nickname ..."), on fifteen endpoints; the schema's parameters carry nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_HEADING = re.compile(r"\bFILTERS\b")
_BULLET = re.compile(r"^(?P<indent>\s*)[-*+]\s+(?P<text>.*)$")
# The bold names a bullet starts with; the closing marks are sometimes forgotten ("**fov: ...").
_BOLD_NAMES = re.compile(r"(?:\*\*[^*:`]+(?:\*\*|(?=:))(?:\s*(?:,|/|and\b|or\b)\s*(?=\*\*))?)+")
_PLAIN_NAME = re.compile(r"['`\"]?(?P<name>\w+)['`\"]?\s*(?=:|$)")
_NAME = re.compile(r"[A-Za-z_][\w.-]*")
# What ends the list: a link to the model's page, another method's heading.
_END = re.compile(r"^\s*(?:\[|#|\w+:\s*$)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_CODE = re.compile(r"(`[^`\n]*`)")
_SPACES = re.compile(r"[ \t]+")


def mine(description: str) -> Mapping[str, str]:
    """The help of each parameter that the FILTERS list names.

    Args:
        description: Markdown; without a FILTERS heading nothing is mined.

    Returns:
        Plain text by parameter name: examples kept, marks removed, several lines where the list
        has nested points or examples of their own.
    """
    helps: dict[str, str] = {}
    for lines in _bullets(description):
        names, first = _head(lines[0])
        words = _flow([first, *lines[1:]])
        if not words:
            continue
        for name in names:
            helps.setdefault(name, words)
    return helps


def plain(markdown: str) -> str:
    """Markdown as plain text: bold, code and link marks go, their contents and line breaks stay."""
    lines = (_plain_line(line) for line in markdown.strip().splitlines())
    return "\n".join(lines)


def _bullets(description: str) -> list[list[str]]:
    """The lines of each point of the FILTERS list, the mark of the first one removed."""
    heading = _HEADING.search(description)
    if heading is None:
        return []
    bullets: list[list[str]] = []
    top, after_blank = -1, False
    for line in description[heading.end() :].splitlines()[1:]:
        bullet = _BULLET.match(line)
        indent = len(bullet["indent"]) if bullet else 0
        if bullet and (top < 0 or indent <= top):
            top = indent
            bullets.append([bullet["text"]])
        elif not line.strip():
            after_blank = True
            continue
        elif _is_end(line, after_blank=after_blank):
            break
        elif bullets:
            bullets[-1].append(line)
        after_blank = False
    return bullets


def _is_end(line: str, *, after_blank: bool) -> bool:
    return _END.match(line) is not None or (after_blank and not line[0].isspace())


def _head(line: str) -> tuple[list[str], str]:
    """The parameter names a point starts with, and the text after them."""
    match = _BOLD_NAMES.match(line) or _PLAIN_NAME.match(line)
    if match is None:
        return [], ""
    return _NAME.findall(re.sub(r"\b(and|or)\b", " ", match[0])), line[match.end() :].lstrip(" :")


def _flow(lines: list[str]) -> str:
    """Lines of a point as text: wrapped sentences joined, nested points and examples kept apart."""
    parts: list[str] = []
    apart = False
    for line in lines:
        nested = _BULLET.match(line)
        stripped = line.strip()
        if not stripped:
            continue
        example = stripped.startswith("`")
        words = f"- {_plain_line(nested['text'])}" if nested else _plain_line(stripped)
        if parts and not (nested or example or apart):
            parts[-1] += f" {words}"
        else:
            parts.append(words)
        apart = example
    return "\n".join(parts)


def _plain_line(line: str) -> str:
    """One line without Markdown marks; what stands in code marks is kept to the letter."""
    line = re.sub(r"(?<=\w)(?=`/)", " ", line)
    pieces = [
        piece[1:-1]
        if piece.startswith("`") and piece.endswith("`") and len(piece) > 1
        else _LINK.sub(r"\1", piece).replace("**", "")
        for piece in _CODE.split(line)
    ]
    return _SPACES.sub(" ", "".join(pieces)).rstrip()
