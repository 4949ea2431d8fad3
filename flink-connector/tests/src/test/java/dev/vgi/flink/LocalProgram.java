package dev.vgi.flink;

import dev.vgi.flink.source.VgiSource;
import java.util.Base64;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.types.Row;
import org.apache.flink.util.CloseableIterator;
import org.apache.flink.util.InstantiationUtil;

/** A user's program, in a JVM of its own, that has no cluster but the one that its job starts. */
final class LocalProgram {
    private LocalProgram() {}

    /** Prints what a job that is planned here takes with it, and what a job makes of workers within its own process. */
    public static void main(String[] arguments) throws Exception {
        System.out.println(
                "PLANNED " + Base64.getEncoder().encodeToString(InstantiationUtil.serializeObject(Schemes.planned())));
        StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment();
        env.setParallelism(1);
        VgiExchange<Row> exchange = VgiExchange.on(
                        env.fromSequence(1, 3).map(Row::of).returns(Types.ROW_NAMED(new String[] {"id"}, Types.LONG)))
                .url("inproc:" + OddService.Worker.class.getName())
                .method("Odd/twice");
        print(exchange.apply());
        print(env.fromSource(
                VgiSource.builder()
                        .url("inproc:" + Numbers.Worker.class.getName())
                        .method("Numbers/rows")
                        .arg("part", "p")
                        .arg("count", 2)
                        .arg("batch_rows", 2)
                        .rows(DataTypes.ROW(DataTypes.FIELD("name", DataTypes.STRING()))),
                WatermarkStrategy.noWatermarks(),
                "numbers"));
    }

    private static void print(DataStream<Row> rows) throws Exception {
        try (CloseableIterator<Row> found = rows.executeAndCollect()) {
            found.forEachRemaining(row -> System.out.println("FOUND " + row));
        }
    }
}
