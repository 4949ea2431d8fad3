package dev.vgi.spark;

import static org.apache.spark.sql.functions.col;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.execution.SparkPlan;
import org.apache.spark.sql.vectorized.ColumnVector;
import org.apache.spark.sql.vectorized.ColumnarBatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scala.reflect.ClassTag$;

/** Batches as Spark may treat them: kept to the end, wide, nested. */
class BatchesTest extends TablesTest {
    @Test
    void batchesThatSparkKeeps_holdTheirOwnValues(SparkSession spark) {
        Dataset<Row> numbers = read(spark, "numbers", Map.of("arg.count", "1050", "columnar", "true"));
        List<String> rows = columnar(numbers).mapPartitions(new Keeping()).collect();
        assertThat(rows)
                .hasSize(1050)
                .startsWith("0 null 0.0", "1 n1 0.5")
                .contains("100 n100 50.0", "999 null 499.5")
                .endsWith("1049 n1049 524.5");
    }

    /** The batches of a read, as it hands them to the operators above it. */
    private static JavaRDD<ColumnarBatch> columnar(Dataset<Row> rows) {
        SparkPlan plan = rows.queryExecution().sparkPlan();
        assertThat(plan.supportsColumnar()).isTrue();
        return new JavaRDD<>(plan.executeColumnar(), ClassTag$.MODULE$.apply(ColumnarBatch.class));
    }

    /** Takes all batches before it looks into the first, and closes none. */
    private static final class Keeping implements FlatMapFunction<Iterator<ColumnarBatch>, String> {
        private static final long serialVersionUID = 1L;

        @Override
        public Iterator<String> call(Iterator<ColumnarBatch> batches) {
            List<ColumnVector[]> kept = new ArrayList<>();
            List<Integer> counts = new ArrayList<>();
            while (batches.hasNext()) {
                ColumnarBatch batch = batches.next();
                ColumnVector[] columns = new ColumnVector[batch.numCols()];
                Arrays.setAll(columns, batch::column);
                kept.add(columns);
                counts.add(batch.numRows());
            }
            List<String> rows = new ArrayList<>();
            for (int batch = 0; batch < kept.size(); batch++) {
                ColumnVector[] columns = kept.get(batch);
                for (int row = 0; row < counts.get(batch); row++) {
                    rows.add(columns[0].getLong(row) + " "
                            + (columns[1].isNullAt(row) ? "null" : columns[1].getUTF8String(row)) + " "
                            + columns[2].getDouble(row));
                }
            }
            return rows.iterator();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"auto", "true", "false"})
    void wideTable_isReadWhole(String columnar, SparkSession spark) {
        Dataset<Row> wide = read(spark, "wide", Map.of("arg.count", "350", "columnar", columnar));
        assertThat(wide.queryExecution().sparkPlan().supportsColumnar()).isEqualTo(columnar.equals("true"));
        List<Row> rows = wide.orderBy("c0").collectAsList();
        assertThat(rows).hasSize(350);
        for (long row = 0; row < 350; row++) {
            long first = 1000 * row;
            assertThat(rows.get((int) row).mkString(","))
                    .isEqualTo(Arrays.toString(LongStream.range(first, first + TablesWorker.WIDE)
                                    .toArray())
                            .replaceAll("[\\[\\] ]", ""));
        }
    }

    @Test
    void fewColumnsOfAWideTable_areBatches(SparkSession spark) {
        Dataset<Row> few = read(spark, "wide", Map.of("arg.count", "350")).select("c119", "c7");
        assertThat(few.queryExecution().sparkPlan().toString()).contains("c7");
        assertThat(few.groupBy().sum("c7").first().getLong(0)).isEqualTo(350 * 7 + 1000L * 350 * 349 / 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void fieldsOfStructs_areFoundByName_inEveryBatch(String columnar, SparkSession spark) {
        Dataset<Row> nested = read(spark, "nested", Map.of("arg.count", "350", "columnar", columnar));
        List<Row> rows = nested.select(col("place.point.y"), col("place.tags").getItem(0), col("id"), col("place.name"))
                .collectAsList();
        assertThat(rows).hasSize(350);
        assertThat(rows.get(1).toString()).isEqualTo("[-1,a1,1,p1]");
        assertThat(rows.get(5).toString()).isEqualTo("[null,null,5,null]");
        assertThat(rows.get(7).toString()).isEqualTo("[null,a7,7,p7]");
        assertThat(rows.get(349).toString()).isEqualTo("[-349,a349,349,p349]");
        assertThat(nested.selectExpr("sum(place.point.x)", "sum(place.point.y)", "count(place.name)")
                        .first()
                        .toString())
                .isEqualTo("[42000,-42000,280]");
    }

    @Test
    void intervalsOfEachUnit_keepTheirParts(SparkSession spark) {
        List<Row> rows = read(spark, "intervals", Map.of())
                .selectExpr("CAST(months AS STRING)", "CAST(days AS STRING)", "CAST(both AS STRING)")
                .collectAsList();
        assertThat(rows).hasSize(250);
        assertThat(rows.get(2).toString())
                .isEqualTo("[INTERVAL '1-2' YEAR TO MONTH,2 days 1.5 seconds,1 months 2 days 2 seconds]");
        assertThat(rows.get(3).toString()).isEqualTo("[null,null,null]");
        assertThat(rows.get(248).toString())
                .isEqualTo("[INTERVAL '21-8' YEAR TO MONTH,248 days 1.5 seconds,1 months 248 days 2 seconds]");
    }
}
