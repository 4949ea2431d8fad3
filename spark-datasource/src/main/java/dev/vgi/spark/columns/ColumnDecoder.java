package dev.vgi.spark.columns;

import dev.vgi.spark.columns.SparkTypes.NoSparkType;
import java.util.Optional;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider;
import org.apache.arrow.vector.types.pojo.Field;

/** Brings the vectors of one column into Spark's layout. Immutable. */
public final class ColumnDecoder {
    private final Decoding decoding;

    ColumnDecoder(Decoding decoding) {
        this.decoding = decoding;
    }

    /** The decoder of a field in message format; empty where {@linkplain SparkTypes Spark has no type} for it. */
    public static Optional<ColumnDecoder> of(Field wire) {
        try {
            SparkTypes.type(wire);
            return Optional.of(new ColumnDecoder(Decodings.of(wire)));
        } catch (NoSparkType e) {
            return Optional.empty();
        }
    }

    /** Whether vectors are passed on as they are. */
    public boolean isIdentity() {
        return decoding.moves();
    }

    /**
     * The column in Spark's layout: the vector itself where it has it; otherwise a new one of the same allocator, and
     * the given one is closed. The caller closes the result.
     *
     * @throws dev.vgi.VgiException OUT_OF_RANGE for a value that Spark's type cannot hold; both vectors are closed
     */
    public FieldVector decode(FieldVector source, DictionaryProvider dictionaries) {
        if (decoding.moves()) {
            return source;
        }
        FieldVector target = decoding.target().createVector(source.getAllocator());
        try {
            decoding.step().decode(source, target, dictionaries);
        } catch (Throwable e) {
            target.close();
            throw e;
        } finally {
            source.close();
        }
        return target;
    }
}
