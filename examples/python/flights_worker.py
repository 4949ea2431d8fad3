"""A vgi-rpc worker on real data: 200,000 flights in the USA in 2001, and its airports.

Start it on the transport that suits its readers; each prints its address on stdout::

    python flights_worker.py --describe --http --port 8815                            # PORT:8815
    python flights_worker.py --describe --unix /tmp/flights.sock --idle-timeout 0     # UNIX:/tmp/flights.sock
    python flights_worker.py --describe --tcp 8816 --idle-timeout 0                   # TCP:127.0.0.1:8816
    python flights_worker.py --describe                                               # stdin and stdout

For N tasks that read at once:

- HTTP answers 4 requests at a time, further ones queue: ``VGI_HTTP_THREADS=N`` in the environment.
- unix and tcp serve 64 connections, a further one waits until one closes: ``--max-connections N``.
- stdin and stdout serve one task: start N workers.

``FLIGHTS_BATCH_ROWS`` (default 16384) sets how many rows a batch of ``flights`` has at most.
"""

import math
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import ClassVar, Protocol

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv
from vgi_rpc import (
    AnnotatedBatch,
    ArrowSerializableDataclass,
    CallContext,
    ExchangeState,
    Level,
    OutputCollector,
    ProducerState,
    Stream,
    run_server,
)
from vgi_rpc.errors import BadRequest, Code, FieldViolation, ResourceInfo, StatusError

DATA = Path(__file__).resolve().parent.parent / "data"
EARTH_RADIUS_KM = 6371.0088


def required(name: str, data_type: pa.DataType) -> pa.Field:
    """Declare a column without nulls."""
    return pa.field(name, data_type, nullable=False)


FLIGHT = pa.schema(
    [
        required("date", pa.timestamp("us")),  # to the minute, without a zone
        required("delay", pa.int64()),  # minutes, negative is early
        required("distance", pa.int64()),  # miles
        required("origin", pa.utf8()),
        required("destination", pa.utf8()),
    ]
)
SPLIT = pa.schema([required("month", pa.int64())])

# Codes may be null or unknown, so everything that is looked up by them may be null.
ROUTE = pa.schema({"origin": pa.utf8(), "destination": pa.utf8()})
PLACE = {"city": pa.utf8(), "state": pa.utf8(), "latitude": pa.float64(), "longitude": pa.float64()}
ENRICHED = pa.schema(
    [(f"{end}_{column}", data_type) for end in ROUTE.names for column, data_type in PLACE.items()]
    + [("distance_km", pa.float64())]
)


@dataclass(frozen=True)
class Airport(ArrowSerializableDataclass):
    """An airport; city and state are null where they are unknown."""

    iata: str
    name: str
    city: str | None
    state: str | None
    country: str
    latitude: float
    longitude: float


# --- The protocol: what clients call. Its annotations give the Arrow types of parameters and results. ---


class Flights(Protocol):
    """Flights in the USA from January to June 2001, and its airports."""

    protocol_name: ClassVar[str] = "Flights"
    protocol_version: ClassVar[str] = "1.0.0"

    def flights(
        self,
        month: int | None = None,
        vgi_columns: list[str] | None = None,
        vgi_limit: int | None = None,
    ) -> Stream[ProducerState]:
        """Read the flights, ordered by date.

        Args:
            month: Only this month, 1 to 12; null for all.
            vgi_columns: Only these columns, in this order; null for all, none for batches that only count rows.
            vgi_limit: At most this many rows; null for all.

        """
        ...

    def flight_splits(self) -> Stream[ProducerState]:
        """List the months that have flights: each row is one split of ``flights``."""
        ...

    def enrich(self) -> Stream[ExchangeState]:
        """Turn origin and destination into places and the distance between them, row for row."""
        ...

    def airport(self, iata: str) -> Airport:
        """Look an airport up.

        Args:
            iata: Its code, as in ``JFK``.

        """
        ...


# --- The data: loaded on first use, once in each process, and shared by all threads. ---

_loading = threading.Lock()


def once[T](load: Callable[[], T]) -> Callable[[], T]:
    """Cache the result of *load*, which never runs twice, not even when two threads ask at once."""
    cached = cache(load)

    def get() -> T:
        with _loading:
            return cached()

    return get


@once
def flights_by_month() -> dict[int | None, pa.RecordBatch]:
    """Return the flights of each month, and all of them under None; each ordered by date."""
    options = csv.ConvertOptions(column_types=FLIGHT)
    table = csv.read_csv(DATA / "flights-200k.csv.gz", convert_options=options).cast(FLIGHT)
    [flights] = table.combine_chunks().to_batches()
    month = pc.month(flights["date"])
    parts = {value: flights.filter(pc.equal(month, value)) for value in month.unique().to_pylist()}
    return {None: flights, **parts}


@once
def airports() -> pa.RecordBatch:
    """Return all airports, one row for each code."""
    options = csv.ConvertOptions(column_types=Airport.ARROW_SCHEMA, null_values=["NA"], strings_can_be_null=True)
    [batch] = csv.read_csv(DATA / "airports.csv", convert_options=options).combine_chunks().to_batches()
    return batch


# --- The streams: a state is what an HTTP client carries from turn to turn, so it is small. ---


@dataclass
class FlightScan(ProducerState):
    """Rows ``position`` to ``end`` of a month are still to come; the columns are those of the output schema."""

    month: int | None
    position: int
    end: int
    batch_rows: int

    def produce(self, out: OutputCollector, ctx: CallContext) -> None:
        """Emit the next rows, and finish along with the last: that saves HTTP clients a request."""
        rows = min(self.batch_rows, self.end - self.position)
        if rows:
            batch = flights_by_month()[self.month].slice(self.position, rows)
            out.emit(batch.select(out.output_schema.names))
        self.position += rows
        if self.position == self.end:
            out.finish()


@dataclass
class SplitList(ProducerState):
    """Emits all splits at once."""

    def produce(self, out: OutputCollector, ctx: CallContext) -> None:
        """Emit the months and finish."""
        out.emit_pydict({"month": sorted(month for month in flights_by_month() if month is not None)})
        out.finish()


@dataclass
class Enrichment(ExchangeState):
    """Keeps nothing between batches."""

    def exchange(self, input: AnnotatedBatch, out: OutputCollector, ctx: CallContext) -> None:
        """Emit one row for each row of the input."""
        origin, destination = (find_airports(input.batch[end], ctx) for end in ROUTE.names)
        places = [airport[column] for airport in (origin, destination) for column in PLACE]
        out.emit_arrays([*places, great_circle_km(origin, destination)])


def find_airports(codes: pa.StringArray, ctx: CallContext) -> pa.RecordBatch:
    """Return the airport of each code, all null where the code is null or unknown; warn the client of unknown ones."""
    found = airports().take(pc.index_in(codes, value_set=airports()["iata"]))
    unknown = codes.filter(found["iata"].is_null()).drop_null().unique()
    if len(unknown):
        ctx.client_log(Level.WARN, f"unknown airport codes: {', '.join(unknown.to_pylist()[:10])}")
    return found


def great_circle_km(start: pa.RecordBatch, end: pa.RecordBatch) -> pa.DoubleArray:
    """Return the distances between airports by the haversine formula."""
    lat1, lon1, lat2, lon2 = (
        batch[angle] * math.radians(1) for batch in (start, end) for angle in ("latitude", "longitude")
    )
    sin_lat = pc.sin((lat2 - lat1) / 2)
    sin_lon = pc.sin((lon2 - lon1) / 2)
    chord = sin_lat * sin_lat + pc.cos(lat1) * pc.cos(lat2) * (sin_lon * sin_lon)
    return pc.asin(pc.sqrt(chord)) * (2 * EARTH_RADIUS_KM)


# --- The worker. ---


@dataclass(frozen=True)
class FlightsWorker:
    """Implements ``Flights``; one instance serves all connections and threads.

    Attributes:
        batch_rows: The most rows of a batch of ``flights``.

    """

    batch_rows: int = 16_384

    def __post_init__(self) -> None:
        """Refuse batches without rows."""
        if self.batch_rows < 1:
            raise ValueError(f"batch_rows is {self.batch_rows}, expected 1 or more")

    def flights(
        self,
        month: int | None = None,
        vgi_columns: list[str] | None = None,
        vgi_limit: int | None = None,
    ) -> Stream[FlightScan]:
        if month is not None and not 1 <= month <= 12:
            raise invalid("month", f"is {month}, expected 1 to 12 or null")
        if vgi_limit is not None and vgi_limit < 0:
            raise invalid("vgi_limit", f"is {vgi_limit}, expected 0 or more, or null")
        columns = FLIGHT.names if vgi_columns is None else vgi_columns
        if not set(columns) <= set(FLIGHT.names) or len(set(columns)) < len(columns):
            raise invalid("vgi_columns", f"is {columns}, expected distinct names out of {FLIGHT.names}")

        rows = flights_by_month()[month].num_rows if month in flights_by_month() else 0
        end = rows if vgi_limit is None else min(rows, vgi_limit)
        return Stream(
            output_schema=pa.schema([FLIGHT.field(column) for column in columns]),
            state=FlightScan(month=month, position=0, end=end, batch_rows=self.batch_rows),
        )

    def flight_splits(self) -> Stream[SplitList]:
        return Stream(output_schema=SPLIT, state=SplitList())

    def enrich(self) -> Stream[Enrichment]:
        # Clients send these columns in any order; the framework refuses batches that lack one or have others.
        return Stream(input_schema=ROUTE, output_schema=ENRICHED, state=Enrichment())

    def airport(self, iata: str) -> Airport:
        found = airports().filter(pc.equal(airports()["iata"], iata)).to_pylist()
        if not found:
            raise StatusError(
                f"no airport has the code {iata!r}, expected an IATA code such as 'JFK'",
                code=Code.NOT_FOUND,
                kind="airport_not_found",
                details=[ResourceInfo(resource_type="airport", resource_name=iata)],
            )
        return Airport(**found[0])


def invalid(parameter: str, problem: str) -> StatusError:
    """Classify a wrong argument, so that clients can tell whose it is."""
    return StatusError(
        f"{parameter} {problem}",
        code=Code.INVALID_ARGUMENT,
        kind="invalid_parameter",
        details=[BadRequest([FieldViolation(parameter, problem)])],
    )


if __name__ == "__main__":
    run_server(Flights, FlightsWorker(batch_rows=int(os.environ.get("FLIGHTS_BATCH_ROWS", "16384"))))
