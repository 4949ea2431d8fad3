"""Reads the reports of the parts, and compares them with what is expected."""

from __future__ import annotations

import json
import xml.etree.ElementTree as xml
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


def expected() -> dict[str, dict[str, dict[str, int]]]:
    """For each lane and part how many cases pass, and how many are skipped by design (0 where nothing is said)."""
    return json.loads(Path(__file__).with_name("expected.json").read_text())


@dataclass(frozen=True)
class Result:
    """What one part's report counts."""

    lane: str
    part: str
    passed: int
    failed: int
    skipped: int
    seconds: float

    def complaints(self, expected: dict[str, int]) -> Iterable[str]:
        """One line if anything differs from what is expected."""
        skipped = expected.get("skipped", 0)
        if (self.passed, self.failed, self.skipped) != (expected["passed"], 0, skipped):
            yield (
                f"{self.lane} {self.part}: {self.passed} passed, {self.failed} failed, {self.skipped} skipped; expected "
                f"{expected['passed']} passed, 0 failed, {skipped} skipped (tools/conformance/suite/expected.json)"
            )


def read(report: Path, lane: str, part: str, seconds: float) -> Result:
    """Counts a report in JUnit's format; one that is missing counts as nothing run."""
    passed = failed = skipped = 0
    cases = xml.parse(report).getroot().iter("testcase") if report.exists() else ()
    for case in cases:
        if case.find("failure") is not None or case.find("error") is not None:
            failed += 1
        elif case.find("skipped") is not None:
            skipped += 1
        else:
            passed += 1
    return Result(lane, part, passed, failed, skipped, seconds)


def line(lane: str, results: list[Result], seconds: float) -> str:
    """All of them in one line."""
    passed = sum(result.passed for result in results)
    wanted = sum(expected()[lane][result.part]["passed"] for result in results)
    return f"conformance {lane}: {passed:,} of {wanted:,} passed, {seconds:.0f} s"


def table(results: list[Result]) -> str:
    wanted = expected()
    lines = [f"{'lane':8} {'part':24} {'passed':>7} {'of':>6} {'failed':>7} {'skipped':>8} {'seconds':>8}"]
    for result in results:
        lines.append(
            f"{result.lane:8} {result.part:24} {result.passed:>7,} {wanted[result.lane][result.part]['passed']:>6,} "
            f"{result.failed:>7,} {result.skipped:>8,} {result.seconds:>8.0f}"
        )
    return "\n".join(lines)
