"""Screens: what fills the terminal, or stands before it as a modal.

What the first frame does not show is loaded when it is first named here: ``screens.HelpScreen``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

MODULES = {
    "CellMenu": "cell_menu",
    "ColumnsScreen": "columns",
    "CompareScreen": "compare",
    "ConflictScreen": "conflict",
    "CreateForm": "create_form",
    "Filled": "create_form",
    "Line": "create_form",
    "Then": "create_form",
    "copy_from": "copy_menu",
    "DataSignIn": "data_sign_in",
    "DatePicker": "date_picker",
    "DownloadScreen": "download",
    "named_form": "download",
    "tables_form": "download",
    "BulkForm": "bulk_form",
    "BulkScreen": "bulk",
    "ExportScreen": "export",
    "FetchedScreen": "fetched",
    "FieldForm": "field_form",
    "FilterEditor": "filter_editor",
    "FirstRunScreen": "first_run",
    "HelpScreen": "help",
    "help_for": "help",
    "HistoryScreen": "history",
    "JournalScreen": "journal",
    "OutboxScreen": "journal",
    "LinksScreen": "links",
    "LockScreen": "lock",
    "Pager": "pager",
    "QuestionScreen": "question",
    "QueueScreen": "queue",
    "Left": "record",
    "RecordScreen": "record",
    "RequestsScreen": "requests",
    "ReviewScreen": "review",
    "SavedScreen": "saved",
    "keep_form": "saved",
    "placeholder_form": "saved",
    "SignInScreen": "sign_in",
    "TransposedScreen": "transposed",
    "UserScreen": "users",
    "Picked": "values",
    "ValuesScreen": "values",
    "title_of": "values",
    "GivenUp": "wait",
    "WaitScreen": "wait",
}
"""The module of each name that is loaded late."""

if TYPE_CHECKING:
    from alyxtui.ui.screens.bulk import BulkScreen as BulkScreen
    from alyxtui.ui.screens.bulk_form import BulkForm as BulkForm
    from alyxtui.ui.screens.cell_menu import CellMenu as CellMenu
    from alyxtui.ui.screens.columns import ColumnsScreen as ColumnsScreen
    from alyxtui.ui.screens.compare import CompareScreen as CompareScreen
    from alyxtui.ui.screens.conflict import ConflictScreen as ConflictScreen
    from alyxtui.ui.screens.copy_menu import copy_from as copy_from
    from alyxtui.ui.screens.create_form import CreateForm as CreateForm
    from alyxtui.ui.screens.create_form import Filled as Filled
    from alyxtui.ui.screens.create_form import Line as Line
    from alyxtui.ui.screens.create_form import Then as Then
    from alyxtui.ui.screens.data_sign_in import DataSignIn as DataSignIn
    from alyxtui.ui.screens.date_picker import DatePicker as DatePicker
    from alyxtui.ui.screens.download import DownloadScreen as DownloadScreen
    from alyxtui.ui.screens.download import named_form as named_form
    from alyxtui.ui.screens.download import tables_form as tables_form
    from alyxtui.ui.screens.export import ExportScreen as ExportScreen
    from alyxtui.ui.screens.fetched import FetchedScreen as FetchedScreen
    from alyxtui.ui.screens.field_form import FieldForm as FieldForm
    from alyxtui.ui.screens.filter_editor import FilterEditor as FilterEditor
    from alyxtui.ui.screens.first_run import FirstRunScreen as FirstRunScreen
    from alyxtui.ui.screens.help import HelpScreen as HelpScreen
    from alyxtui.ui.screens.help import help_for as help_for
    from alyxtui.ui.screens.history import HistoryScreen as HistoryScreen
    from alyxtui.ui.screens.journal import JournalScreen as JournalScreen
    from alyxtui.ui.screens.journal import OutboxScreen as OutboxScreen
    from alyxtui.ui.screens.links import LinksScreen as LinksScreen
    from alyxtui.ui.screens.lock import LockScreen as LockScreen
    from alyxtui.ui.screens.pager import Pager as Pager
    from alyxtui.ui.screens.question import QuestionScreen as QuestionScreen
    from alyxtui.ui.screens.queue import QueueScreen as QueueScreen
    from alyxtui.ui.screens.record import Left as Left
    from alyxtui.ui.screens.record import RecordScreen as RecordScreen
    from alyxtui.ui.screens.requests import RequestsScreen as RequestsScreen
    from alyxtui.ui.screens.review import ReviewScreen as ReviewScreen
    from alyxtui.ui.screens.saved import SavedScreen as SavedScreen
    from alyxtui.ui.screens.saved import keep_form as keep_form
    from alyxtui.ui.screens.saved import placeholder_form as placeholder_form
    from alyxtui.ui.screens.sign_in import SignInScreen as SignInScreen
    from alyxtui.ui.screens.transposed import TransposedScreen as TransposedScreen
    from alyxtui.ui.screens.users import UserScreen as UserScreen
    from alyxtui.ui.screens.values import Picked as Picked
    from alyxtui.ui.screens.values import ValuesScreen as ValuesScreen
    from alyxtui.ui.screens.values import title_of as title_of
    from alyxtui.ui.screens.wait import GivenUp as GivenUp
    from alyxtui.ui.screens.wait import WaitScreen as WaitScreen
else:

    def __getattr__(name: str) -> object:
        from importlib import import_module

        if name not in MODULES:
            raise AttributeError(name)
        return getattr(import_module(f"{__name__}.{MODULES[name]}"), name)
