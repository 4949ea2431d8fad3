package dev.vgi.spark;

import org.apache.spark.sql.connector.metric.CustomSumMetric;

/** Shown in Spark's UI. Public for Spark, which makes it by its name. */
public final class FetchTimeMetric extends CustomSumMetric {
    static final String NAME = "vgiFetchMillis";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public String description() {
        return "ms spent on fetches from a store, those side by side summed";
    }
}
