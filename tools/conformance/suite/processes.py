"""Starts workers and waits until they can be called."""

from __future__ import annotations

import contextlib
import os
import queue
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import IO

START_SECONDS = 60.0


@contextlib.contextmanager
def spawned(
    argv: Sequence[str], log: IO[bytes] | None = None, environment: Mapping[str, str] = MappingProxyType({})
) -> Iterator[tuple[subprocess.Popen[bytes], str]]:
    """Starts a worker and yields it with the discovery line that it printed; ends it afterwards. What it prints on
    standard error goes to the log, or where this process's does. Its standard input ends with this process."""
    process = subprocess.Popen(
        argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, env={**os.environ, **environment})
    lines: queue.Queue[bytes] = queue.Queue()
    threading.Thread(target=lambda: lines.put(process.stdout.readline()), daemon=True).start()
    try:
        try:
            line = lines.get(timeout=START_SECONDS).decode().strip()
        except queue.Empty:
            raise TimeoutError(f"{argv} printed no address within {START_SECONDS:.0f} s") from None
        if not line:
            raise RuntimeError(f"{argv} ended and printed no address")
        yield process, line
    finally:
        process.terminate()
        process.stdin.close()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


@contextlib.contextmanager
def http_server(argv: Sequence[str], *flags: str, log: IO[bytes] | None = None) -> Iterator[int]:
    """Starts a worker that listens for HTTP and yields its port."""
    argv = [*argv, *flags]
    if "--port" in argv:  # some of the reference's workers choose no port themselves
        argv[argv.index("--port") + 1] = str(free_port())
    with spawned(argv, log) as (_, line):
        port = int(value(line, "PORT"))
        await_listening("127.0.0.1", port)
        yield port


def value(line: str, name: str) -> str:
    """What stands behind `name:` in a discovery line."""
    if not line.startswith(f"{name}:"):
        raise RuntimeError(f"the worker printed {line!r}, expected {name}:...")
    return line.removeprefix(f"{name}:")


def await_listening(host: str, port: int) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        with contextlib.suppress(OSError):
            socket.create_connection((host, port), 1).close()
            return
        time.sleep(0.05)
    raise TimeoutError(f"nothing listens on {host}:{port} after {START_SECONDS:.0f} s")


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@contextlib.contextmanager
def socket_path() -> Iterator[str]:
    """A path for a unix socket; short, as the system's limit is about 100 bytes."""
    with tempfile.TemporaryDirectory(prefix="vgi-", dir="/tmp") as folder:
        yield str(Path(folder) / "socket")
