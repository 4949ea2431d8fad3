package dev.vgi.spark.columns;

import dev.vgi.VgiException;
import java.util.ArrayList;
import java.util.List;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.types.DateUnit;
import org.apache.arrow.vector.types.FloatingPointPrecision;
import org.apache.arrow.vector.types.IntervalUnit;
import org.apache.arrow.vector.types.TimeUnit;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BinaryType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.CalendarIntervalType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DayTimeIntervalType;
import org.apache.spark.sql.types.DecimalType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.MapType;
import org.apache.spark.sql.types.NullType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;
import org.apache.spark.sql.types.UserDefinedType;
import org.apache.spark.sql.types.YearMonthIntervalType;

/** The one Arrow layout that Spark's vectors, and its Python workers, have for each Spark type. */
public final class ArrowTypes {
    private static final String ZONE = "UTC";

    private ArrowTypes() {}

    /**
     * A column's field.
     *
     * @throws VgiException INVALID_ARGUMENT for a type that has no Arrow layout, such as {@code variant}
     */
    public static Field field(StructField column) {
        return field(column.name(), column.dataType(), column.nullable());
    }

    static Field field(String name, DataType type, boolean nullable) {
        if (type instanceof UserDefinedType<?> user) {
            return field(name, user.sqlType(), nullable);
        }
        return new Field(name, new FieldType(nullable, arrowType(name, type), null), children(type));
    }

    private static List<Field> children(DataType type) {
        if (type instanceof ArrayType array) {
            return List.of(field("element", array.elementType(), array.containsNull()));
        }
        if (type instanceof MapType map) {
            Field key = field(MapVector.KEY_NAME, map.keyType(), false);
            Field value = field(MapVector.VALUE_NAME, map.valueType(), map.valueContainsNull());
            return List.of(new Field(
                    MapVector.DATA_VECTOR_NAME, FieldType.notNullable(ArrowType.Struct.INSTANCE), List.of(key, value)));
        }
        List<Field> children = new ArrayList<>();
        if (type instanceof StructType struct) {
            for (StructField child : struct.fields()) {
                children.add(field(child));
            }
        }
        return children;
    }

    private static ArrowType arrowType(String name, DataType type) {
        if (type instanceof BooleanType) {
            return ArrowType.Bool.INSTANCE;
        } else if (type instanceof ByteType) {
            return new ArrowType.Int(8, true);
        } else if (type instanceof ShortType) {
            return new ArrowType.Int(16, true);
        } else if (type instanceof IntegerType) {
            return new ArrowType.Int(32, true);
        } else if (type instanceof LongType) {
            return new ArrowType.Int(64, true);
        } else if (type instanceof FloatType) {
            return new ArrowType.FloatingPoint(FloatingPointPrecision.SINGLE);
        } else if (type instanceof DoubleType) {
            return new ArrowType.FloatingPoint(FloatingPointPrecision.DOUBLE);
        } else if (type instanceof StringType) {
            return ArrowType.Utf8.INSTANCE;
        } else if (type instanceof BinaryType) {
            return ArrowType.Binary.INSTANCE;
        } else if (type instanceof DecimalType decimal) {
            return new ArrowType.Decimal(decimal.precision(), decimal.scale(), 128);
        } else if (type instanceof DateType) {
            return new ArrowType.Date(DateUnit.DAY);
        } else if (type instanceof TimestampType) {
            return new ArrowType.Timestamp(TimeUnit.MICROSECOND, ZONE);
        } else if (type instanceof TimestampNTZType) {
            return new ArrowType.Timestamp(TimeUnit.MICROSECOND, null);
        } else if (type instanceof DayTimeIntervalType) {
            return new ArrowType.Duration(TimeUnit.MICROSECOND);
        } else if (type instanceof YearMonthIntervalType) {
            return new ArrowType.Interval(IntervalUnit.YEAR_MONTH);
        } else if (type instanceof CalendarIntervalType) {
            return new ArrowType.Interval(IntervalUnit.MONTH_DAY_NANO);
        } else if (TimeOfDay.is(type)) {
            return new ArrowType.Time(TimeUnit.NANOSECOND, 64);
        } else if (type instanceof NullType) {
            return ArrowType.Null.INSTANCE;
        } else if (type instanceof ArrayType) {
            return ArrowType.List.INSTANCE;
        } else if (type instanceof MapType) {
            return new ArrowType.Map(false);
        } else if (type instanceof StructType) {
            return ArrowType.Struct.INSTANCE;
        }
        throw VgiException.invalidArgument("column '" + name + "' has the Spark type " + type.simpleString()
                + ", which has no Arrow layout: leave the column out, or cast it, for example to string");
    }
}
