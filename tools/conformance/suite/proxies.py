"""Proxies of the suite's services: by the Python client, or by the client driver where the client is under test."""

from __future__ import annotations

import contextlib
import os
import socket
from typing import Any

from vgi_rpc import http as vgi_http
from vgi_rpc.conformance import ConformanceService
from vgi_rpc.conformance.client_driver import ClientDriver
from vgi_rpc.external import ExternalLocationConfig
from vgi_rpc.introspect import introspect
from vgi_rpc.rpc import SubprocessTransport, TcpTransport, UnixTransport, _RpcProxy, tcp_connect, unix_connect

# Taken before the driver puts its own in their place.
_http_connect = vgi_http.http_connect
_http_introspect = vgi_http.http_introspect

driver: ClientDriver | None = None
if os.environ["VGI_SUITE_LANE"] == "client":
    driver = ClientDriver.from_env()
    driver.install_http_overrides()


def connect(transport: str, target: Any, on_log: Any = None, protocol: type = ConformanceService) -> Any:
    """A context manager of a proxy of `protocol` on what the fixture `server_of(transport)` gave."""
    if driver is None:
        return _connect_python(transport, target, on_log, protocol)
    made = driver if protocol is ConformanceService else ClientDriver(driver.command, service=protocol)
    match transport:
        case "subprocess":
            return made.connect("stdio", target, on_log)
        case "shm":
            return made.connect("shm", target, on_log)
        case "unix" | "unix_launcher":
            return made.connect("unix", target, on_log)
        case "tcp":
            return made.connect("tcp", f"{target[0]}:{target[1]}", on_log)
        case "http":
            return made.connect("http", url(target), on_log)
        case _:
            return made.connect("http", url(target), on_log, external_config=any_location())


def _connect_python(transport: str, target: Any, on_log: Any, protocol: type) -> Any:
    match transport:
        case "subprocess" | "shm":
            return contextlib.nullcontext(_RpcProxy(protocol, target, on_log))
        case "unix" | "unix_launcher":
            return unix_connect(protocol, target, on_log=on_log)
        case "tcp":
            return tcp_connect(protocol, *target, on_log=on_log)
        case "http":
            return _http_connect(protocol, url(target), on_log=on_log)
        case _:
            return _resolving(protocol, url(target), on_log)


@contextlib.contextmanager
def _resolving(protocol: type, base_url: str, on_log: Any) -> Any:
    config = any_location()
    try:
        with _http_connect(protocol, base_url, on_log=on_log, external_location=config) as proxy:
            yield proxy
    finally:
        config.fetch_config.close()


def plain_http(protocol: type, port: int) -> Any:
    """By the Python client, whatever is under test."""
    return _http_connect(protocol, url(port))


@contextlib.contextmanager
def resolving_child(argv: list[str]) -> Any:
    """Gives a function that connects to a fresh child, with a client that follows pointers."""
    config = any_location()

    @contextlib.contextmanager
    def connected(on_log: Any = None) -> Any:
        if driver is not None:
            with driver.connect("stdio", argv, on_log, external_config=config) as proxy:
                yield proxy
            return
        transport = SubprocessTransport(argv)
        try:
            yield _RpcProxy(ConformanceService, transport, on_log, external_config=config)
        finally:
            transport.close()

    yield connected
    config.fetch_config.close()


def describe(transport: str, target: Any) -> Any:
    """What reflection says of the worker."""
    if driver is not None:
        with connect(transport, target) as proxy:
            return proxy.describe()
    if transport in ("subprocess", "shm"):
        return introspect(target)
    if transport == "http":
        return _http_introspect(base_url=url(target))
    if transport.startswith("http"):
        return _http_introspect(base_url=url(target), external_location=any_location())
    if transport == "tcp":
        stream: Any = TcpTransport(socket.create_connection(target))
    else:
        connection = socket.socket(socket.AF_UNIX)
        connection.connect(target)
        stream = UnixTransport(connection)
    try:
        return introspect(stream)
    finally:
        stream.close()


def any_location() -> ExternalLocationConfig:
    """The suite's store listens on plain HTTP."""
    return ExternalLocationConfig(url_validator=None)


def url(port: int) -> str:
    return f"http://127.0.0.1:{port}"
