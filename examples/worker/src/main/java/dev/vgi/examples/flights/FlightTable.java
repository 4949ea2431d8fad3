package dev.vgi.examples.flights;

import dev.vgi.arrow.Batch;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/** Holds all flights in memory, ordered by date. Immutable. */
final class FlightTable {
    /** The columns: the date is to the minute and has no zone, the delay in minutes, the distance in miles. */
    static final Schema SCHEMA = new Schema(List.of(
            required("date", new ArrowType.Timestamp(TimeUnit.MICROSECOND, null)),
            required("delay", new ArrowType.Int(64, true)),
            required("distance", new ArrowType.Int(64, true)),
            required("origin", ArrowType.Utf8.INSTANCE),
            required("destination", ArrowType.Utf8.INSTANCE)));

    private final RowRange all;
    private final Map<Integer, RowRange> months;
    private final Map<String, Column> columns;

    private FlightTable(RowRange all, Map<Integer, RowRange> months, Map<String, Column> columns) {
        this.all = all;
        this.months = months;
        this.columns = columns;
    }

    private static Field required(String name, ArrowType type) {
        return new Field(name, FieldType.notNullable(type), List.of());
    }

    static FlightTable read() {
        List<List<String>> rows = Csv.rows("flights-200k.csv.gz");
        var dates = new long[rows.size()];
        var delays = new long[rows.size()];
        var distances = new long[rows.size()];
        var months = new TreeMap<Integer, RowRange>();
        for (int row = 0; row < rows.size(); row++) {
            List<String> cells = rows.get(row);
            var date = LocalDateTime.parse(cells.get(0).replace(' ', 'T'));
            dates[row] = ChronoUnit.MICROS.between(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC), date);
            delays[row] = Long.parseLong(cells.get(1));
            distances[row] = Long.parseLong(cells.get(2));
            months.merge(
                    date.getMonthValue(),
                    new RowRange(row, row + 1),
                    (range, next) -> new RowRange(range.from(), next.to()));
        }
        return new FlightTable(
                new RowRange(0, rows.size()),
                months,
                Map.of(
                        "date", new LongColumn(dates),
                        "delay", new LongColumn(delays),
                        "distance", new LongColumn(distances),
                        "origin",
                                TextColumn.of(
                                        rows.stream().map(cells -> cells.get(3)).toList()),
                        "destination",
                                TextColumn.of(
                                        rows.stream().map(cells -> cells.get(4)).toList())));
    }

    /** Returns the rows of all months. */
    RowRange all() {
        return all;
    }

    /** Returns the rows of a month, 1 to 12; perhaps none. */
    RowRange month(int month) {
        return months.getOrDefault(month, new RowRange(0, 0));
    }

    /** Returns the months that have flights, in order. */
    List<Integer> months() {
        return List.copyOf(months.keySet());
    }

    /** Copies some rows into a batch of these columns, for the caller to close. */
    Batch batch(Schema schema, RowRange rows, BufferAllocator allocator) {
        if (schema.getFields().isEmpty()) {
            return Batch.withoutColumns(rows.rows());
        }
        VectorSchemaRoot root = VectorSchemaRoot.create(schema, allocator);
        try {
            for (FieldVector vector : root.getFieldVectors()) {
                Objects.requireNonNull(columns.get(vector.getName())).copy(rows, vector);
            }
            root.setRowCount(rows.rows());
            return Batch.of(root);
        } catch (Throwable e) {
            root.close();
            throw e;
        }
    }
}
