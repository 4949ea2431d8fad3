"""Reads all of the service Large at an address with the published client, and prints what it got as one JSON object."""

import json
import sys
from dataclasses import dataclass
from typing import ClassVar, Protocol

import pyarrow as pa
import pyarrow.compute as pc
from vgi_rpc import AnnotatedBatch, ArrowSerializableDataclass, ExchangeState, ProducerState, Stream
from vgi_rpc.external import ClientExternalConfig
from vgi_rpc.http import http_connect
from vgi_rpc.rpc import unix_connect


@dataclass(frozen=True)
class Title(ArrowSerializableDataclass):
    text: str


class Large(Protocol):
    protocol_name: ClassVar[str] = "Large"
    protocol_version: ClassVar[str] = "1.0.0"

    def text(self, length: int) -> str: ...
    def numbers(self, batches: int, rows: int, letters: int) -> Stream[ProducerState, Title]: ...
    def doubled(self) -> Stream[ExchangeState]: ...


def connect(address):
    # Plain http to the loopback address: the default takes https only.
    external = ClientExternalConfig(url_validator=None)
    if address.startswith("unix:"):
        return unix_connect(Large, address.removeprefix("unix:"), external_location=external)
    return http_connect(Large, address, external_location=external)


def main(address, rows):
    got = {}
    with connect(address) as large:
        got["text"] = len(large.text(length=1 << 20))
        numbers = large.numbers(batches=2, rows=rows, letters=1 << 20)
        got["header"] = len(numbers.header.text)
        got["sums"] = [pc.sum(batch.batch["n"]).as_py() for batch in numbers]
        with large.doubled() as doubled:
            answer = doubled.exchange(AnnotatedBatch(batch=pa.record_batch({"n": pa.array(range(rows), pa.int64())})))
            got["doubled"] = pc.sum(answer.batch["n"]).as_py()
    print(json.dumps(got))


main(sys.argv[1], int(sys.argv[2]))
