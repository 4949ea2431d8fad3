package dev.vgi.arrow;

import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Converts types that Arrow Java has no vector for to another type when they are read, with the same values: decimals
 * of 32 and 64 bits have 128, and binary of the fixed width 0 is binary.
 */
enum Widening {
    /** None: a vector takes the buffers as they are. */
    NONE,
    DECIMAL32,
    DECIMAL64,
    /** Validity and no bytes, which become offsets of 0. */
    NO_BYTES;

    private static final int WIDE = 16;

    /** Returns the widening of a type on the wire. */
    static Widening of(ArrowType type) {
        if (type instanceof ArrowType.Decimal decimal) {
            return switch (decimal.getBitWidth()) {
                case 32 -> DECIMAL32;
                case 64 -> DECIMAL64;
                default -> NONE;
            };
        }
        return type instanceof ArrowType.FixedSizeBinary binary && binary.getByteWidth() == 0 ? NO_BYTES : NONE;
    }

    /** Returns the schema that readers see, in the form of the given one. */
    static Schema widened(Schema wire) {
        List<Field> fields = widened(wire.getFields());
        return fields.equals(wire.getFields()) ? wire : new Schema(fields, wire.getCustomMetadata());
    }

    private static List<Field> widened(List<Field> fields) {
        var widened = new ArrayList<Field>(fields.size());
        for (Field field : fields) {
            ArrowType type =
                    switch (of(field.getType())) {
                        case NONE -> field.getType();
                        case DECIMAL32, DECIMAL64 -> {
                            var narrow = (ArrowType.Decimal) field.getType();
                            yield new ArrowType.Decimal(narrow.getPrecision(), narrow.getScale(), 8 * WIDE);
                        }
                        case NO_BYTES -> ArrowType.Binary.INSTANCE;
                    };
            widened.add(new Field(
                    field.getName(),
                    new FieldType(field.isNullable(), type, field.getDictionary(), field.getMetadata()),
                    widened(field.getChildren())));
        }
        return widened;
    }

    /**
     * Returns the buffers of the column's vector, which the caller releases.
     *
     * @param wire validity and values, of which the caller keeps ownership
     */
    List<ArrowBuf> apply(List<ArrowBuf> wire, int values, MemoryScope scope) {
        ArrowBuf narrow = wire.get(1);
        ArrowBuf wide = scope.body(this == NO_BYTES ? (values + 1L) * Integer.BYTES : (long) values * WIDE);
        switch (this) {
            case DECIMAL32 -> {
                for (long row = 0; row < values; row++) {
                    set(wide, row, narrow.getInt(Integer.BYTES * row));
                }
            }
            case DECIMAL64 -> {
                for (long row = 0; row < values; row++) {
                    set(wide, row, narrow.getLong(Long.BYTES * row));
                }
            }
            case NO_BYTES -> wide.setZero(0, (values + 1L) * Integer.BYTES);
            case NONE -> throw new IllegalStateException("nothing to widen");
        }
        wire.get(0).getReferenceManager().retain();
        return this == NO_BYTES ? List.of(wire.get(0), wide, scope.allocator().getEmpty()) : List.of(wire.get(0), wide);
    }

    private static void set(ArrowBuf wide, long row, long value) {
        wide.setLong(WIDE * row, value);
        wide.setLong(WIDE * row + Long.BYTES, value >> 63);
    }
}
