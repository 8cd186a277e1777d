"""What every benchmark is told."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Options:
    """How to measure.

    Attributes:
        times: figures that each median is of.
        one_python: an interpreter that may have ONE-api.
    """

    times: int
    one_python: str
