package dev.vgi.examples.flights;

import dev.vgi.Code;
import dev.vgi.ErrorDetail;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.service.Exchange;
import dev.vgi.service.Producer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Implements {@link Flights} on the sample data. Thread-safe: one instance serves all callers. */
public final class FlightsWorker implements Flights {
    /** How many rows a batch of {@link #flights} has at most, unless the constructor is told otherwise. */
    public static final int DEFAULT_BATCH_ROWS = 16_384;

    private final int batchRows;

    public FlightsWorker() {
        this(DEFAULT_BATCH_ROWS);
    }

    /** @param batchRows the most rows of a batch of {@link #flights}, 1 or more */
    public FlightsWorker(int batchRows) {
        if (batchRows < 1) {
            throw VgiException.invalidArgument("batchRows is " + batchRows + ", expected 1 or more");
        }
        this.batchRows = batchRows;
    }

    @Override
    public Producer<Batch> flights(
            @Nullable Long month, @Nullable List<@Nullable String> vgiColumns, @Nullable Long vgiLimit) {
        if (month != null && (month < 1 || month > 12)) {
            throw invalid("month", "is " + month + ", expected 1 to 12 or null");
        }
        if (vgiLimit != null && vgiLimit < 0) {
            throw invalid("vgi_limit", "is " + vgiLimit + ", expected 0 or more, or null");
        }
        Schema columns = vgiColumns == null ? FlightTable.SCHEMA : columns(vgiColumns);
        FlightTable flights = SampleData.flights();
        RowRange selected = month == null ? flights.all() : flights.month(month.intValue());
        RowRange limited = vgiLimit == null ? selected : selected.first(vgiLimit);
        return Producer.of(columns, limited, (rest, output) -> {
            RowRange now = rest.first(batchRows);
            if (!now.isEmpty()) {
                output.emit(flights.batch(columns, now, output.allocator()));
            }
            RowRange left = rest.after(now);
            if (left.isEmpty()) {
                output.finish(); // with the last batch: that saves HTTP clients a request
            }
            return left;
        });
    }

    private static Schema columns(List<@Nullable String> names) {
        Map<String, Field> known = new LinkedHashMap<>();
        FlightTable.SCHEMA.getFields().forEach(field -> known.put(field.getName(), field));
        List<Field> columns =
                names.stream().map(known::remove).flatMap(Stream::ofNullable).toList();
        if (columns.size() < names.size()) {
            throw invalid(
                    "vgi_columns",
                    "is " + names + ", expected distinct names out of "
                            + FlightTable.SCHEMA.getFields().stream()
                                    .map(Field::getName)
                                    .toList());
        }
        return new Schema(columns);
    }

    @Override
    public Producer<Split> flightSplits() {
        return Producer.ofAll(
                Split.class,
                SampleData.flights().months().stream().map(Split::new).toList());
    }

    @Override
    public Exchange<Batch, Batch> enrich() {
        return Exchange.of(Enrichment.INPUT, Enrichment.OUTPUT, new Enrichment());
    }

    @Override
    public Airport airport(String iata) {
        AirportTable airports = SampleData.airports();
        int position = airports.codes().find(iata);
        if (position == CodeIndex.NONE) {
            throw VgiException.builder(
                            Code.NOT_FOUND,
                            "no airport has the code '" + iata + "', expected an IATA code such as 'JFK'")
                    .kind("airport_not_found")
                    .detail(new ErrorDetail(
                            "vgi_rpc.ResourceInfo", Map.of("resource_type", "airport", "resource_name", iata)))
                    .build();
        }
        return airports.airport(position);
    }

    /** Returns an error that says which argument is wrong. */
    private static VgiException invalid(String parameter, String problem) {
        return VgiException.builder(Code.INVALID_ARGUMENT, parameter + " " + problem)
                .kind("invalid_parameter")
                .detail(ErrorDetail.badRequest(parameter, problem))
                .build();
    }
}
