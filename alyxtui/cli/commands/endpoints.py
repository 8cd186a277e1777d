"""``alyxtui endpoints``: what the schema offers."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from typing import TYPE_CHECKING

from alyxtui.settings.load import Flags

if TYPE_CHECKING:
    from alyxtui.schema.model import Action, Api, Endpoint, Field, Parameter


def configure(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("endpoint", nargs="?", help="one endpoint: its actions")
    parser.add_argument("action", nargs="?", help="one action: its parameters and fields")
    parser.add_argument(
        "--format", choices=["table", "json"], help="table on a terminal, JSON elsewhere"
    )


def run(options: argparse.Namespace, flags: Flags) -> int:
    """Print the endpoints, an endpoint's actions, or an action's parameters and fields.

    Raises:
        UsageError: there is no such endpoint or action.
        AlyxTuiError: the server cannot be asked, or is no Alyx.
    """
    from alyxtui.cli import diagnostics, headless, output

    api = headless.run(_load(flags))
    for problem in api.problems:
        diagnostics.warning(f"the server's schema: {problem}")
    as_table = (options.format or ("table" if output.is_terminal() else "json")) == "table"
    if options.endpoint is None:
        _print_all(api, as_table=as_table)
        return 0
    endpoint = headless.endpoint_of(api, options.endpoint)
    if options.action is None:
        _print_endpoint(endpoint, as_table=as_table)
    else:
        _print_action(headless.action_of(endpoint, options.action), as_table=as_table)
    return 0


async def _load(flags: Flags) -> Api:
    from alyxtui.cli import headless

    async with headless.connected(flags) as connection:
        return await connection.load_api()


def _print_all(api: Api, *, as_table: bool) -> None:
    from alyxtui.cli import output

    if not as_table:
        output.document([_endpoint_summary(endpoint) for endpoint in api.endpoints.values()])
        return
    rows = [
        (endpoint.name, endpoint.group, endpoint.lookup, " ".join(endpoint.actions))
        for endpoint in api.endpoints.values()
    ]
    _table(("endpoint", "group", "lookup", "actions"), rows)


def _print_endpoint(endpoint: Endpoint, *, as_table: bool) -> None:
    from alyxtui.cli import output

    if not as_table:
        actions = {name: _action_json(action) for name, action in endpoint.actions.items()}
        output.document({**_endpoint_summary(endpoint), "actions": actions})
        return
    rows = [
        (action.name, action.method, action.path, str(len(action.parameters)), _count(action))
        for action in endpoint.actions.values()
    ]
    _table(("action", "method", "path", "parameters", "fields"), rows)


def _print_action(action: Action, *, as_table: bool) -> None:
    from alyxtui.cli import output

    if not as_table:
        output.document(_action_json(action))
        return
    output.line(f"{action.method} {action.path}")
    if action.parameters:
        output.line("")
        rows = [
            (one.name, _kind(one), one.broken or one.help or one.note)
            for one in action.parameters.values()
        ]
        _table(("parameter", "type", "what it does"), rows)
    if action.fields:
        output.line("")
        fields = [(one.name, _kind(one), _demand(one), one.help) for one in action.fields.values()]
        _table(("field", "type", "", "what it is"), fields)


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    from alyxtui.cli import output
    from alyxtui.text import safe

    headings = [output.Heading(title) for title in titles]
    output.table(headings, [[safe(" ".join(cell.split())) for cell in row] for row in rows])


def _count(action: Action) -> str:
    return str(len(action.fields)) if action.fields else ""


def _kind(one: Parameter | Field) -> str:
    many = "list of " if one.many else ""
    if one.reference:
        what = one.reference.endpoint or one.reference.model
        return f"{many}{what} ({one.reference.by.value})"
    return many + (" | ".join(one.enum) if one.enum else one.kind.value)


def _demand(field: Field) -> str:
    if field.read_only:
        return "read-only"
    return "required" if field.required else ""


def _endpoint_summary(endpoint: Endpoint) -> dict[str, object]:
    return {
        "name": endpoint.name,
        "group": endpoint.group,
        "lookup": endpoint.lookup,
        "actions": list(endpoint.actions),
    }


def _action_json(action: Action) -> dict[str, object]:
    return {
        "name": action.name,
        "method": action.method,
        "path": action.path,
        "paginated": action.paginated,
        "parameters": [_parameter_json(one) for one in action.parameters.values()],
        "fields": [_field_json(one) for one in action.fields.values()],
        "record": [_field_json(one) for one in action.record.values()],
        "description": action.description,
    }


def _parameter_json(one: Parameter) -> dict[str, object]:
    return {
        **_common_json(one),
        "broken": one.broken,
        "note": one.note,
    }


def _field_json(one: Field) -> dict[str, object]:
    return {
        **_common_json(one),
        "format": one.format,
        "read_only": one.read_only,
        "write_only": one.write_only,
        "nullable": one.nullable,
        "max_length": one.max_length,
        "minimum": one.minimum,
        "maximum": one.maximum,
        "default": one.default,
        "fields": [_field_json(inner) for inner in one.fields],
    }


def _common_json(one: Parameter | Field) -> dict[str, object]:
    reference = one.reference
    return {
        "name": one.name,
        "kind": one.kind.value,
        "many": one.many,
        "required": one.required,
        "help": one.help,
        "enum": list(one.enum),
        "refers_to": reference and {"endpoint": reference.endpoint, "by": reference.by.value},
    }
