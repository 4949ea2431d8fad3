package dev.vgi.flink.exchange;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.flink.columns.ArrowColumns;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.IntFunction;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;

/** What a worker answered, as rows that outlive the batch, given back to the rows that asked. Used by one thread. */
final class ResponseRows {
    private final ExchangeSpec spec;
    private @Nullable Schema schema;
    private @Nullable ArrowColumns columns;

    ResponseRows(ExchangeSpec spec) {
        this.spec = spec;
    }

    /**
     * The rows for each of the rows that were sent.
     *
     * @throws VgiException DATA_LOSS where they cannot be told apart; FAILED_PRECONDITION for columns that the plan did
     *     not expect
     */
    List<? extends Collection<RowData>> of(Batch answer, int sent) {
        return spec.correlation() == null ? inOrder(answer, sent) : byNumber(answer, sent, spec.correlation());
    }

    private List<? extends Collection<RowData>> inOrder(Batch answer, int sent) {
        int found = answer.rowCount();
        if (found != sent) {
            throw broken(
                    "answered " + sent + " rows with " + found + ", expected one for each. Where it drops or"
                            + " multiplies rows, let it send their numbers back: name a column for them (exchange.correlation)");
        }
        IntFunction<RowData> rows = columns(answer.schema()).copies(answer);
        List<Collection<RowData>> all = new ArrayList<>(sent);
        for (int row = 0; row < sent; row++) {
            all.add(Collections.singletonList(rows.apply(row)));
        }
        return all;
    }

    private List<? extends Collection<RowData>> byNumber(Batch answer, int sent, String correlation) {
        FieldVector vector = answer.vector(correlation);
        if (!(vector instanceof BaseIntVector numbers)) {
            throw broken("sent " + (vector == null ? "no column" : "a column of another type than BIGINT") + " '"
                    + correlation + "' back (exchange.correlation), only "
                    + answer.schema().getFields());
        }
        List<Collection<RowData>> all = new ArrayList<>(Collections.nCopies(sent, Collections.emptyList()));
        IntFunction<RowData> rows = columns(answer.schema()).copies(answer);
        for (int row = 0; row < answer.rowCount(); row++) {
            long number = vector.isNull(row) ? -1 : numbers.getValueAsLong(row);
            if (number < 0 || number >= sent) {
                throw broken("sent the row number " + (vector.isNull(row) ? "null" : number) + " back in '"
                        + correlation + "' (exchange.correlation), expected one of the numbers it was sent, 0 to "
                        + (sent - 1));
            }
            int asked = (int) number;
            if (all.get(asked).isEmpty()) {
                all.set(asked, new ArrayList<>(1));
            }
            all.get(asked).add(rows.apply(row));
        }
        return all;
    }

    private ArrowColumns columns(Schema found) {
        ArrowColumns known = columns;
        if (known == null || !found.equals(schema)) {
            known = ArrowColumns.match(found, spec.answer(), spec.method().name());
            columns = known;
            schema = found;
        }
        return known;
    }

    private VgiException broken(String what) {
        return VgiException.builder(Code.DATA_LOSS, spec.method().name() + " " + what)
                .url(spec.method().connection().url())
                .build();
    }
}
