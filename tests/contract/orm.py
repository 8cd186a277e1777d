"""What Django itself finds in the demo's database; run as a program, for it needs its settings.

stdin: the database file, and for each query its model and steps. A step is ``filter`` or ``exclude``
with the arguments of that method, each applied on its own, or ``region``: a path and the field and
value that name a brain region, which stands for itself and all below it, or ``performance``: the
least percentage of correct trials. stdout: the sorted keys.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def keys(model: Any, steps: list[list[Any]]) -> list[str]:
    """The primary keys of the records that the steps leave, each once."""
    found = model.objects.all()
    for method, arguments in steps:
        if method == "performance":
            found = found.filter(pk__in=[one.pk for one in found if performs(one, arguments)])
        elif method == "region":
            found = found.filter(**{f"{arguments['path']}__in": region(arguments["named"])})
        else:
            found = getattr(found, method)(**arguments)
    return sorted({str(key) for key in found.values_list("pk", flat=True)})


def performs(session: Any, percent: float) -> bool:
    """Whether so many trials of a session were correct."""
    counted = session.n_trials and session.n_correct_trials is not None
    return bool(counted) and session.n_correct_trials * 100 >= percent * session.n_trials


def region(named: dict[str, Any]) -> set[int]:
    """The ids of the regions that are named, and of all below them."""
    from alyxtui.demo.apps.experiments.models import BrainRegion

    newest = set(BrainRegion.objects.filter(**named).values_list("pk", flat=True))
    ids: set[int] = set()
    while newest:
        ids |= newest
        newest = set(BrainRegion.objects.filter(parent__in=newest).values_list("pk", flat=True))
    return ids


def main() -> None:
    """Answer what is asked on stdin."""
    asked = json.load(sys.stdin)
    os.environ["ALYXTUI_DEMO_DB"] = asked["database"]
    os.environ["DJANGO_SETTINGS_MODULE"] = "alyxtui.demo.settings"
    import django
    from django.apps import apps

    django.setup()
    answers = [keys(apps.get_model(model), steps) for model, steps in asked["queries"]]
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
