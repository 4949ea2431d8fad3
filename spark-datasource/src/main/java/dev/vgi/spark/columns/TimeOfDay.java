package dev.vgi.spark.columns;

import java.util.NoSuchElementException;
import java.util.Optional;
import org.apache.spark.sql.internal.SQLConf;
import org.apache.spark.sql.types.DataType;

/**
 * Spark's type for times of day, which it has since 4.1 and offers where {@code spark.sql.timeType.enabled} says so.
 */
final class TimeOfDay {
    static final String ABSENT =
            "Spark has a type for times of day since 4.1, where spark.sql.timeType.enabled is true";

    private static final String CLASS = "org.apache.spark.sql.types.TimeType";
    private static final int MICROSECONDS = 6;

    private TimeOfDay() {}

    /** The type, where this Spark has it. */
    static Optional<DataType> type() {
        try {
            Class<?> type = Class.forName(CLASS);
            return Optional.of((DataType) type.getConstructor(int.class).newInstance(MICROSECONDS));
        } catch (ReflectiveOperationException e) {
            return Optional.empty();
        }
    }

    /** Whether the session offers it. Tasks cannot ask: outside of SQL they know no setting of a session. */
    static boolean isEnabled() {
        try {
            return Boolean.parseBoolean(SQLConf.get().getConfString("spark.sql.timeType.enabled"));
        } catch (NoSuchElementException e) {
            return true;
        }
    }

    static boolean is(DataType type) {
        return type.getClass().getName().equals(CLASS);
    }
}
