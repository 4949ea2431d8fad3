package dev.vgi.flink;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.server.Server;
import dev.vgi.service.Exchange;
import dev.vgi.service.NoSideEffects;
import dev.vgi.service.Output;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.arrow.vector.types.pojo.Schema;

/** Exchanges that do what a worker should not, or what only some do. */
@VgiProtocol(name = "Odd")
public interface OddService {
    /** {@code twice} for each {@code id}. */
    @NoSideEffects
    Exchange<Batch, Batch> twice();

    /** The same, without saying that it has no side effects. */
    Exchange<Batch, Batch> twiceForReal();

    /** The same for an {@code id} of 32 bits. */
    Exchange<Batch, Batch> narrow();

    /** The same without the last row. */
    Exchange<Batch, Batch> fewer();

    /** The multiples of {@code id} up to {@code times}, one row each, with the numbers of the rows that asked. */
    Exchange<Batch, Batch> multiples(long times);

    /** {@code name}, {@code age} and {@code tags} of each {@code id}; {@code half} of the even ones. */
    Exchange<Batch, Batch> people();

    /** No rows of columns with odd names and types. */
    Producer<Batch> oddColumns();

    /** Row numbers that nobody sent. */
    Exchange<Batch, Batch> wrongNumbers();

    /** Fails at this {@code id}, once. */
    Exchange<Batch, Batch> failingAt(long id);

    /** Implements it, and counts. */
    final class Worker implements OddService {
        static final Schema ID = SchemaText.parse("id BIGINT");
        static final Schema TWICE = SchemaText.parse("twice BIGINT");

        final AtomicInteger calls = new AtomicInteger();
        final AtomicInteger empty = new AtomicInteger();
        final AtomicInteger streams = new AtomicInteger();
        final AtomicLong rows = new AtomicLong();
        final AtomicInteger failures = new AtomicInteger();
        /** Ends all pauses. */
        final CountDownLatch hurry = new CountDownLatch(1);

        volatile long latencyMillis;

        /** Serves on a unix socket, whose path is the argument, until the process is ended. */
        public static void main(String[] arguments) throws InterruptedException {
            try (Server server = Server.builder()
                    .host(OddService.class, new Worker())
                    .unix(Path.of(arguments[0]))
                    .start()) {
                System.out.println("UNIX:" + arguments[0]);
                server.join();
            }
        }

        private Exchange<Batch, Batch> mapped(Schema input, Schema output, Mapping mapping) {
            streams.incrementAndGet();
            return Exchange.of(input, output, (batch, out) -> {
                List<Map<String, Object>> answers = new ArrayList<>();
                if (batch.rowCount() == 0) {
                    empty.incrementAndGet();
                } else {
                    calls.incrementAndGet();
                    pause();
                }
                rows.addAndGet(batch.rowCount());
                mapping.map(Values.rows(batch), answers);
                emit(out, output, answers);
            });
        }

        private void pause() {
            try {
                if (latencyMillis > 0 && hurry.await(latencyMillis, TimeUnit.MILLISECONDS)) {
                    throw VgiException.of(Code.CANCELLED, "the test is over");
                }
            } catch (InterruptedException e) {
                throw VgiException.of(Code.CANCELLED, "interrupted", e);
            }
        }

        private static void emit(Output<Batch> out, Schema schema, List<Map<String, Object>> rows) {
            out.emit(Values.encodeRows(schema, rows, out.allocator()));
        }

        private interface Mapping {
            void map(List<Map<String, Object>> rows, List<Map<String, Object>> answers);
        }

        private static void twice(List<Map<String, Object>> rows, List<Map<String, Object>> answers) {
            for (Map<String, Object> row : rows) {
                answers.add(Map.of("twice", 2 * (Long) row.get("id")));
            }
        }

        @Override
        public Exchange<Batch, Batch> twice() {
            return mapped(ID, TWICE, Worker::twice);
        }

        @Override
        public Exchange<Batch, Batch> twiceForReal() {
            return mapped(ID, TWICE, Worker::twice);
        }

        @Override
        public Exchange<Batch, Batch> narrow() {
            return mapped(SchemaText.parse("id INT"), TWICE, (rows, answers) -> {
                for (Map<String, Object> row : rows) {
                    answers.add(Map.of("twice", 2L * (Integer) row.get("id")));
                }
            });
        }

        @Override
        public Exchange<Batch, Batch> fewer() {
            return mapped(ID, TWICE, (rows, answers) -> {
                twice(rows, answers);
                if (!answers.isEmpty()) {
                    answers.remove(answers.size() - 1);
                }
            });
        }

        @Override
        public Exchange<Batch, Batch> multiples(long times) {
            return mapped(
                    SchemaText.parse("id BIGINT, row BIGINT NOT NULL"),
                    SchemaText.parse("multiple BIGINT, row BIGINT"),
                    (rows, answers) -> {
                        for (long i = 1; i <= times; i++) {
                            for (Map<String, Object> row : rows) {
                                if ((Long) row.get("id") % 2 == 0) {
                                    var answer = new HashMap<String, Object>();
                                    answer.put("multiple", i * (Long) row.get("id"));
                                    answer.put("row", row.get("row"));
                                    answers.add(answer);
                                }
                            }
                        }
                    });
        }

        @Override
        public Exchange<Batch, Batch> people() {
            return mapped(
                    ID, SchemaText.parse("name STRING, age INT, half DOUBLE, tags ARRAY<STRING>"), (rows, answers) -> {
                        for (Map<String, Object> row : rows) {
                            long id = (Long) row.get("id");
                            var answer = new HashMap<String, Object>();
                            answer.put("name", "n" + id);
                            answer.put("age", (int) (id % 90));
                            answer.put("half", id % 2 == 0 ? id / 2.0 : null);
                            answer.put("tags", List.of("t" + id % 3));
                            answers.add(answer);
                        }
                    });
        }

        @Override
        public Producer<Batch> oddColumns() {
            return Producer.of(
                    SchemaText.parse("`date` BIGINT NOT NULL, took duration(us), text STRING"), 0, (state, out) -> {
                        out.finish();
                        return state;
                    });
        }

        @Override
        public Exchange<Batch, Batch> wrongNumbers() {
            return mapped(
                    SchemaText.parse("id BIGINT, row BIGINT NOT NULL"),
                    SchemaText.parse("twice BIGINT, row BIGINT"),
                    (rows, answers) -> {
                        for (Map<String, Object> row : rows) {
                            answers.add(Map.of("twice", 0L, "row", 7 + (Long) row.get("row")));
                        }
                    });
        }

        @Override
        public Exchange<Batch, Batch> failingAt(long id) {
            return mapped(ID, TWICE, (rows, answers) -> {
                if (rows.stream().anyMatch(row -> row.get("id").equals(id)) && failures.getAndIncrement() == 0) {
                    throw VgiException.of(Code.INTERNAL, "no answer for " + id);
                }
                twice(rows, answers);
            });
        }
    }
}
