"""The ends of lines that an input does not keep."""

from __future__ import annotations

from collections.abc import Sequence


def joined(former: str, lines: Sequence[str], newline: str) -> str:
    """The text of lines that may have been edited; what was not touched ends as it did.

    A TextArea takes texts apart as Python does, at form feeds, U+2028 and others too, and joins the
    lines by the first end that it has found.

    Args:
        former: the text that the lines were taken from.
        lines: as they are now, without their ends.
        newline: the end of a line that is new.
    """
    plain = former.splitlines()
    ends = [
        one[len(line) :] for one, line in zip(former.splitlines(keepends=True), plain, strict=True)
    ]
    if not ends or ends[-1] in {"\n", "\r", "\r\n"}:  # the cursor goes behind these only
        plain.append("")
        ends.append("")
    count = min(len(plain), len(lines))
    same = next((index for index in range(count) if plain[index] != lines[index]), count)
    more = len(lines) - len(plain)

    def end(index: int) -> str:
        if index == len(lines) - 1:
            return ends[-1]
        # Behind the first line that differs they are told by how far from the bottom they are.
        before = index if index < same else index - more
        was_there = before < len(plain) - 1 and (index < same or before >= same)
        return ends[before] if was_there else newline

    return "".join(line + end(index) for index, line in enumerate(lines))
