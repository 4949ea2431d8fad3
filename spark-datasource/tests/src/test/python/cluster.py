"""Reads and enriches on a cluster of two executors, with the bundle jar; then with a scheme that the cluster allows.

Arguments: the bundle, a worker's address, and the command of a worker.
"""

import sys

from pyspark.sql import DataFrame, SparkSession

bundle, url, command = sys.argv[1:]


def cluster(**settings: str) -> SparkSession:
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").config("spark.jars", bundle)
    builder = builder.config("spark.ui.enabled", "false").config("spark.sql.shuffle.partitions", "2")
    for name, value in settings.items():
        builder = builder.config(name.replace("_", "."), value)
    return builder.getOrCreate()


def flights(spark: SparkSession, address: str) -> DataFrame:
    return spark.read.format("vgi").option("url", address).option("partitions", '[{"month": 1}, {"month": 2}]').load(
        "Flights/flights"
    )


def refusal(spark: SparkSession) -> str:
    try:
        return f"count {flights(spark, 'cmd:' + command).count()}"
    except Exception as e:
        return str(e)


spark = cluster()
print("rows", flights(spark, url).count())
hosts = flights(spark, url).selectExpr("spark_partition_id() AS p").distinct().count()
print("partitions", hosts)
exchange = spark._jvm.dev.vgi.spark.VgiExchange.on(flights(spark, url)._jdf)
exchange = exchange.url(url).method("Flights/enrich").option("inputColumns", "origin,destination")
enriched = DataFrame(exchange.apply(), spark)
print("enriched", enriched.where("origin_state = 'CA'").count())
print("refused", " ".join(refusal(spark).split()))
spark.conf.set("spark.vgi.allowedSchemes", "cmd")
print("refused still", " ".join(refusal(spark).split()))
spark.stop()

spark = cluster(spark_vgi_allowedSchemes="cmd")
print("allowed", refusal(spark))
spark.stop()
