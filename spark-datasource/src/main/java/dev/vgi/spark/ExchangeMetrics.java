package dev.vgi.spark;

import dev.vgi.protocol.ExternalFetchStats;
import java.io.Serializable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.SparkContext;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.execution.metric.SQLMetric;
import org.apache.spark.sql.execution.metric.SQLMetrics;
import scala.Tuple2;
import scala.collection.immutable.Map;

/** What Spark's UI shows of an exchange; tasks add to it. */
record ExchangeMetrics(
        SQLMetric rows,
        SQLMetric exchanges,
        SQLMetric millis,
        SQLMetric externalBatches,
        SQLMetric externalBytes,
        SQLMetric fetchMillis)
        implements Serializable {
    private static final String ROWS = "numOutputRows";
    private static final String EXCHANGES = "exchanges";
    private static final String MILLIS = "exchangeMillis";
    private static final String FETCH_MILLIS = FetchTimeMetric.NAME;

    /** New ones by their names. */
    static Map<String, SQLMetric> create(SparkContext context) {
        List<Tuple2<String, SQLMetric>> metrics = new ArrayList<>();
        metrics.add(new Tuple2<>(ROWS, SQLMetrics.createMetric(context, "number of output rows")));
        metrics.add(new Tuple2<>(EXCHANGES, SQLMetrics.createMetric(context, "number of exchanges")));
        metrics.add(new Tuple2<>(MILLIS, SQLMetrics.createMetric(context, "milliseconds with the worker")));
        metrics.add(new Tuple2<>(
                ExternalBatchesMetric.NAME,
                SQLMetrics.createMetric(context, new ExternalBatchesMetric().description())));
        metrics.add(new Tuple2<>(
                ExternalBytesMetric.NAME, SQLMetrics.createMetric(context, new ExternalBytesMetric().description())));
        metrics.add(new Tuple2<>(FETCH_MILLIS, SQLMetrics.createMetric(context, new FetchTimeMetric().description())));
        return Scala.map(metrics);
    }

    static ExchangeMetrics of(SparkPlan plan) {
        return new ExchangeMetrics(
                plan.longMetric(ROWS),
                plan.longMetric(EXCHANGES),
                plan.longMetric(MILLIS),
                plan.longMetric(ExternalBatchesMetric.NAME),
                plan.longMetric(ExternalBytesMetric.NAME),
                plan.longMetric(FETCH_MILLIS));
    }

    /** One batch was answered; {@code fetched} is what of the answer came by way of object storage. */
    void exchanged(int rowCount, Duration waited, ExternalFetchStats fetched) {
        rows.add(rowCount);
        exchanges.add(1);
        millis.add(waited.toMillis());
        externalBatches.add(fetched.batches());
        externalBytes.add(fetched.bytes());
        fetchMillis.add(fetched.fetchTime().toMillis());
    }
}
