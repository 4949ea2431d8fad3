"""Sends a read through each of PySpark's ways into Python, which keep batches or pass them on as Arrow buffers.

Arguments: the bundle, and the address of a worker with the tables of the tests.
"""

import sys
from collections.abc import Iterator

import pandas as pd
import pyarrow as pa
from pyspark.sql import SparkSession
from pyspark.sql.functions import pandas_udf, udf

bundle, url = sys.argv[1:]
spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.jars", bundle)
    .config("spark.ui.enabled", "false")
    .config("spark.sql.shuffle.partitions", "2")
    .getOrCreate()
)
flights = spark.read.format("vgi").option("url", url).option("partitions", '[{"month": 1}, {"month": 2}]').load(
    "Flights/flights"
)


@pandas_udf("long")
def twice(delay: pd.Series) -> pd.Series:
    return delay * 2


@udf("string")
def route(origin: str, destination: str) -> str:
    return f"{origin}-{destination}"


def longest(batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        yield pa.RecordBatch.from_pydict({"distance": batch.column("distance"), "origin": batch.column("origin")})


print("rows", flights.count(), "delay", flights.agg({"delay": "sum"}).first()[0])
print("pandas_udf", flights.select(twice("delay").alias("d"), "origin").agg({"d": "sum", "origin": "max"}).first())
print("udf", flights.select(route("origin", "destination").alias("r")).where("r = 'SFO-JFK'").count())
mapped = flights.mapInArrow(longest, "distance long, origin string")
print("mapInArrow", mapped.agg({"distance": "sum"}).first()[0], mapped.where("origin = 'SFO'").count())
frame = flights.select("delay", "origin").toPandas()
print("toPandas", len(frame), int(frame.delay.sum()), int((frame.origin == "SFO").sum()))
spark.conf.set("spark.sql.execution.arrow.pyspark.enabled", "true")
frame = flights.select("delay", "origin").toPandas()
print("toPandas in Arrow", len(frame), int(frame.delay.sum()), int((frame.origin == "SFO").sum()))
spark.stop()
