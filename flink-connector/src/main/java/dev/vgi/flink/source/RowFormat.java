package dev.vgi.flink.source;

import dev.vgi.arrow.Batch;
import java.io.Serializable;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * What the rows of a source become.
 *
 * @param <T> the element
 */
interface RowFormat<T> extends Serializable {
    TypeInformation<T> producedType();

    /**
     * Checks a stream's columns before its first batch.
     *
     * @param schema in message format
     * @throws dev.vgi.VgiException where they are not the expected ones
     */
    Opened<T> open(Schema schema, String method);

    /** The format for one stream. */
    @FunctionalInterface
    interface Opened<T> {
        /** The rows of a batch, which stays the caller's and is closed after them. */
        Rows<T> rows(Batch batch);
    }

    /** Rows by their number. One object may stand for all of them, as the last that was asked for. */
    @FunctionalInterface
    interface Rows<T> {
        T at(int row);
    }
}
