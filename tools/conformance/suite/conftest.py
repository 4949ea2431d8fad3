"""Fixtures that the reference's suite asks a third party for: servers to start and proxies to call them by.

VGI_SUITE_LANE is `server` (the worker VGI_WORKER, driven by the Python client) or `client` (the reference's workers,
driven by the client driver VGI_CLIENT_DRIVER). VGI_SUITE_PART is one transport, or `once` for the cases that need none
of them. Each case belongs to one part; nothing else is left out.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Protocol

import httpx2
import proxies
import pytest
import workers
from processes import await_listening, http_server, socket_path, spawned, value
from proxies import connect
from vgi_rpc.rpc import SubprocessTransport, _RpcProxy, tcp_connect, unix_connect

LANE = os.environ["VGI_SUITE_LANE"]
PART = os.environ["VGI_SUITE_PART"]
TRANSPORTS = ["subprocess", "shm", "unix", "unix_launcher", "tcp", "http", "http_externalize_always"]
RAW_TRANSPORTS = ["subprocess", "unix", "unix_launcher", "tcp"]
WORKER = workers.under_test()
MIB = 1 << 20

# Once-only groups whose cases start the client under test; the others would only test the reference against itself.
CLIENT_GROUPS = (
    "TestSticky", "TestExternalByteStream", "TestExternalLocation", "TestExternalStorageUrlPair", "TestExternalRef",
    "TestExternalizedResponseCap", "TestHttpResponseCap", "TestColdCallStateCache", "TestAdversarialHttp",
    "TestExternalInputRoutes", "TestRequestId",
)
PER_TRANSPORT = ("conformance_conn", "conformance_describe", "conformance_raw_conn")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    kept = [item for item in items if part_of(item) == PART and is_for_lane(item)]
    others = set(items) - set(kept)
    config.hook.pytest_deselected(items=list(others))
    items[:] = kept


def part_of(item: pytest.Item) -> str:
    parameters = item.callspec.params if hasattr(item, "callspec") else {}
    return next((parameters[name] for name in PER_TRANSPORT if name in parameters), "once")


def is_for_lane(item: pytest.Item) -> bool:
    if LANE == "server" or any(group in item.nodeid for group in CLIENT_GROUPS):
        return True
    return part_of(item) != "once" or "conformance_protocol_connector" in item.fixturenames


# ---- workers over HTTP, each with the flags of one group ---------------------------------------------------------


def server_fixture(name: str, scope: str, *flags: str, kind: str = "http", storage: bool = False) -> None:
    """Defines the session- or class-wide fixture `conformance_http_<name>_port`: the port of a worker with the flags."""

    def port(request: pytest.FixtureRequest) -> Iterator[int]:
        extra = ["--fake-storage", request.getfixturevalue("conformance_fake_storage")] if storage else []
        with http_server(getattr(WORKER, kind), *extra, *flags) as bound:
            yield bound

    full_name = "_".join(filter(None, ("conformance_http", name, "port")))
    globals()[full_name] = pytest.fixture(scope=scope, name=full_name)(port)


server_fixture("", "session")
server_fixture("with_storage", "class", storage=True)
server_fixture("with_zstd_storage", "class", "--compression", "zstd", storage=True)
server_fixture(
    "externalize_always", "session", "--externalize-threshold", "1", "--max-request-bytes", str(MIB), storage=True)
server_fixture(
    "external_security", "class", "--max-request-bytes", str(MIB), "--max-fetch-bytes", "4096",
    "--max-decompressed-fetch-bytes", "8192", "--reject-localhost-redirects", storage=True)
server_fixture("strict_cap", "class", kind="strict")
server_fixture(
    "externalized_cap", "class", "--max-externalized-response-bytes", "65536", "--max-response-bytes", str(8 * MIB),
    kind="strict", storage=True)
server_fixture("auth", "class", kind="reject_auth")
server_fixture("sticky_short_ttl", "class", "--sticky-ttl", "1")
server_fixture("sticky_auth", "class", "--sticky-auth")
server_fixture("cold_call_cache", "class", "--no-call-state-cache")
server_fixture("cors", "class", "--cors-origin", "https://conformance.example", storage=True)
server_fixture("no_compression", "class", "--no-compression")
server_fixture("small_request_cap", "class", "--max-request-bytes", "4096")
server_fixture("serve_start_fail_once", "class", "--fail-serve-start-once")
server_fixture("identity", "session", "--identity", "both")
server_fixture("identity_introspect_only", "session", "--identity", "introspect-only")
server_fixture("grant", "session", "--identity", "grants")


@pytest.fixture(scope="session")
def conformance_fake_storage() -> Iterator[str]:
    from vgi_rpc.conformance.fake_storage import serve_in_thread

    base_url, stop = serve_in_thread()
    yield base_url
    stop()


@pytest.fixture(scope="class")
def conformance_http_auth_reason_port(conformance_http_auth_port: int) -> int:
    return conformance_http_auth_port


@pytest.fixture(scope="class")
def conformance_http_sticky_peer_ports() -> Iterator[tuple[int, int]]:
    key = ("--token-key", "5f" * 32)
    with http_server(WORKER.http, *key) as first, http_server(WORKER.http, *key) as second:
        yield first, second


@pytest.fixture(scope="class")
def conformance_http_access_log(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, object]]:
    path = tmp_path_factory.mktemp("access") / "access.jsonl"
    with http_server(WORKER.http, "--access-log", str(path)) as port:
        yield port, path


@pytest.fixture(scope="session")
def proof_worker_factory() -> Callable[..., object]:
    from vgi_rpc.conformance.proof_harness import ProofWorker

    @contextlib.contextmanager
    def start(config):
        flags = ["--proof-mode", config.mode, "--proof-origin-id", config.origin_id, "--proof-secrets", config.secrets,
                 "--proof-skew", str(config.skew_seconds)]
        if not config.replay_cache:
            flags.append("--proof-no-replay-cache")
        with http_server(WORKER.proof, *flags) as port:
            yield ProofWorker(port=port, prefix="/vgi", config=config)

    return start


@pytest.fixture
def conformance_resource_soak_target() -> Iterator[object]:
    from vgi_rpc.conformance._resource_soak_pytest import ResourceSoakLimits, ResourceSoakTarget

    with spawned([*WORKER.http, "--no-sticky", "--no-compression"]) as (process, line):
        port = int(value(line, "PORT"))
        await_listening("127.0.0.1", port)
        # A JVM takes longer to come to its working size; the budgets are the published ones.
        yield ResourceSoakTarget("http", process.pid, lambda: connect("http", port), ResourceSoakLimits(), 5)


class KindProbe(Protocol):
    """The one-method protocol of the worker's --kind-probe mode."""

    def report_transport_kind(self) -> str: ...


@pytest.fixture(scope="session")
def conformance_transport_kind_probes() -> tuple[tuple[str, Callable[[], str]], ...]:
    probe = WORKER.kind_probe

    def pipe() -> str:
        transport = SubprocessTransport([*probe, "--pipe"])
        try:
            return _RpcProxy(KindProbe, transport, None).report_transport_kind()
        finally:
            transport.close()

    def http() -> str:
        with http_server(probe, "--http", "0") as port, proxies.plain_http(KindProbe, port) as proxy:
            return proxy.report_transport_kind()

    def unix() -> str:
        with socket_path() as path, spawned([*probe, "--unix", path]), unix_connect(KindProbe, path) as proxy:
            return proxy.report_transport_kind()

    def tcp() -> str:
        with spawned([*probe, "--tcp", "127.0.0.1:0"]) as (_, line):
            with tcp_connect(KindProbe, *host_and_port(line)) as proxy:
                return proxy.report_transport_kind()

    return ("pipe", pipe), ("http", http), ("unix", unix), ("tcp", tcp)


# ---- one server for each transport ------------------------------------------------------------------------------


def server_of(transport: str) -> str:
    """The fixture that gives what `connect` connects to."""
    return f"conformance_{transport}_port" if transport.startswith("http") else f"server_{transport}"


@pytest.fixture(scope="session")
def server_subprocess() -> Iterator[object]:
    if LANE == "client":
        yield WORKER.stdio
        return
    transport = SubprocessTransport(WORKER.stdio)
    yield transport
    transport.close()


@pytest.fixture(scope="session")
def server_shm() -> Iterator[object]:
    if LANE == "client":
        yield WORKER.stdio
        return
    from vgi_rpc.shm import ShmSegment

    transport = SubprocessTransport(WORKER.stdio)
    segment = ShmSegment.create(4 * MIB)
    yield SimpleNamespace(reader=transport.reader, writer=transport.writer, shm=segment, close=transport.close)
    segment.unlink()
    transport.close()
    with contextlib.suppress(BufferError):
        segment.close()


@pytest.fixture(scope="session")
def server_unix() -> Iterator[str]:
    with socket_path() as path, spawned([*WORKER.unix, path]) as (_, line):
        assert value(line, "UNIX") == path
        yield path


@pytest.fixture(scope="session")
def server_unix_launcher() -> Iterator[str]:
    """Launched, so nobody's child: it ends by its idle time, which no pause of one part's cases comes near."""
    from vgi_rpc.launcher import LaunchConfig, launch

    with tempfile.TemporaryDirectory(prefix="vgi-", dir="/tmp") as folder:
        yield launch(LaunchConfig(
            worker_argv=tuple(WORKER.launched), idle_timeout=120.0, connect_timeout=60.0, worker_startup_timeout=60.0,
            state_dir=folder,
        ))


@pytest.fixture(scope="session")
def server_tcp() -> Iterator[tuple[str, int]]:
    with spawned(WORKER.tcp) as (_, line):
        yield host_and_port(line)


def host_and_port(line: str) -> tuple[str, int]:
    host, _, port = value(line, "TCP").rpartition(":")
    return host, int(port)


# ---- one proxy for each transport -------------------------------------------------------------------------------


@pytest.fixture(params=TRANSPORTS)
def conformance_conn(request: pytest.FixtureRequest):
    target = request.getfixturevalue(server_of(request.param))
    return lambda on_log=None: connect(request.param, target, on_log)


@pytest.fixture(scope="session")
def conformance_protocol_connector(request: pytest.FixtureRequest):
    return lambda transport, protocol, on_log=None: connect(
        transport, request.getfixturevalue(server_of(transport)), on_log, protocol)


if LANE == "server":  # its cases write by the Python client's own stream

    @pytest.fixture(params=RAW_TRANSPORTS)
    def conformance_raw_conn(request: pytest.FixtureRequest):
        target = request.getfixturevalue(server_of(request.param))
        return lambda on_log=None: connect(request.param, target, on_log)


@pytest.fixture(params=TRANSPORTS)
def conformance_describe(request: pytest.FixtureRequest):
    return proxies.describe(request.param, request.getfixturevalue(server_of(request.param)))


@pytest.fixture(scope="session")
def conformance_bytestream_external_target(conformance_fake_storage: str) -> Iterator[object]:
    from vgi_rpc.conformance._external_bytestream_pytest import ByteStreamExternalTarget

    def uploaded() -> int:
        return int(httpx2.get(f"{conformance_fake_storage}/_stats").json()["object_count"])

    argv = [*WORKER.stdio, "--fake-storage", conformance_fake_storage, "--externalize-threshold", "1"]
    with proxies.resolving_child(argv) as resolving:
        yield ByteStreamExternalTarget("subprocess", resolving, uploaded)
