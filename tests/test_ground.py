"""The ground the tests stand on: the guard catches, the databases are fresh and real."""

import asyncio
import socket

import psycopg
import pytest


def test_the_guard_refuses_what_is_not_loopback(outside_calls: list[str]) -> None:
    with pytest.raises(ConnectionRefusedError), socket.socket() as outside:
        outside.connect(("192.0.2.1", 80))
    with pytest.raises(ConnectionRefusedError):
        socket.getaddrinfo("slack.com", 443)
    assert outside_calls == ["192.0.2.1", "slack.com"]
    outside_calls.clear()


async def test_the_guard_reaches_into_asyncio_and_lets_loopback_through(outside_calls: list[str]) -> None:
    with pytest.raises(OSError):
        await asyncio.open_connection("192.0.2.1", 80)
    assert outside_calls
    outside_calls.clear()
    server = await asyncio.start_server(lambda _reader, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        _, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        writer.close()
        await writer.wait_closed()


def test_each_database_is_fresh_and_empty(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        assert database_url.endswith("/desk.db")
        return
    with psycopg.connect(database_url) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
        connection.execute("CREATE TABLE left_behind ()")
    assert tables == (0,)
