"""The Python reference's own pair, as a peer of the throughput benchmark.

    blocks.py serve --unix PATH | --tcp 127.0.0.1:0 | --http [--port 0]
    blocks.py read ADDRESS BYTES COUNT ROUNDS      prints one line of nanoseconds for each round
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa
from vgi_rpc import CallContext, OutputCollector, ProducerState, Stream, run_server

SCHEMA = pa.schema([pa.field(f"c{i}", pa.int64(), nullable=False) for i in range(8)])
_batches: dict[int, pa.RecordBatch] = {}


def block(size: int) -> pa.RecordBatch:
    """A batch of eight columns whose values have `size` bytes, filled once."""
    if size not in _batches:
        column = pa.array(range(size // 64), pa.int64())
        _batches[size] = pa.RecordBatch.from_arrays([column] * 8, schema=SCHEMA)
    return _batches[size]


@dataclass
class Reading(ProducerState):
    """So many batches are left."""

    size: int
    left: int

    def produce(self, out: OutputCollector, ctx: CallContext) -> None:
        """Emit the batch once more."""
        if self.left > 0:
            out.emit(block(self.size))
        if self.left <= 1:
            out.finish()
        self.left -= 1


class Blocks(Protocol):
    """The service that is measured."""

    def read(self, bytes: int, count: int) -> Stream[Reading]:
        """The same batch again and again."""
        ...


class Worker:
    """Its implementation."""

    def read(self, bytes: int, count: int) -> Stream[Reading]:
        """The same batch again and again."""
        return Stream(output_schema=SCHEMA, state=Reading(bytes, count))


def connect(address: str):
    """A connection to a worker, as the reference makes it."""
    if address.startswith("unix:"):
        from vgi_rpc.rpc import unix_connect

        return unix_connect(Blocks, address.removeprefix("unix:"))
    if address.startswith("tcp://"):
        from vgi_rpc.rpc import tcp_connect

        host, port = address.removeprefix("tcp://").split(":")
        return tcp_connect(Blocks, host, int(port))
    from vgi_rpc.http import http_connect

    return http_connect(Blocks, address)


def read(address: str, size: int, count: int, rounds: int) -> None:
    """Time whole streams."""
    with connect(address) as proxy:
        for _ in range(rounds):
            start = time.perf_counter_ns()
            seen = 0
            with proxy.read(bytes=size, count=count) as stream:
                for batch in stream:
                    seen += batch.batch.num_rows
            print(time.perf_counter_ns() - start, flush=True)
            if seen != count * (size // 64):
                sys.exit(f"read {seen} rows, expected {count * (size // 64)}")


if __name__ == "__main__":
    if sys.argv[1] == "read":
        read(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), int(sys.argv[5]))
    else:
        sys.argv.pop(1)
        run_server(Blocks, Worker())
