package dev.vgi.flink.exchange;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.connector.errors.ErrorTranslator;
import dev.vgi.connector.exchange.RetryPolicy;
import dev.vgi.connector.plan.ResolvedMethod;
import dev.vgi.flink.Errors;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/**
 * An exchange as it was planned, which tasks carry out.
 *
 * @param method what is called
 * @param arguments its arguments, in serializable form
 * @param table what errors call the table whose lookups these are; null for an exchange of a stream
 * @param rows the type of the rows that are given to it, of which some columns are sent
 * @param inputJson the columns that are sent, by their names in the rows, as Arrow's JSON
 * @param answer the answer's columns
 * @param correlation the column of row numbers, which is in neither; null for answers that come row for row
 * @param limits when batches are sent
 * @param retries when they are sent again
 * @param streamMaxAge how long a stream over HTTP is used
 */
public record ExchangeSpec(
        ResolvedMethod method,
        LinkedHashMap<String, ?> arguments,
        @Nullable String table,
        RowType rows,
        String inputJson,
        RowType answer,
        @Nullable String correlation,
        BatchLimits limits,
        RetryPolicy retries,
        Duration streamMaxAge)
        implements Serializable {

    /** The columns that are sent, without the rows' numbers. */
    Schema input() {
        try {
            return Schema.fromJSON(inputJson);
        } catch (IOException e) {
            throw VgiException.of(Code.INTERNAL, "the input of " + method.name() + " is no Arrow schema", e);
        }
    }

    /**
     * An error of the exchange as its user can act on it.
     *
     * @param table as {@link #table}
     */
    public static VgiException explained(VgiException e, ResolvedMethod method, Schema sent, @Nullable String table) {
        List<String> names = sent.getFields().stream().map(Field::getName).toList();
        return advice(table).ofExchange(e, method, names);
    }

    /** An error of a batch that was sent, which stays the caller's. */
    VgiException explained(VgiException e, Batch sent) {
        return advice(table).ofExchange(e, method, sent, "a batch of " + sent.rowCount() + " rows");
    }

    private static ErrorTranslator advice(@Nullable String table) {
        return table == null ? Errors.ADVICE : Errors.ofLookup(table);
    }
}
