"""How each part of a lane is run; each leaves a report in JUnit's format and a log."""

from __future__ import annotations

import contextlib
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import xml.etree.ElementTree as xml
from dataclasses import dataclass
from pathlib import Path

import processes

HERE = Path(__file__).resolve().parent
VERSION = "0.52.2"
WORKER = str(HERE.parent / "worker")
DRIVER = str(HERE.parent / "client-driver")
DRIVER_HOST = str(HERE.parent / "driver-host")
BOTH = "ConformanceService,conformance.Secondary.v1"
ORDERED = "zeta.Primary.v1,conformance.Secondary.v1,alpha.Extra.v1"
# Which parts take longest, roughly: a child starts for each case of the client's pipes.
WEIGHTS = {
    "server": {"once": 2, "http_externalize_always": 1},
    "client": {"subprocess": 3, "shm": 3, "once": 2, "http_externalize_always": 1},
}
# A driver of its own, as the protocol has it, for each connection; those of the other parts are in one process.
DRIVER_PROCESSES = ("once",)
LIMIT_SECONDS = 1200  # of one part; a case has its own, shorter one


@dataclass(frozen=True)
class Lane:
    """One of `server`, `client`, `cli` and `hosted`, with what more pytest is told."""

    name: str
    reports: Path
    pytest: tuple[str, ...]

    @property
    def jobs(self) -> int:
        """The command line's case of 2 GiB takes 14 GB of memory on both sides, so that lane runs part after part."""
        return 1 if self.name == "cli" else min(2, os.cpu_count() or 1)

    def weight(self, part: str) -> int:
        return WEIGHTS.get(self.name, {}).get(part, 0)

    def report(self, part: str) -> Path:
        return self.reports / f"{self.name}-{part}.xml"

    def prepare(self, parts: list[str]) -> None:
        for part in parts:
            self.report(part).unlink(missing_ok=True)
        if self.name == "client":
            reference_tests()
        subprocess.run([WORKER, "--pipe"], stdin=subprocess.DEVNULL, check=True)  # makes the archive of classes

    def run(self, part: str) -> float:
        """Runs one part and gives its seconds."""
        begin = time.monotonic()
        with open(self.reports / f"{self.name}-{part}.log", "wb") as log:
            {"server": self._suite, "client": self._suite, "cli": self._cli, "hosted": self._hosted}[self.name](part, log)
        return time.monotonic() - begin

    # ---- the suite under pytest

    def _suite(self, part: str, log) -> None:
        environment = {"VGI_SUITE_LANE": self.name, "VGI_SUITE_PART": part, "VGI_WORKER": WORKER}
        with contextlib.ExitStack() as started:
            if self.name == "client":
                environment["VGI_REFERENCE_TESTS"] = str(reference_tests())
                environment["VGI_CLIENT_DRIVER"] = self._driver(part, started, log)
            call(
                log, environment | shared_memory(part), python(), "-m", "pytest", "-c", HERE / "pytest.ini", "--rootdir",
                HERE, "--junitxml", self.report(part), HERE / "test_suite.py", *self.pytest)

    def _driver(self, part: str, started: contextlib.ExitStack, log) -> str:
        """The command that starts a client driver."""
        if part in DRIVER_PROCESSES:
            return DRIVER
        path = started.enter_context(processes.socket_path())
        started.enter_context(processes.spawned([DRIVER_HOST, path], log, shared_memory(part)))
        return shlex.join([str(python()), "-I", "-S", str(HERE / "relay.py"), path])

    # ---- vgi-rpc-test

    def _cli(self, part: str, log) -> None:
        output = self.report(part).with_suffix(".json")
        output.unlink(missing_ok=True)
        with contextlib.ExitStack() as started:
            target = self._cli_target(part, started, log)
            status = call(
                log, shared_memory(part), python().with_name("vgi-rpc-test"), *target, "--timeout", "60",
                "--format", "json", "--output", output)
        if output.exists():
            write_report(json.loads(output.read_text()), status, self.report(part))

    def _cli_target(self, part: str, started: contextlib.ExitStack, log) -> list[str]:
        match part:
            case "pipe":
                access_log = self.reports / "cli-access.jsonl"
                access_log.unlink(missing_ok=True)
                return ["--cmd", f"{WORKER} --pipe --access-log {access_log}", "--access-log", str(access_log)]
            case "shm":
                return ["--cmd", f"{WORKER} --pipe", "--shm", str(64 << 20), "--filter",
                        "!large_payload.echo_binary_over_int32_max"]
            case "unix":
                path = started.enter_context(processes.socket_path())
                started.enter_context(processes.spawned([WORKER, "--unix", path], log))
                return ["--unix", path]
            case "tcp":
                _, line = started.enter_context(processes.spawned([WORKER, "--tcp", "127.0.0.1:0"], log))
                return ["--tcp", processes.value(line, "TCP")]
            case "http":
                return ["--url", http_url(started, log)]
            case "http-caps":
                url = http_url(started, log, "--max-response-bytes", str(1 << 20))
                return ["--url", url, "--filter", "http_response_cap*"]
            case _:
                store = started.enter_context(fake_storage(log))
                caps = ("--max-response-bytes", str(1 << 20), "--max-externalized-response-bytes", str(1 << 20))
                url = http_url(started, log, *caps, "--fake-storage", store)
                return ["--url", url, "--filter", "http_response_cap*"]

    # ---- vgi-rpc-test-hosted

    def _hosted(self, part: str, log) -> None:
        with contextlib.ExitStack() as started:
            match part:
                case "pipe":
                    target = ["--cmd", f"{WORKER} --pipe", "--expect", BOTH]
                case "pipe-order":
                    target = ["--cmd", f"{WORKER} --pipe --hosted-order-probe", "--expect", ORDERED]
                case _:
                    target = ["--url", http_url(started, log, "--identity", "both"), "--expect", BOTH, "--identity"]
            call(log, {}, python().with_name("vgi-rpc-test-hosted"), *target, "--",
                 f"--junitxml={self.report(part)}", *self.pytest)


_running: set[subprocess.Popen] = set()
_stopping = threading.Event()


def call(log, environment: dict[str, str], *command) -> int:
    """Runs a program with its output in the log; one that takes longer than the limit is ended."""
    if _stopping.is_set():
        raise RuntimeError("stopped")
    everything = os.environ | {"PYTHONDONTWRITEBYTECODE": "1"} | environment
    argv = [str(word) for word in command]
    with subprocess.Popen(argv, env=everything, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT) as process:
        _running.add(process)
        try:
            return process.wait(LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            log.write(f"\nrun: ended after {LIMIT_SECONDS} s\n".encode())
            interrupt(process)
            return -1
        finally:
            _running.discard(process)


def interrupt(process: subprocess.Popen) -> None:
    """Ends pytest as a user does, so that it ends the workers that it started."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()


def stop(*_) -> None:
    """Ends what runs, and lets nothing more begin."""
    _stopping.set()
    for process in list(_running):
        process.send_signal(signal.SIGINT)
    sys.exit(143)


def shared_memory(part: str) -> dict[str, str]:
    """Where memory is shared every batch goes through it, on both sides."""
    return {"VGI_RPC_SHM_MIN_BATCH_BYTES": "1"} if part == "shm" else {}


def http_url(started: contextlib.ExitStack, log, *flags: str) -> str:
    port = started.enter_context(processes.http_server([WORKER, "--http", "0", *flags], log=log))
    return f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def fake_storage(log):
    with processes.spawned([str(python()), "-m", "vgi_rpc.conformance.fake_storage", "--port", "0"], log) as (_, line):
        yield f"http://127.0.0.1:{processes.value(line, 'PORT')}"


def write_report(answer: dict, status: int, report: Path) -> None:
    """Writes what vgi-rpc-test says as JUnit would. It also fails where the access log is not valid."""
    suite = xml.Element("testsuite", name="vgi-rpc-test")
    for result in answer["results"]:
        seconds = str(result["duration_ms"] / 1000)
        case = xml.SubElement(suite, "testcase", classname=result["category"], name=result["name"], time=seconds)
        if result["skipped"]:
            xml.SubElement(case, "skipped", message=result["skip_reason"] or "")
        elif not result["passed"]:
            xml.SubElement(case, "failure", message=result["error"] or "")
    if status != 0 and answer["failed"] == 0:
        case = xml.SubElement(suite, "testcase", classname="vgi-rpc-test", name="status")
        xml.SubElement(case, "failure", message=f"it ended with status {status}, which its results do not explain")
    xml.ElementTree(suite).write(report, encoding="utf-8", xml_declaration=True)


# ---- the reference


def cache() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "vgi-tests"


def python() -> Path:
    """The interpreter that has the published packages."""
    given = os.environ.get("VGI_PYTHON_SUITE")
    path = Path(given) if given else cache() / f"reference-suite-{VERSION}" / "bin" / "python"
    if not path.exists():
        sys.exit(
            f"run: found no {path}; `mvn -Pconformance verify -pl tools/conformance -am` makes it on its first run, or "
            "set VGI_PYTHON_SUITE to an interpreter that has the packages of docs/conformance.md")
    return path


def reference_tests() -> Path:
    """The tests folder of the reference's source distribution, where its own workers are; downloaded once."""
    folder = cache() / f"vgi_rpc-{VERSION}"
    if not folder.exists():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as download:
            subprocess.run(
                [python(), "-m", "pip", "download", "-q", "--no-deps", "--no-binary", ":all:", f"vgi-rpc=={VERSION}",
                 "-d", download],
                check=True)
            with tarfile.open(Path(download) / f"vgi_rpc-{VERSION}.tar.gz") as archive:
                archive.extractall(download, filter="data")
            shutil.move(Path(download) / folder.name, folder)
    return folder / "tests"
