"""The service Large in Python, with the reference's own S3 storage: large_worker.py ENDPOINT BUCKET and run_server's switches."""

import sys
from dataclasses import dataclass
from typing import ClassVar, Protocol

import pyarrow as pa
from vgi_rpc import ArrowSerializableDataclass, CallContext, Compression, OutputCollector, ProducerState, S3Storage, Stream
from vgi_rpc.external import ServerExternalConfig
from vgi_rpc.rpc import RpcServer, run_server

NUMBERS = pa.schema([pa.field("n", pa.int64(), nullable=False)])


@dataclass(frozen=True)
class Title(ArrowSerializableDataclass):
    text: str


@dataclass
class Numbers(ProducerState):
    batches: int
    rows: int
    position: int = 0

    def produce(self, out: OutputCollector, ctx: CallContext) -> None:
        if self.position == self.batches:
            out.finish()
            return
        first = self.position * self.rows
        out.emit(pa.record_batch([pa.array(range(first, first + self.rows), pa.int64())], schema=NUMBERS))
        self.position += 1


class Large(Protocol):
    protocol_name: ClassVar[str] = "Large"
    protocol_version: ClassVar[str] = "1.0.0"

    def text(self, length: int) -> str: ...
    def numbers(self, batches: int, rows: int, letters: int) -> Stream[Numbers, Title]: ...


class LargeWorker:
    def text(self, length: int) -> str:
        return "x" * length

    def numbers(self, batches: int, rows: int, letters: int) -> Stream[Numbers, Title]:
        return Stream(output_schema=NUMBERS, state=Numbers(batches, rows), header=Title("t" * letters))


storage = S3Storage(bucket=sys.argv[2], endpoint_url=sys.argv[1], region_name="us-east-1")
external = ServerExternalConfig(storage=storage, externalize_threshold_bytes=64 << 10, compression=Compression())
del sys.argv[1:3]
run_server(RpcServer(Large, LargeWorker(), external_location=external, enable_describe=True))
