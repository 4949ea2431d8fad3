package dev.vgi.spark;

import dev.vgi.arrow.Batch;
import dev.vgi.service.Exchange;
import dev.vgi.service.Producer;
import dev.vgi.service.VgiProtocol;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the tests' own worker offers; {@link TablesWorker} says what it was asked for. */
@VgiProtocol(name = "Tables", version = "1.0.0")
public interface Tables {
    /** Columns {@code id bigint, name string, score double} and the rows from {@code start}, in batches of 100. */
    Producer<Batch> numbers(
            @Nullable Long start, long count, @Nullable List<@Nullable String> vgiColumns, @Nullable Long vgiLimit);

    /** Lists {@code start} of three splits of {@link #numbers}. */
    Producer<Batch> splits();

    /** 120 columns {@code c0} to {@code c119}, in which the row {@code i} has the value {@code 1000 * i + column}. */
    Producer<Batch> wide(long count);

    /** Structs in structs: {@code id, place {name, point {x, y}, tags}}. */
    Producer<Batch> nested(long count);

    /** A stream without end. */
    Producer<Batch> endless();

    /** Arrow's interval types. */
    Producer<Batch> intervals();

    /** The column {@code months}, which is declared as a year-month interval, again as {@code answer}. */
    Exchange<Batch, Batch> months();

    /** One column of text for a column {@code id bigint}. */
    Exchange<Batch, Batch> label();

    /** A decimal of 39 digits in row 7 of the answer to a column {@code id bigint}, and nulls in the others. */
    Exchange<Batch, Batch> digits();

    /** Times of day: a row for each second after midnight. */
    Producer<Batch> times(long count);

    /** The column {@code at} again, in microseconds and as {@code again}. */
    Exchange<Batch, Batch> again();
}
