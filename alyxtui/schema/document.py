"""The raw schema document, walked with care: nothing in it is trusted to be there or well formed.

A schema comes over the network from a server of any version, so every node may be missing, of
another type, or refer to itself. What cannot be read becomes a sentence that names the place; the
size of the walk is bounded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import unquote

from alyxtui.errors import SchemaError

Node = Mapping[object, object]

EMPTY: Node = {}
_PROBLEMS_KEPT = 50
_HOPS = 16  # references in a row
_NESTING = 8  # allOf within allOf
_STEPS = 200_000  # Alyx 3.6.1 takes about 4,000


class Document:
    """An OpenAPI document and the problems met in it.

    Attributes:
        root: the whole document.
    """

    def __init__(self, root: Node) -> None:
        self.root = root
        self._problems: dict[str, None] = {}
        self._more = 0
        self._steps = 0

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be read, a sentence each, in the order met, without repeats."""
        more = (f"{self._more} more places could not be read.",) if self._more else ()
        return (*self._problems, *more)

    def report(self, place: str, what: str) -> None:
        """Note a problem; beyond a number that nobody reads they are only counted."""
        sentence = f"{place}: {what}."
        if sentence in self._problems:
            return
        if len(self._problems) < _PROBLEMS_KEPT:
            self._problems[sentence] = None
        else:
            self._more += 1

    def mapping(self, value: object, place: str) -> Node:
        """The value if it is an object; else an empty one, reported unless it is just absent."""
        if isinstance(value, Mapping):
            return value
        if value is not None:
            self.report(place, f"an object was expected, not {describe(value)}")
        return EMPTY

    def items(self, value: object, place: str) -> Sequence[object]:
        """The value if it is a list; else an empty one, reported unless it is just absent."""
        if isinstance(value, list | tuple):
            return value
        if value is not None:
            self.report(place, f"a list was expected, not {describe(value)}")
        return ()

    def named(self, value: object, place: str) -> list[tuple[str, object]]:
        """The pairs of an object whose names are text; others are reported and left out."""
        pairs: list[tuple[str, object]] = []
        for name, item in self.mapping(value, place).items():
            if isinstance(name, str) and name:
                pairs.append((name, item))
            else:
                self.report(place, f"a name that is no text: {describe(name)}")
        return pairs

    def step(self) -> None:
        """Count one node.

        Raises:
            SchemaError: when the document unfolds to more than any real schema has.
        """
        self._steps += 1
        if self._steps > _STEPS:
            raise SchemaError(
                f"The schema unfolds to more than {_STEPS:,} parts; no Alyx server has so many."
            )

    def resolve(self, value: object, place: str) -> Node:
        """Follow ``$ref`` until an object without one is reached.

        Names beside a ``$ref`` (OpenAPI 3.1) win over those of its target. A broken or circular
        reference is reported and gives what stands beside it.
        """
        node = self.mapping(value, place)
        seen: list[str] = []
        while "$ref" in node:
            self.step()
            reference = node["$ref"]
            beside = {name: item for name, item in node.items() if name != "$ref"}
            if not isinstance(reference, str):
                self.report(place, f"$ref should be text, not {describe(reference)}")
                return beside
            if reference in seen or len(seen) > _HOPS:
                self.report(place, f"$ref goes in a circle: {reference}")
                return beside
            seen.append(reference)
            target = self._target(reference)
            if not isinstance(target, Mapping):
                self.report(place, f"$ref leads nowhere: {reference}")
                return beside
            node = {**target, **beside} if beside else target
        return node

    def merged(self, value: object, place: str, nesting: int = 0) -> Node:
        """The node with ``$ref`` followed and ``allOf`` folded in; the node's own names win."""
        self.step()
        node = self.resolve(value, place)
        if "allOf" not in node:
            return node
        if nesting >= _NESTING:
            self.report(place, f"allOf is nested deeper than {_NESTING} levels; the rest is cut")
            return {name: item for name, item in node.items() if name != "allOf"}
        own = {name: item for name, item in node.items() if name != "allOf"}
        parts = [
            self.merged(part, place, nesting + 1)
            for part in self.items(node["allOf"], f"{place}.allOf")
        ]
        return self._fold([*parts, own], place)

    def _fold(self, parts: Sequence[Node], place: str) -> Node:
        """One node of several: properties and required add up, of the rest the last wins."""
        whole: dict[object, object] = {}
        properties: dict[object, object] = {}
        required: list[object] = []
        for part in parts:
            whole.update(part)
            properties.update(self.mapping(part.get("properties"), f"{place}.properties"))
            required.extend(self.items(part.get("required"), f"{place}.required"))
        if properties:
            whole["properties"] = properties
        if required:
            whole["required"] = required
        return whole

    def _target(self, reference: str) -> object:
        """What a ``#/a/b`` pointer points at, or None."""
        if not reference.startswith("#/"):
            return None
        node: object = self.root
        for part in reference[2:].split("/"):
            if not isinstance(node, Mapping):
                return None
            node = node.get(unquote(part).replace("~1", "/").replace("~0", "~"))
        return node


def describe(value: object) -> str:
    """A few words for a value of the wrong kind, for a message."""
    if value is None:
        return "nothing"
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, str):
        return f"the text {value[:40]!r}"
    return repr(value)[:40]


def text(value: object) -> str:
    """The value if it is text, else empty."""
    return value if isinstance(value, str) else ""
