package dev.vgi.types;

import org.apache.arrow.memory.util.Float16;

/** Converts to and from IEEE 754 half precision. */
final class HalfFloats {
    private HalfFloats() {}

    /** Returns the bits of the nearest half float; what is finite stays finite, and an integer stays exact. */
    static short bits(Object value) {
        float wide = Conversions.float32(value);
        short bits = Float16.toFloat16(wide);
        float nearest = Float16.toFloat(bits);
        boolean integer = value instanceof Number && !(value instanceof Double || value instanceof Float);
        if ((Float.isInfinite(nearest) && !Float.isInfinite(wide))
                || (integer && wide == Math.rint(wide) && nearest != wide)) {
            throw ConversionException.of(value, Conversions.reals("float16", 65_504, 11));
        }
        return bits;
    }

    static float value(short bits) {
        return Float16.toFloat(bits);
    }
}
