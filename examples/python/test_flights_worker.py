"""What the flights worker promises its clients, on each transport.

Run with ``python -m pytest`` where ``requirements.txt`` and ``pytest`` are installed.
"""

import math
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2
import pyarrow as pa
import pyarrow.compute as pc
import pytest
from vgi_rpc import AnnotatedBatch, Level, Message, RpcError, connect, http_connect, serve_pipe
from vgi_rpc.introspect import ReflectionNotSupportedError, describe_protocol
from vgi_rpc.rpc import tcp_connect, unix_connect

from flights_worker import EARTH_RADIUS_KM, ENRICHED, FLIGHT, Airport, Flights, FlightsWorker

COMMAND = [sys.executable, str(Path(__file__).with_name("flights_worker.py"))]


@contextmanager
def worker(*arguments: str, **environment: str) -> Iterator[str]:
    """Run a worker and give the address that it prints."""
    process = subprocess.Popen(
        [*COMMAND, *arguments], stdout=subprocess.PIPE, text=True, env={**os.environ, **environment}
    )
    try:
        yield process.stdout.readline().strip().partition(":")[2]
    finally:
        process.terminate()
        process.communicate()


@contextmanager
def http_worker(**environment: str) -> Iterator[str]:
    """Run an HTTP worker; it prints its port shortly before it listens there."""
    with worker("--http", **environment) as port:
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", int(port))).close()
                break
            except ConnectionRefusedError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.01)
        yield f"http://127.0.0.1:{port}"


@dataclass
class Connection:
    client: Flights
    logs: list[Message]


@pytest.fixture(scope="module", params=["pipe", "unix", "tcp", "http"])
def connection(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """One connection for all tests of a transport: each leaves it usable for the next one."""
    logs: list[Message] = []
    match request.param:
        case "pipe":
            with connect(Flights, COMMAND, on_log=logs.append) as client:
                yield Connection(client, logs)
        case "unix":
            path = str(tmp_path_factory.mktemp("unix") / "socket")
            with worker("--unix", path), unix_connect(Flights, path, on_log=logs.append) as client:
                yield Connection(client, logs)
        case "tcp":
            with worker("--tcp", "0") as address:
                host, port = address.split(":")
                with tcp_connect(Flights, host, int(port), on_log=logs.append) as client:
                    yield Connection(client, logs)
        case "http":
            with http_worker() as url, http_connect(Flights, url, on_log=logs.append) as client:
                yield Connection(client, logs)


@pytest.fixture
def client(connection: Connection) -> Flights:
    connection.logs.clear()
    return connection.client


def table(stream: Iterator[AnnotatedBatch]) -> pa.Table:
    return pa.Table.from_batches([part.batch for part in stream])


def enrich(client: Flights, *columns: pa.Array, names: tuple[str, ...] = ("origin", "destination")) -> pa.RecordBatch:
    with client.enrich() as stream:
        return stream.exchange(AnnotatedBatch(pa.record_batch(list(columns), names=list(names)))).batch


# --- flights and flight_splits ---


def test_flights_gives_all_rows_ordered_by_date_in_batches_of_16384(client):
    batches = [part.batch for part in client.flights()]
    flights = pa.Table.from_batches(batches)
    assert flights.schema == FLIGHT
    assert [batch.num_rows for batch in batches] == [16_384] * 12 + [3_392]
    assert flights["date"] == flights.sort_by("date")["date"]


def test_splits_cover_all_flights_once(client):
    splits = table(client.flight_splits())["month"].to_pylist()
    months = [table(client.flights(month=month)) for month in splits]
    assert splits == [1, 2, 3, 4, 5, 6]
    assert [part.num_rows for part in months] == [33_883, 30_545, 34_100, 33_402, 34_589, 33_481]
    assert pa.concat_tables(months) == table(client.flights())


def test_month_gives_the_flights_of_that_month_only(client):
    assert pc.month(table(client.flights(month=2))["date"]).unique().to_pylist() == [2]


def test_vgi_columns_gives_these_columns_in_this_order(client):
    flights = table(client.flights(month=1, vgi_columns=["origin", "delay"]))
    assert flights.schema == pa.schema([FLIGHT.field("origin"), FLIGHT.field("delay")])
    assert flights == table(client.flights(month=1)).select(["origin", "delay"])


def test_empty_vgi_columns_gives_batches_that_only_count_rows(client):
    batches = [part.batch for part in client.flights(vgi_columns=[])]
    assert {batch.num_columns for batch in batches} == {0}
    assert sum(batch.num_rows for batch in batches) == 200_000


@pytest.mark.parametrize(("limit", "rows"), [(0, []), (1, [1]), (16_384, [16_384]), (20_000, [16_384, 3_616])])
def test_vgi_limit_gives_the_first_rows(client, limit, rows):
    assert [part.batch.num_rows for part in client.flights(month=3, vgi_limit=limit)] == rows


def test_vgi_limit_above_the_number_of_rows_gives_all(client):
    assert table(client.flights(month=3, vgi_limit=1_000_000)).num_rows == 34_100


def test_month_without_flights_gives_no_batch(client):
    assert list(client.flights(month=12)) == []


@pytest.mark.parametrize(
    "argument",
    [
        {"month": 0},
        {"month": 13},
        {"vgi_columns": ["origin", "carrier"]},
        {"vgi_columns": ["origin", "origin"]},
        {"vgi_limit": -1},
    ],
    ids=str,
)
def test_wrong_argument_is_an_error_that_names_it(client, argument):
    with pytest.raises(RpcError) as error:
        list(client.flights(**argument))
    assert (error.value.error_code, error.value.error_kind) == ("INVALID_ARGUMENT", "invalid_parameter")
    assert [violation.field for violation in error.value.bad_request().field_violations] == list(argument)


# --- enrich ---


def test_enrich_gives_one_row_for_each_row(client):
    result = enrich(client, pa.array(["JFK", "LAX", "JFK"]), pa.array(["LAX", "JFK", "JFK"]))
    assert result.schema == ENRICHED
    assert result["origin_city"].to_pylist() == ["New York", "Los Angeles", "New York"]
    assert result["destination_state"].to_pylist() == ["CA", "NY", "NY"]
    assert result["origin_latitude"].to_pylist() == [40.63975111, 33.94253611, 40.63975111]
    assert result["destination_longitude"].to_pylist() == [-118.4080744, -73.77892556, -73.77892556]
    assert result["distance_km"].to_pylist() == pytest.approx([3974.205348151532, 3974.205348151532, 0], rel=1e-12)


def test_enrich_distances_follow_the_formula_and_agree_with_the_reported_miles(client):
    flights = table(client.flights(month=1, vgi_columns=["origin", "destination", "distance"]))
    [batch] = flights.combine_chunks().to_batches()
    places = enrich(client, batch["origin"], batch["destination"])
    for row, miles in zip(places.to_pylist(), batch["distance"].to_pylist(), strict=True):
        lat1, lat2 = math.radians(row["origin_latitude"]), math.radians(row["destination_latitude"])
        half_lat = (lat2 - lat1) / 2
        half_lon = math.radians(row["destination_longitude"] - row["origin_longitude"]) / 2
        chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
        expected = 2 * EARTH_RADIUS_KM * math.asin(math.sqrt(chord))
        assert row["distance_km"] == pytest.approx(expected, rel=1e-9)
        assert row["distance_km"] == pytest.approx(miles * 1.609344, rel=0.02)


def test_enrich_gives_null_for_an_unknown_city(client):
    [row] = enrich(client, pa.array(["MQT"]), pa.array(["JFK"])).to_pylist()
    assert (row["origin_city"], row["origin_state"], row["origin_latitude"]) == (None, None, 46.353639)


def test_enrich_gives_nulls_and_a_warning_for_an_unknown_code(client, connection):
    [row] = enrich(client, pa.array(["???"]), pa.array(["JFK"])).to_pylist()
    assert (row["origin_latitude"], row["distance_km"], row["destination_city"]) == (None, None, "New York")
    assert [(log.level, log.message) for log in connection.logs] == [(Level.WARN, "unknown airport codes: ???")]


def test_enrich_gives_nulls_for_a_null_code(client, connection):
    [row] = enrich(client, pa.array([None], pa.utf8()), pa.array(["JFK"])).to_pylist()
    assert (row["origin_latitude"], row["distance_km"], row["destination_city"]) == (None, None, "New York")
    assert connection.logs == []


def test_enrich_takes_batches_of_any_size_one_after_the_other(client):
    with client.enrich() as stream:
        for rows in (3, 0, 100_000):
            codes = pa.repeat("JFK", rows)
            batch = pa.record_batch([codes, codes], names=["origin", "destination"])
            assert stream.exchange(AnnotatedBatch(batch)).batch.num_rows == rows


def test_enrich_takes_its_columns_in_any_order(client):
    [row] = enrich(client, pa.array(["LAX"]), pa.array(["JFK"]), names=("destination", "origin")).to_pylist()
    assert (row["origin_state"], row["destination_state"]) == ("NY", "CA")


@pytest.mark.parametrize("names", [("origin",), ("origin", "destination", "delay"), ("origin", "dest")], ids=str)
def test_enrich_refuses_other_columns_than_its_own(client, names):
    with pytest.raises(RpcError, match=r"expected origin: string\ndestination: string, got origin"):
        enrich(client, *[pa.array(["JFK"])] * len(names), names=names)


# --- airport ---


def test_airport_gives_the_airport(client):
    assert client.airport(iata="JFK") == Airport(
        "JFK", "John F Kennedy Intl", "New York", "NY", "USA", 40.63975111, -73.77892556
    )


def test_airport_in_an_unknown_place_has_neither_city_nor_state(client):
    airport = client.airport(iata="ROP")
    assert (airport.city, airport.state, airport.country) == (None, None, "Thailand")


def test_unknown_airport_is_a_classified_error(client):
    with pytest.raises(RpcError, match="no airport has the code 'ZZZ'") as error:
        client.airport(iata="ZZZ")
    assert (error.value.error_code, error.value.error_kind) == ("NOT_FOUND", "airport_not_found")
    assert error.value.resource_info().resource_name == "ZZZ"


# --- the worker as a program ---


def test_describe_says_which_streams_take_input():
    with connect(Flights, [*COMMAND, "--describe"]) as client:
        service = describe_protocol(client, "Flights")
    assert service.protocol_version == "1.0.0"
    assert {name: method.is_exchange for name, method in service.methods.items()} == {
        "airport": None,
        "enrich": True,
        "flight_splits": False,
        "flights": False,
    }


def test_without_describe_there_is_no_reflection():
    with connect(Flights, COMMAND) as client, pytest.raises(ReflectionNotSupportedError):
        describe_protocol(client, "Flights")


def test_http_scan_takes_one_request_for_each_batch():
    requests: list[str] = []

    def record(request: httpx2.Request) -> None:
        if request.method == "POST":
            requests.append(request.url.path)

    with (
        http_worker(FLIGHTS_BATCH_ROWS="10000") as url,
        httpx2.Client(base_url=url, event_hooks={"request": [record]}) as http,
        http_connect(Flights, client=http) as client,
    ):
        assert [part.batch.num_rows for part in client.flights(month=2, vgi_limit=25_000)] == [10_000, 10_000, 5_000]
    assert requests == ["/Flights/flights/init"] + ["/Flights/flights/exchange"] * 2


def test_more_http_readers_than_threads_take_turns():
    def read(url: str, month: int) -> int:
        with http_connect(Flights, url) as client:
            return table(client.flights(month=month)).num_rows

    with http_worker(VGI_HTTP_THREADS="1") as url, ThreadPoolExecutor(6) as readers:
        assert sum(readers.map(read, [url] * 6, range(1, 7))) == 200_000


def test_unix_readers_are_served_at_once(tmp_path):
    path = str(tmp_path / "socket")
    with worker("--unix", path), unix_connect(Flights, path) as one, unix_connect(Flights, path) as other:
        pairs = zip(one.flights(month=1), other.flights(month=1), strict=True)
        assert all(first.batch == second.batch for first, second in pairs)


def test_batch_rows_bounds_the_batches():
    with serve_pipe(Flights, FlightsWorker(batch_rows=1_000)) as client:
        batches = [part.batch.num_rows for part in client.flights(month=1, vgi_limit=2_500)]
    assert batches == [1_000, 1_000, 500]


def test_batch_rows_below_one_is_refused():
    with pytest.raises(ValueError, match="batch_rows is 0, expected 1 or more"):
        FlightsWorker(batch_rows=0)
