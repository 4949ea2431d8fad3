package dev.vgi.spark.columns;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.dictionary.DictionaryProvider.MapDictionaryProvider;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;

/**
 * Brings the vectors of one column from {@linkplain ArrowTypes Spark's layout} into the one that it is sent in. Most
 * are sent as they are; year-month intervals become intervals of months, days and nanoseconds, as pyarrow has no
 * others. Immutable.
 */
public final class ColumnEncoder {
    private final Decoding encoding;

    private ColumnEncoder(Decoding encoding) {
        this.encoding = encoding;
    }

    /** The encoder of a field in Spark's layout. */
    public static ColumnEncoder of(Field field) {
        return new ColumnEncoder(encoding(field));
    }

    private static Decoding encoding(Field field) {
        if (field.getType() instanceof ArrowType.Interval interval && interval.getUnit() == IntervalUnit.YEAR_MONTH) {
            return FixedWidth.yearMonth(field);
        }
        List<Decoding> children = new ArrayList<>();
        for (Field child : field.getChildren()) {
            children.add(encoding(child));
        }
        if (children.stream().allMatch(Decoding::moves)) {
            return Decoding.moved(field);
        }
        return switch (field.getType().getTypeID()) {
            case List -> Lists.list(field, children.get(0));
            case Map -> Lists.map(field, children.get(0));
            case Struct -> Lists.struct(field, ArrowType.Struct.INSTANCE, children);
            default -> throw new IllegalArgumentException(field + " is not in Spark's layout");
        };
    }

    /** The field that is sent. */
    public Field field() {
        return encoding.target();
    }

    /** The column as it is sent; it takes the vector over, and the caller closes the result. */
    public FieldVector encode(FieldVector vector) {
        return new ColumnDecoder(encoding).decode(vector, new MapDictionaryProvider());
    }
}
