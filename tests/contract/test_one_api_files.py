"""ONE-api in local mode finds and loads what was downloaded here, without a network."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

pytest.importorskip("one.webclient", reason="ONE-api is not installed (extra: one)")

TUTORIAL = "4ecb5d24-f5cc-402c-be28-9d0f7cb14b3a"
PATTERNS = (
    "_ibl_wheel.*",
    "channels.mlapdv.npy",
    "_ibl_trials.table.pqt",
    "_iblrig_encoderEvents.raw.csv",
)

# What a person does in a notebook: tables are there already, else made from the files themselves.
_ONE = """
import socket, sys, warnings
def refuse(*_, **__):
    raise AssertionError("it asked the network")
socket.socket.connect = socket.create_connection = refuse
warnings.simplefilter("ignore")
from one.alf.cache import make_parquet_db
from one.api import One
folder = sys.argv[1]
make_parquet_db(folder, hash_files=True)
one = One(cache_dir=folder, mode="local")
(eid,) = one.search(subject="KS022")
print(len(one.list_datasets(eid)))
wheel = one.load_object(eid, "wheel", collection="alf")
print(wheel["position"].shape, round(float(wheel["timestamps"][60]), 3))
print(one.load_dataset(eid, "channels.mlapdv.npy", collection="alf/probe00").shape)
print(len(one.load_dataset(eid, "_ibl_trials.table.pqt", collection="alf").columns) > 3)
print(len(one.load_dataset(eid, "_iblrig_encoderEvents.raw.csv", collection="raw_behavior_data")))
"""
_TABLES = """
import sys, warnings
warnings.simplefilter("ignore")
from one.api import One
one = One(cache_dir=sys.argv[1], mode="local")
print(len(one.search(lab="wittenlab")) > 0)
"""


def run(*command: str, env: dict[str, str]) -> list[str]:
    """The lines that a program writes."""
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def env(demo_url: str) -> dict[str, str]:
    """The variables of somebody who is signed in."""
    account = {"username": "test_user", "password": "TapetesBloc18"}
    token = httpx.post(f"{demo_url}/auth-token", data=account).json()["token"]
    return {
        **os.environ,
        "ALYXTUI_URL": demo_url,
        "ALYXTUI_USER": "test_user",
        "ALYXTUI_TOKEN": token,
    }


def test_a_session_is_loaded_from_the_same_directory(env: dict[str, str], tmp_path: Path) -> None:
    folder = str(tmp_path / "one")
    names = [part for pattern in PATTERNS for part in ("--name", pattern)]
    ours = (sys.executable, "-m", "alyxtui")
    # Of the tutorial session's invented datasets no host has the files.
    command = (*ours, "download", TUTORIAL, *names, "--type", "wheel.*", "--type", "channels.*")
    command += ("--type", "trials.*", "--type", "unknown", "--to", folder)
    came = run(*command, env=env)
    assert len(came) == 5
    said = run(sys.executable, "-c", _ONE, folder, env=env)
    assert said == ["5", "(60000,) 2.0", "(384, 3)", "True", "4000"]
    tables = tmp_path / "tables"
    run(*ours, "cache", "tables", "--to", str(tables), env=env)
    assert run(sys.executable, "-c", _TABLES, str(tables), env=env) == ["True"]
