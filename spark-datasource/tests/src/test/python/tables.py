"""Makes tables in a metastore that outlives the session, or reads those that an earlier session made.

Arguments: the bundle, the address of a worker with the tables of the tests, the metastore's folder, and "make" or "read".
"""

import os
import sys

from pyspark.sql import SparkSession

bundle, url, folder, what = sys.argv[1:]
os.chdir(folder)  # where the metastore writes its log
spark = (
    SparkSession.builder.master("local[2]")
    .config("spark.jars", bundle)
    .config("spark.ui.enabled", "false")
    .config("spark.sql.warehouse.dir", f"{folder}/warehouse")
    .config("spark.hadoop.javax.jdo.option.ConnectionURL", f"jdbc:derby:;databaseName={folder}/metastore;create=true")
    .enableHiveSupport()
    .getOrCreate()
)
options = f"OPTIONS (url '{url}', method 'Flights/flights', `arg.month` '1')"
if what == "make":
    spark.sql(f"CREATE TABLE flights USING vgi {options}")
    spark.sql(f"CREATE TABLE origins (origin STRING) USING vgi {options} COMMENT 'where flights begin'")
print("tables", sorted(row.tableName for row in spark.sql("SHOW TABLES").collect()))
print("rows", spark.table("flights").count())
print("columns", [f"{row.col_name} {row.data_type}" for row in spark.sql("DESCRIBE origins").collect()])
print("origins", spark.sql("SELECT count(DISTINCT origin) FROM origins").first()[0])
if what == "read":
    spark.sql("DROP TABLE flights")
    print("tables left", [row.tableName for row in spark.sql("SHOW TABLES").collect()])
spark.stop()
