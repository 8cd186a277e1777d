"""What no line of the source may do, found by reading it."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "alyxtui"
SOURCES = sorted(PACKAGE.rglob("*.py"))
# The demo is a program of its own behind a pipe; Textual owns the terminal of the interface.
OWN_STREAMS = ("demo", "ui")
WRITERS = {"stdout": "cli/output.py", "stderr": "cli/diagnostics.py"}

POSIX_MODULES = {
    *("fcntl", "grp", "posix", "pty", "pwd", "readline", "resource", "syslog", "termios", "tty"),
    *("curses", "crypt", "spwd"),
}
POSIX_NAMES = {
    *("fork", "forkpty", "geteuid", "getuid", "getpgid", "killpg", "setsid", "uname", "wait3"),
    *("O_NOFOLLOW", "O_CLOEXEC", "O_NONBLOCK", "mkfifo", "openpty", "statvfs", "getloadavg"),
    *("SIGALRM", "SIGCHLD", "SIGCONT", "SIGHUP", "SIGKILL", "SIGPIPE", "SIGTSTP", "SIGUSR1"),
    *("SIGWINCH", "SIGQUIT", "AF_UNIX", "setitimer", "pthread_kill"),
}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def run_at_import(tree: ast.AST) -> Iterator[ast.AST]:
    """Every node that is evaluated when the module is imported."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            continue
        yield node
        yield from run_at_import(node)


def imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name.partition(".")[0] for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        names = [alias.name for alias in node.names]
        return [(node.module or "").partition(".")[0], *(names if node.module == "os" else ())]
    return []


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nothing_posix_only_is_needed_to_import(path: Path) -> None:
    found = []
    for node in run_at_import(ast.parse(path.read_text(encoding="utf-8"))):
        found += [name for name in imported(node) if name in POSIX_MODULES | POSIX_NAMES]
        if isinstance(node, ast.Attribute) and node.attr in POSIX_NAMES:
            found.append(ast.unparse(node))
    assert found == []


def streams_of(path: Path) -> set[str]:
    """Which of stdout and stderr a module writes to, or hands to somebody who may."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if node.value.id == "sys":
                found |= {node.attr.strip("_")} & WRITERS.keys()
        elif isinstance(node, ast.ImportFrom) and node.module == "sys":
            found |= {alias.name.strip("_") for alias in node.names} & WRITERS.keys()
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in {
            *("print", "input", "pprint", "pprint.pprint"),
            *("traceback.print_exc", "traceback.print_exception", "warnings.warn"),
        }:
            found.add(ast.unparse(node.func))
    return found


@pytest.mark.parametrize(
    "path",
    [path for path in SOURCES if name_of(path).split("/")[0] not in OWN_STREAMS],
    ids=name_of,
)
def test_one_writer_a_stream(path: Path) -> None:
    allowed = {stream for stream, writer in WRITERS.items() if name_of(path) == writer}
    assert streams_of(path) == allowed


def test_workers_are_begun_in_one_place() -> None:
    """There, each makes its own coroutine, names its group and does not take the app down."""
    found = [
        name_of(path) for path in SOURCES if ".run_worker(" in path.read_text(encoding="utf-8")
    ]
    assert found == ["ui/workers.py"]


def tracked() -> list[Path]:
    """The files of the project: those git knows or would take up."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("this is no git work tree")
    listed = subprocess.run(
        [git, "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return [path for path in paths if path.is_file()]


# Written so that this file does not match itself.
MACHINE = re.compile(r"""(?<![\w.~/}-])/(?:wor[k]|roo[t]|tm[p]/\w+)\b""")
INDEX = re.compile(r"(?:index-ur[l]|trusted-hos[t]|find-link[s]|/simpl[e]/)")


def test_no_file_names_a_machine_or_a_package_index() -> None:
    found = []
    for path in tracked():
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        found += [
            f"{path.relative_to(ROOT)}: {match.group()}"
            for pattern in (MACHINE, INDEX)
            for match in pattern.finditer(text)
        ]
    assert found == []
