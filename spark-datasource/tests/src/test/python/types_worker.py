"""A worker whose one table has a column of each Arrow type that needs decoding, and whose other method is slow."""

import time
from dataclasses import dataclass
from datetime import date, datetime, timezone
from decimal import Decimal
from typing import ClassVar, Protocol

import pyarrow as pa
from vgi_rpc import AnnotatedBatch, CallContext, ExchangeState, OutputCollector, ProducerState, Stream, run_server


class Types(Protocol):
    """Columns of many types."""

    protocol_name: ClassVar[str] = "Types"

    def columns(self, vgi_columns: list[str] | None = None) -> Stream[ProducerState]:
        """Send six rows whole, none of them, the second to the fourth, and those from the third on."""
        ...

    def unreadable(self) -> Stream[ProducerState]:
        """Send a column whose values are lost on the wire, whatever is asked for."""
        ...

    def slow(self, seconds: float) -> Stream[ProducerState]:
        """Wait before the first batch, of one row."""
        ...

    def echo(self, column: str) -> Stream[ExchangeState]:
        """Answer each batch of one column, which is declared, with itself."""
        ...


LONG = "a text of more than twelve bytes"
WORDS = ["a", None, "", LONG, None, "é"]
BYTES = [b"a", None, b"", LONG.encode(), None, b"\x00\xff"]
NUMBERS = [[1, 2], None, [], [3, None], None, [4]]
DAY = date(1969, 12, 31)
INSTANT = datetime(1969, 12, 31, 23, 59, 58)
ZONED = INSTANT.replace(tzinfo=timezone.utc)
TIMES = [0, None, 1, 3661, None, 86399]


def times(data_type: pa.DataType, factor: int) -> pa.Array:
    """Return times of day, given in seconds, in a unit that is *factor* times finer."""
    storage = pa.int32() if data_type.bit_width == 32 else pa.int64()
    return pa.array([None if value is None else value * factor for value in TIMES], storage).cast(data_type)


COLUMNS: dict[str, pa.Array] = {
    "string_view": pa.array(WORDS, pa.string_view()),
    "binary_view": pa.array(BYTES, pa.binary_view()),
    "large_string": pa.array(WORDS, pa.large_string()),
    "large_binary": pa.array(BYTES, pa.large_binary()),
    "fixed_binary": pa.array([b"ab", None, b"cd", b"\x00\xff", None, b"ef"], pa.binary(2)),
    "runs": pa.RunEndEncodedArray.from_arrays(pa.array([1, 2, 4, 5, 6], pa.int16()), ["a", None, LONG, None, "b"]),
    "wide_runs": pa.RunEndEncodedArray.from_arrays(pa.array([2, 6], pa.int64()), pa.array([7, None], pa.int32())),
    "list_view": pa.array(NUMBERS, pa.list_view(pa.int32())),
    "large_list_view": pa.array(NUMBERS, pa.large_list_view(pa.int32())),
    "large_list": pa.array(NUMBERS, pa.large_list(pa.int32())),
    "fixed_list": pa.array([[1, 2], None, [3, 4], [5, None], None, [6, 7]], pa.list_(pa.int32(), 2)),
    "list_of_views": pa.array([["a", LONG], None, [], [None], None, ["b"]], pa.list_view(pa.string_view())),
    "dictionary": pa.DictionaryArray.from_arrays(pa.array([0, None, 1, 2, 3, 0], pa.int8()), ["a", "b", LONG, None]),
    "numbers_by_code": pa.DictionaryArray.from_arrays(pa.array([1, None, 0, 1, None, 0], pa.int32()), [10, 20]),
    "dictionaries": pa.array([["a", "b"], None, [], [None], None, ["a"]], pa.list_(pa.dictionary(pa.int16(), pa.utf8()))),
    "interval": pa.array(
        [(1, 2, 3_000), None, (0, 0, 0), (-1, 5, 1_000_000_000), None, (12, 0, 0)], pa.month_day_nano_interval()
    ),
    "fine_interval": pa.array(
        [(0, 0, -3), None, (0, 0, 3), (1, 0, -1_500), None, (0, -1, 1_999)], pa.month_day_nano_interval()
    ),
    "seconds": pa.array([1, None, 0, -1, None, 90], pa.duration("s")),
    "nanoseconds": pa.array([1_500, None, 0, -1, None, 1_000_000_000], pa.duration("ns")),
    "time_s": times(pa.time32("s"), 1),
    "time_ms": times(pa.time32("ms"), 1_000),
    "time_us": times(pa.time64("us"), 1_000_000),
    "time_ns": times(pa.time64("ns"), 1_000_000_000),
    "date64": pa.array([DAY, None, date(1970, 1, 2), DAY, None, DAY], pa.date64()),
    "timestamp_s": pa.array([INSTANT, None, INSTANT, INSTANT, None, INSTANT], pa.timestamp("s")),
    "timestamp_ns": pa.array([-1, None, 0, 1_500, None, -1_000], pa.timestamp("ns")),
    "zoned_ms": pa.array([ZONED, None, ZONED, ZONED, None, ZONED], pa.timestamp("ms", "Europe/Berlin")),
    "uint64": pa.array([2**64 - 1, None, 0, 1, None, 2**63], pa.uint64()),
    "decimal256": pa.array(
        [Decimal("-1.25"), None, Decimal(0), Decimal(10) ** 30, None, Decimal("0.01")], pa.decimal256(40, 2)
    ),
    "decimal32": pa.array([Decimal("-1.25"), None, Decimal(0), Decimal("999.99"), None, Decimal("0.01")], pa.decimal32(5, 2)),
    "decimal64": pa.array(
        [Decimal(-1), None, Decimal(0), Decimal(10) ** 18 - 1, None, Decimal(1) - Decimal(10) ** 18], pa.decimal64(18, 0)
    ),
    "decimals": pa.array(
        [[Decimal("-1.5")], None, [], [None, Decimal("2.5")], None, [Decimal(3)]], pa.list_(pa.decimal32(9, 1))
    ),
    "no_bytes": pa.array([b"", None, b"", b"", None, b""], pa.binary(0)),
    "half": pa.array([1.5, None, 0.0, -2.0, None, 65504.0], pa.float16()),
    "nothing": pa.nulls(6),
    "struct": pa.array(
        [{"w": "a", "n": 1}, None, {"w": None, "n": 2}, {"w": LONG, "n": None}, None, {"w": "", "n": 3}],
        pa.struct({"w": pa.string_view(), "n": pa.uint32()}),
    ),
    "map": pa.array([[("a", 1)], None, [], [("b", None), ("c", 2)], None, [("", 3)]], pa.map_(pa.string(), pa.uint8())),
}
TABLE = pa.record_batch(COLUMNS)


INNER = pa.DictionaryArray.from_arrays(pa.array([0, 1, 1], pa.int8()), ["a", "b"])
UNREADABLE = pa.record_batch(
    {"price": pa.array([Decimal("1.50"), None, Decimal("-2.00")], pa.decimal32(5, 2)),
     "nested": pa.DictionaryArray.from_arrays(pa.array([2, None, 0], pa.int32()), INNER)}
)


@dataclass
class Once(ProducerState):
    """Sends the table whose one column cannot be read."""

    sent: bool = False

    def produce(self, out: OutputCollector, ctx: CallContext) -> None:
        if self.sent:
            out.finish()
        else:
            out.emit(UNREADABLE)
            self.sent = True


@dataclass
class Parts(ProducerState):
    """Sends one part of the table each turn."""

    columns: list[str]
    part: int = 0

    def produce(self, out: OutputCollector, ctx: CallContext) -> None:
        table = TABLE.select(self.columns)
        parts = [table, table.slice(0, 0), table.slice(1, 3), table.slice(2)]
        out.emit(parts[self.part])
        self.part += 1
        if self.part == len(parts):
            out.finish()


@dataclass
class Waiting(ProducerState):
    """Holds its thread for a while."""

    seconds: float

    def produce(self, out: OutputCollector, ctx: CallContext) -> None:
        time.sleep(self.seconds)
        out.emit_pydict({"done": [1]})
        out.finish()


@dataclass
class Echo(ExchangeState):
    """Keeps nothing between batches."""

    def exchange(self, input: AnnotatedBatch, out: OutputCollector, ctx: CallContext) -> None:
        out.emit_arrays(input.batch.columns)


DECLARED: dict[str, pa.DataType] = {
    "narrow": pa.int32(),
    "price": pa.decimal128(4, 2),
    "interval": pa.month_day_nano_interval(),
    "list": pa.list_(pa.month_day_nano_interval()),
    "map": pa.map_(pa.string(), pa.month_day_nano_interval()),
    "struct": pa.struct({"a": pa.month_day_nano_interval(), "b": pa.string()}),
}


class TypesWorker:
    """Implements ``Types``."""

    def columns(self, vgi_columns: list[str] | None = None) -> Stream[Parts]:
        columns = TABLE.schema.names if vgi_columns is None else vgi_columns
        return Stream(output_schema=TABLE.select(columns).schema, state=Parts(columns))

    def unreadable(self) -> Stream[Once]:
        return Stream(output_schema=UNREADABLE.schema, state=Once())

    def slow(self, seconds: float) -> Stream[Waiting]:
        return Stream(output_schema=pa.schema({"done": pa.int64()}), state=Waiting(seconds))

    def echo(self, column: str) -> Stream[Echo]:
        return Stream(
            output_schema=pa.schema({"answer": DECLARED[column]}),
            state=Echo(),
            input_schema=pa.schema({column: DECLARED[column]}),
        )


if __name__ == "__main__":
    run_server(Types, TypesWorker())
