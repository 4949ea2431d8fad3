package dev.vgi.spark;

import org.apache.spark.sql.connector.metric.CustomSumMetric;

/** Shown in Spark's UI. Public for Spark, which makes it by its name. */
public final class ExternalBatchesMetric extends CustomSumMetric {
    static final String NAME = "vgiExternalBatches";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "batches fetched from a store";
    }
}
