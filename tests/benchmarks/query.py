"""How long queries take: reading, checking and writing one, and completing among 10,000 names.

Run it by hand: ``python -m tests.benchmarks.query``. Each time stands beside that of a reference of
the same run, ``json`` on a text of the same kind, so that a slow machine is seen for what it is.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType

from alyxtui.query import parse, render
from alyxtui.query.complete import Completer
from alyxtui.query.prepare import prepare
from alyxtui.schema.hints import enrich
from alyxtui.schema.model import Action, Api, Endpoint, Parameter

TEXT = (
    "/sessions?task_protocol=ephys&lab=cortexlab&django=tasks__status,40,"
    "subject__nickname__icontains,KS,extended_qc__task__iexact,fail,start_time__date__lte,2021-07-22"
)
NAMES = tuple(f"subject_{number:05d}" for number in range(10_000))
ROUNDS = 200
BOUNDS = {"parse, check, render": 1.0, "completion of 10,000": 10.0}
"""Milliseconds."""


class Names:
    """A provider that has them all at hand."""

    def known(self, endpoint: str, field: str, prefix: str) -> Sequence[str]:
        """The same names, whatever is asked."""
        return NAMES


def api() -> Api:
    """Sessions with the filters that the text uses."""
    names = ("task_protocol", "lab", "subject", "django")
    declared = MappingProxyType({name: Parameter(name) for name in names})
    action = Action("list", "GET", "/sessions", parameters=declared, paginated=True)
    endpoint = Endpoint("sessions", lookup="id", actions={"list": action})
    return enrich(Api(endpoints=MappingProxyType({"sessions": endpoint})))


def milliseconds(work: Callable[[], object]) -> float:
    """The median time of some work."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times) * 1e3


def main() -> int:
    """Print the times; 1 when one is above its bound."""
    schema = api()
    endpoint = schema.endpoints["sessions"]
    completer = Completer(endpoint, Names())
    document = json.dumps({name: len(name) for name in NAMES[:1_000]})

    def whole() -> str:
        prepared = prepare(parse.read(TEXT, schema).query, endpoint, today=date.today())
        return render.url("https://alyx.example.org", endpoint, prepared.queries[0])

    lines = ("django=subject__nickname,9", "subject=SUBJECT_0999", "subject=nobody", "subject=")
    measured = {
        "parse, check, render": milliseconds(whole),
        "completion of 10,000": max(
            milliseconds(partial(completer.at, line, len(line))) for line in lines
        ),
    }
    reference = milliseconds(lambda: json.loads(document))
    for name, taken in measured.items():
        bound = f"bound {BOUNDS[name]:g} ms" if name in BOUNDS else ""
        print(f"{name:24}{taken:8.3f} ms  {taken / reference:6.2f} x reference  {bound}")  # noqa: T201
    print(f"{'reference':24}{reference:8.3f} ms  json.loads of 1,000 pairs")  # noqa: T201
    return int(any(measured[name] > bound for name, bound in BOUNDS.items()))


if __name__ == "__main__":
    sys.exit(main())
