"""Command lines of the peers: the worker under test, or the reference's own workers, one for each role in the suite."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Workers:
    """The argv that starts a conformance worker in each of the roles that the suite asks for."""

    stdio: list[str]
    http: list[str]
    unix: list[str]
    tcp: list[str]
    launched: list[str]
    strict: list[str]
    reject_auth: list[str]
    proof: list[str]
    kind_probe: list[str] | None


def ours(worker: str) -> Workers:
    """One executable that takes all flags."""
    return Workers(
        stdio=[worker, "--pipe"],
        http=[worker, "--http", "0"],
        unix=[worker, "--unix"],
        tcp=[worker, "--tcp", "127.0.0.1:0"],
        launched=[worker],
        strict=[worker, "--http", "0", "--max-response-bytes", "1048576"],
        reject_auth=[worker, "--http", "0", "--reject-auth"],
        proof=[worker, "--http", "0", "--prefix", "/vgi"],
        kind_probe=[worker, "--kind-probe"],
    )


def reference(scripts: Path) -> Workers:
    """The reference's workers, from the tests folder of its unpacked source distribution."""

    def script(name: str, *flags: str) -> list[str]:
        return [sys.executable, str(scripts / name), *flags]

    return Workers(
        stdio=script("serve_conformance_pipe.py"),
        http=script("serve_conformance_http.py", "--http"),
        unix=script("serve_conformance_unix_threaded.py"),
        tcp=script("serve_conformance_tcp.py", "127.0.0.1", "0"),
        launched=script("_launcher_conformance_run_server.py"),
        strict=script("serve_conformance_http_strict.py"),
        reject_auth=script("serve_conformance_http_auth.py", "--port", "0"),
        proof=script("serve_conformance_http_proof.py", "--port", "0", "--prefix", "/vgi"),
        kind_probe=None,
    )


def under_test() -> Workers:
    """Ours where the server is under test, the reference's where the client is."""
    if os.environ["VGI_SUITE_LANE"] == "server":
        return ours(os.environ["VGI_WORKER"])
    return reference(Path(os.environ["VGI_REFERENCE_TESTS"]))
