package dev.vgi.flink;

import dev.vgi.VgiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.BasicArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.ListTypeInfo;
import org.apache.flink.api.java.typeutils.MapTypeInfo;
import org.apache.flink.api.java.typeutils.ObjectArrayTypeInfo;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.runtime.typeutils.ExternalTypeInfo;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.DataTypeQueryable;
import org.apache.flink.table.types.utils.TypeConversions;

/** The table types of a stream's columns, and the stream types of a table's. */
final class ColumnTypes {
    /** Instants and times of day have microseconds on the wire unless the user declares more. */
    private static final int MICROS = 6;

    private static final Map<TypeInformation<?>, DataType> BASIC = Map.ofEntries(
            Map.entry(Types.STRING, DataTypes.STRING()),
            Map.entry(Types.BOOLEAN, DataTypes.BOOLEAN()),
            Map.entry(Types.BYTE, DataTypes.TINYINT()),
            Map.entry(Types.SHORT, DataTypes.SMALLINT()),
            Map.entry(Types.INT, DataTypes.INT()),
            Map.entry(Types.LONG, DataTypes.BIGINT()),
            Map.entry(Types.FLOAT, DataTypes.FLOAT()),
            Map.entry(Types.DOUBLE, DataTypes.DOUBLE()),
            Map.entry(Types.BIG_DEC, DataTypes.DECIMAL(38, 18)),
            Map.entry(Types.LOCAL_DATE, DataTypes.DATE()),
            Map.entry(Types.LOCAL_TIME, DataTypes.TIME(3)),
            Map.entry(Types.LOCAL_DATE_TIME, DataTypes.TIMESTAMP(MICROS)),
            Map.entry(Types.INSTANT, DataTypes.TIMESTAMP_LTZ(MICROS)),
            Map.entry(PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO, DataTypes.BYTES()));

    private ColumnTypes() {}

    /**
     * The table type of a column.
     *
     * @throws VgiException INVALID_ARGUMENT for one that tables do not have
     */
    static DataType dataType(String column, TypeInformation<?> type) {
        DataType basic = BASIC.get(type);
        if (basic != null) {
            return basic;
        }
        if (type instanceof DataTypeQueryable typed) {
            return typed.getDataType();
        }
        if (type instanceof RowTypeInfo row) {
            return row(row);
        }
        if (type instanceof MapTypeInfo<?, ?> map) {
            return DataTypes.MAP(dataType(column, map.getKeyTypeInfo()), dataType(column, map.getValueTypeInfo()));
        }
        if (type instanceof ListTypeInfo<?> list) {
            return DataTypes.ARRAY(dataType(column, list.getElementTypeInfo())).bridgedTo(List.class);
        }
        if (type instanceof ObjectArrayTypeInfo<?, ?> array) {
            return array(type, dataType(column, array.getComponentInfo()));
        }
        if (type instanceof BasicArrayTypeInfo<?, ?> array) {
            return array(type, dataType(column, array.getComponentInfo()));
        }
        if (type instanceof PrimitiveArrayTypeInfo<?> array) {
            TypeInformation<?> element = array.getComponentType();
            return array(type, dataType(column, element).notNull().bridgedTo(array.getComponentClass()));
        }
        throw VgiException.invalidArgument("column '" + column + "' of the stream is of " + type
                + ", which is no type of a table's column: make it text, a number, a time, a Row, a list or a map");
    }

    private static DataType array(TypeInformation<?> type, DataType element) {
        return DataTypes.ARRAY(element).bridgedTo(type.getTypeClass());
    }

    /** The table type of a row with named columns. */
    static DataType row(RowTypeInfo type) {
        String[] names = type.getFieldNames();
        List<DataTypes.Field> fields = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            fields.add(DataTypes.FIELD(names[i], dataType(names[i], type.getTypeAt(i))));
        }
        return DataTypes.ROW(fields);
    }

    /** The stream type of a column, whose objects are of the table type's default class. */
    static TypeInformation<?> information(DataType type) {
        Optional<TypeInformation<?>> basic =
                switch (type.getLogicalType().getTypeRoot()) {
                    case CHAR, VARCHAR -> Optional.of(Types.STRING);
                    case DECIMAL -> Optional.of(Types.BIG_DEC);
                    case DATE -> Optional.of(Types.LOCAL_DATE);
                    case TIME_WITHOUT_TIME_ZONE -> Optional.of(Types.LOCAL_TIME);
                    case TIMESTAMP_WITHOUT_TIME_ZONE -> Optional.of(Types.LOCAL_DATE_TIME);
                    case TIMESTAMP_WITH_LOCAL_TIME_ZONE -> Optional.of(Types.INSTANT);
                    case BINARY, VARBINARY -> Optional.of(PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);
                    case BOOLEAN -> Optional.of(Types.BOOLEAN);
                    case TINYINT -> Optional.of(Types.BYTE);
                    case SMALLINT -> Optional.of(Types.SHORT);
                    case INTEGER -> Optional.of(Types.INT);
                    case BIGINT -> Optional.of(Types.LONG);
                    case FLOAT -> Optional.of(Types.FLOAT);
                    case DOUBLE -> Optional.of(Types.DOUBLE);
                    default -> Optional.empty();
                };
        return basic.isPresent() ? basic.get() : ExternalTypeInfo.of(type);
    }

    /** The default data type of a logical type, nullable as it is. */
    static DataType external(org.apache.flink.table.types.logical.LogicalType type) {
        return TypeConversions.fromLogicalToDataType(type);
    }
}
