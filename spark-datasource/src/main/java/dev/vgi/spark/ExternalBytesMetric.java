package dev.vgi.spark;

import org.apache.spark.sql.connector.metric.CustomSumMetric;

/** Shown in Spark's UI. Public for Spark, which makes it by its name. */
public final class ExternalBytesMetric extends CustomSumMetric {
    static final String NAME = "vgiExternalBytes";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "bytes fetched from a store";
    }
}
