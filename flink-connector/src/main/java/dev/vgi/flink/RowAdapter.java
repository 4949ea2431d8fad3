package dev.vgi.flink;

import dev.vgi.VgiException;
import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.Row;

/** How the rows of a stream become the table runtime's rows, and how answers stand beside what is kept of them. */
interface RowAdapter<T> extends Serializable {
    /** The columns of the stream. */
    RowType columns();

    /** The form of what comes out. */
    Output<T> output(int[] kept, RowType answer, List<String> names);

    /** Called in each task before the first row. */
    void open(ClassLoader loader);

    /** The same row, for the task's thread alone. */
    RowData toInternal(T row);

    /** What comes out. */
    interface Output<T> extends Serializable {
        TypeInformation<T> type();

        /** Called by each thread that calls {@link Joiner#join}, with converters of its own. */
        Joiner<T> joiner(ClassLoader loader);
    }

    /** Puts an answer behind the kept columns of the row that asked for it. Used by one thread. */
    @FunctionalInterface
    interface Joiner<T> {
        T join(T asked, RowData answer);
    }

    /**
     * The form of a stream's type.
     *
     * @throws VgiException INVALID_ARGUMENT for a stream of anything but rows with named columns
     */
    @SuppressWarnings("unchecked")
    static <T> RowAdapter<T> of(TypeInformation<T> type) {
        if (RowData.class.isAssignableFrom(type.getTypeClass())) {
            return (RowAdapter<T>) InternalRows.of(type);
        }
        if (Row.class.isAssignableFrom(type.getTypeClass())) {
            return (RowAdapter<T>) ExternalRows.of(type);
        }
        throw VgiException.invalidArgument("the stream is of " + type
                + ", expected one of Row with named columns (returns(Types.ROW_NAMED(...)), or"
                + " tableEnvironment.toDataStream(table)), or of RowData");
    }
}
