"""A real PostgreSQL for the tests: one named by TEST_POSTGRES_URL, or one started in a folder of its own.

It listens on loopback only, trusts everybody there, and does without the safety of the disk: never for real records.
"""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql


class NoPostgres(Exception):
    """There is no PostgreSQL to be had on this machine."""


@contextmanager
def running_postgres() -> Iterator[str]:
    """Give the address of a server's `postgres` database; raises `NoPostgres` when there is none to start."""
    if given := os.environ.get("TEST_POSTGRES_URL"):
        yield given
        return
    programs = _programs()
    folder = Path(tempfile.mkdtemp(prefix="tt-pg-"))
    try:
        who = _owner(folder)
        cluster = folder / "cluster"
        _call([programs / "initdb", "-D", cluster, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"], who)
        port = free_port()
        options = f"-p {port} -k {folder} -h 127.0.0.1 -F -c synchronous_commit=off -c full_page_writes=off"
        _call([programs / "pg_ctl", "-D", cluster, "-l", folder / "log", "-o", options, "-w", "start"], who)
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}/postgres"
        finally:
            _call([programs / "pg_ctl", "-D", cluster, "-m", "immediate", "-w", "stop"], who)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def fresh_database(server_url: str, name: str, template: str = "template0") -> Iterator[str]:
    """Create a database on the server, empty or like another that nobody uses; give its address, and drop it
    afterwards, whoever still uses it."""
    made = sql.SQL("CREATE DATABASE {} TEMPLATE {} ENCODING 'UTF8' STRATEGY FILE_COPY")
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(made.format(sql.Identifier(name), sql.Identifier(template)))
    try:
        yield urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(server_url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def _programs() -> Path:
    """The folder of initdb and pg_ctl, newest version first: Debian keeps them out of the PATH."""
    versions = [path for path in Path("/usr/lib/postgresql").glob("*/bin") if path.parent.name.isdigit()]
    on_path = shutil.which("initdb")
    candidates = [Path(on_path).parent] if on_path else []
    candidates += sorted(versions, key=lambda path: int(path.parent.name), reverse=True)
    for candidate in candidates:
        if (candidate / "initdb").exists() and (candidate / "pg_ctl").exists():
            return candidate
    raise NoPostgres("no initdb found; set TEST_POSTGRES_URL or install PostgreSQL")


def _owner(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then the folder is given to another account and that one runs it."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        os.chown(folder, account.pw_uid, account.pw_gid)
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
    raise NoPostgres("running as root, and there is no other account to run PostgreSQL as")


def _call(command: list[Any], who: dict[str, Any]) -> None:
    environment = os.environ | {"LC_ALL": "C.UTF-8"}
    # The started server keeps the streams open, so what it says goes to a file, not to a pipe that never ends.
    with tempfile.TemporaryFile() as said:
        streams: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": said, "stderr": said}
        done = subprocess.run([str(part) for part in command], cwd="/", env=environment, **streams, **who)
        if done.returncode:
            said.seek(0)
            raise RuntimeError(f"{Path(command[0]).name} failed: {said.read().decode(errors='replace')}")


def free_port() -> int:
    """A port of the loopback that nobody listens at just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
