"""Calls test.Sample at an address with the published Python client and prints what it got as one JSON object."""

import json
import sys
from dataclasses import dataclass
from enum import Enum
from typing import ClassVar, Protocol

import pyarrow as pa
from vgi_rpc import AnnotatedBatch, ArrowSerializableDataclass, ExchangeState, ProducerState, Stream
from vgi_rpc.http import http_connect
from vgi_rpc.rpc import RpcError, tcp_connect, unix_connect
from vgi_rpc.rpc._reflection import ProtocolList, Reflection, ServiceDescription


class Color(Enum):
    RED = 1
    GREEN = 2


@dataclass(frozen=True)
class Point(ArrowSerializableDataclass):
    x: int
    y: int


@dataclass(frozen=True)
class Attachment(ArrowSerializableDataclass):
    name: str
    batch: pa.RecordBatch


class Sample(Protocol):
    protocol_name: ClassVar[str] = "test.Sample"
    protocol_version: ClassVar[str] = "1.4.0"

    def add(self, a: int, b: int) -> int: ...
    def greet(self, name: str, title: str | None) -> str: ...
    def mirror(self, point: Point) -> Point: ...
    def next_color(self, color: Color) -> Color: ...
    def find(self, known: bool) -> Point | None: ...
    def nothing(self) -> None: ...
    def null_instead(self) -> str: ...
    def explode(self, how: str) -> str: ...
    def pass_on(self, attachment: Attachment) -> Attachment: ...
    def count(self, to: int) -> Stream[ProducerState]: ...
    def headed(self, to: int) -> Stream[ProducerState, Point]: ...
    def misbehave(self, how: str) -> Stream[ProducerState]: ...
    def scale(self, factor: float) -> Stream[ExchangeState]: ...
    def running_sum(self) -> Stream[ExchangeState]: ...


class Stale(Protocol):
    protocol_name: ClassVar[str] = "test.Sample"
    protocol_version: ClassVar[str] = "1.3.0"

    def add(self, a: int, b: int) -> int: ...


def error(call):
    """Return what the error of a call says."""
    try:
        call()
    except RpcError as e:
        return {
            "type": e.error_type,
            "message": e.error_message,
            "code": e.error_code,
            "kind": e.error_kind,
            "details": e.error_details,
            "traced": "SampleService" in e.remote_traceback,
        }
    return None


def rows(batch: AnnotatedBatch):
    return batch.batch.to_pylist()


def send(session, **columns):
    return rows(session.exchange(AnnotatedBatch(batch=pa.record_batch(columns))))


def unary(sample, logs):
    attachment = sample.pass_on(attachment=Attachment(name="n", batch=pa.record_batch({"v": [1, 2]})))
    yield "add", sample.add(a=40, b=2)
    yield "greet", sample.greet(name="Ada", title=None)
    yield "logs", [(log.level.value, log.message, log.extra["method"]) for log in logs]
    yield "mirror", vars(sample.mirror(point=Point(x=1, y=2)))
    yield "next_color", sample.next_color(color=Color.RED).name
    yield "find", [sample.find(known=False), vars(sample.find(known=True))]
    yield "nothing", sample.nothing()
    yield "pass_on", [attachment.name, attachment.batch.to_pylist()]


def errors(sample):
    yield "checked", error(lambda: sample.explode(how="checked"))
    yield "classified", error(lambda: sample.explode(how="classified"))
    yield "null_instead", error(lambda: sample.null_instead())
    yield "on_open", error(lambda: list(sample.misbehave(how="throw on open")))
    yield "in_turn", error(lambda: list(sample.misbehave(how="throw after emit")))
    yield "after_errors", sample.add(a=1, b=1)


def streams(sample):
    yield "count", [[rows(batch), batch.custom_metadata[b"index"].decode()] for batch in sample.count(to=2)]
    headed = sample.headed(to=1)
    yield "header", vars(headed.header)
    yield "headed", [rows(batch) for batch in headed]
    with sample.scale(factor=2.0) as scale:
        yield "scale", send(scale, value=[1.5])
    with sample.scale(factor=2.0) as scale:
        yield "cast", send(scale, value=pa.array([3], pa.int32()))
    with sample.scale(factor=2.0) as scale:
        yield "misfit", error(lambda: send(scale, value=["text"]))
    with sample.running_sum() as running:
        yield "running_sum", [send(running, n=[1, 2]), send(running, n=[4])]
    cancelled = sample.count(to=9)
    next(iter(cancelled))
    cancelled.cancel()
    yield "after_cancel", sample.add(a=2, b=2)


def connect(protocol, address, **options):
    scheme, _, rest = address.partition(":")
    if scheme == "unix":
        return unix_connect(protocol, rest, **options)
    if scheme == "tcp":
        host, _, port = rest.removeprefix("//").rpartition(":")
        return tcp_connect(protocol, host, int(port), **options)
    return http_connect(protocol, address, **options)


def main(address):
    result = {}
    logs = []
    with connect(Sample, address, on_log=logs.append) as sample:
        for part in (unary(sample, logs), errors(sample), streams(sample)):
            result.update(part)
    with connect(Stale, address) as stale:
        result["stale"] = error(lambda: stale.add(a=1, b=1))
    with connect(Reflection, address) as reflection:
        listed: ProtocolList = reflection.list_protocols()
        result["protocols"] = [[p.protocol, p.protocol_version, p.protocol_hash] for p in listed.protocols]
        described: ServiceDescription = reflection.describe(protocol="test.Sample")
        result["kinds"] = {m.name: m.stream_kind for m in described.methods if m.stream_kind}
        result["idempotency"] = {m.name: m.idempotency for m in described.methods if m.idempotency != "unknown"}
        result["deprecated"] = [m.name for m in described.methods if m.deprecated]
        result["undescribed"] = error(lambda: reflection.describe(protocol="test.Other"))
    json.dump(result, sys.stdout)


main(sys.argv[1])
