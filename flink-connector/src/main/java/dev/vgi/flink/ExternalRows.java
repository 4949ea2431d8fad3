package dev.vgi.flink;

import dev.vgi.VgiException;
import java.math.BigDecimal;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.RowTypeInfo;
import org.apache.flink.table.data.DecimalData;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.conversion.DataStructureConverter;
import org.apache.flink.table.data.conversion.DataStructureConverters;
import org.apache.flink.table.types.DataType;
import org.apache.flink.table.types.DataTypeQueryable;
import org.apache.flink.table.types.logical.DecimalType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowUtils;
import org.jspecify.annotations.Nullable;

/** Streams of {@link Row} with named columns. */
final class ExternalRows implements RowAdapter<Row> {
    private static final long serialVersionUID = 1L;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final RowType columns;
    private final List<TypeInformation<?>> information;
    private final List<DataStructureConverter<Object, Object>> converters;

    private ExternalRows(RowType columns, List<DataType> types, List<TypeInformation<?>> information) {
        this.columns = columns;
        this.information = information;
        this.converters = converters(types);
    }

    static ExternalRows of(TypeInformation<?> type) {
        if (type instanceof RowTypeInfo row) {
            DataType columns = ColumnTypes.row(row);
            return new ExternalRows(
                    (RowType) columns.getLogicalType(),
                    new ArrayList<>(columns.getChildren()),
                    new ArrayList<>(Arrays.asList(row.getFieldTypes())));
        }
        if (type instanceof DataTypeQueryable typed
                && typed.getDataType().getLogicalType() instanceof RowType columns) {
            List<DataType> types = new ArrayList<>(typed.getDataType().getChildren());
            List<TypeInformation<?>> information = new ArrayList<>();
            types.forEach(column -> information.add(ColumnTypes.information(column)));
            return new ExternalRows(columns, types, information);
        }
        throw VgiException.invalidArgument("the stream of Row is of " + type
                + ", which does not say its columns, expected returns(Types.ROW_NAMED(...))");
    }

    private static List<DataStructureConverter<Object, Object>> converters(List<DataType> types) {
        List<DataStructureConverter<Object, Object>> converters = new ArrayList<>();
        types.forEach(type -> converters.add(DataStructureConverters.getConverter(type)));
        return converters;
    }

    @Override
    public RowType columns() {
        return columns;
    }

    @Override
    public void open(ClassLoader loader) {
        converters.forEach(converter -> converter.open(loader));
    }

    @Override
    public RowData toInternal(Row row) {
        int arity = converters.size();
        boolean named = row.getFieldNames(false) != null;
        var result = new GenericRowData(row.getKind(), arity);
        for (int i = 0; i < arity; i++) {
            Object value = value(row, i, named);
            if (value != null) {
                Object internal = converters.get(i).toInternal(value);
                requireExact(i, value, internal);
                result.setField(i, internal);
            }
        }
        return result;
    }

    private @Nullable Object value(Row row, int column, boolean named) {
        return named ? row.getField(columns.getFieldNames().get(column)) : row.getField(column);
    }

    /** Flink's converters round what does not fit, in silence. */
    private void requireExact(int column, Object value, @Nullable Object internal) {
        LogicalType type = columns.getTypeAt(column);
        boolean rounded = value instanceof BigDecimal decimal
                && (internal == null || ((DecimalData) internal).toBigDecimal().compareTo(decimal) != 0);
        boolean cut = value instanceof LocalTime time && time.toNanoOfDay() % NANOS_PER_MILLI != 0;
        if (rounded || cut) {
            throw VgiException.invalidArgument(
                    "column '" + columns.getFieldNames().get(column) + "': found " + value
                            + ", expected "
                            + (type instanceof DecimalType decimal
                                    ? "at most " + decimal.getPrecision() + " digits, " + decimal.getScale()
                                            + " of them fractional"
                                    : "whole milliseconds, which is all that Flink's TIME has"));
        }
    }

    @Override
    public Output<Row> output(int[] kept, RowType answer, List<String> names) {
        List<TypeInformation<?>> all = new ArrayList<>();
        for (int column : kept) {
            all.add(information.get(column));
        }
        List<DataType> answered = new ArrayList<>();
        for (LogicalType type : answer.getChildren()) {
            DataType external = ColumnTypes.external(type);
            answered.add(external);
            all.add(ColumnTypes.information(external));
        }
        List<String> asked = new ArrayList<>();
        for (int column : kept) {
            asked.add(columns.getFieldNames().get(column));
        }
        return new Joined(all, kept, asked, answered, new ArrayList<>(names));
    }

    private static final class Joined implements Output<Row> {
        private static final long serialVersionUID = 1L;

        private final List<TypeInformation<?>> information;
        private final int[] kept;
        private final List<String> keptNames;
        private final List<DataType> answered;
        private final List<String> names;

        private Joined(
                List<TypeInformation<?>> information,
                int[] kept,
                List<String> keptNames,
                List<DataType> answered,
                List<String> names) {
            this.information = information;
            this.kept = kept;
            this.keptNames = keptNames;
            this.answered = answered;
            this.names = names;
        }

        @Override
        public TypeInformation<Row> type() {
            return new RowTypeInfo(information.toArray(TypeInformation<?>[]::new), names.toArray(String[]::new));
        }

        @Override
        public Joiner<Row> joiner(ClassLoader loader) {
            List<DataStructureConverter<Object, Object>> converters = converters(answered);
            converters.forEach(converter -> converter.open(loader));
            RowData.FieldGetter[] getters = new RowData.FieldGetter[answered.size()];
            for (int i = 0; i < getters.length; i++) {
                getters[i] = RowData.createFieldGetter(answered.get(i).getLogicalType(), i);
            }
            var positions = new LinkedHashMap<String, Integer>();
            names.forEach(name -> positions.put(name, positions.size()));
            return (asked, answer) -> {
                @Nullable Object[] fields = new @Nullable Object[names.size()];
                boolean named = asked.getFieldNames(false) != null;
                for (int i = 0; i < kept.length; i++) {
                    fields[i] = named ? asked.getField(keptNames.get(i)) : asked.getField(kept[i]);
                }
                for (int i = 0; i < getters.length; i++) {
                    fields[kept.length + i] = converters.get(i).toExternalOrNull(getters[i].getFieldOrNull(answer));
                }
                return RowUtils.createRowWithNamedPositions(asked.getKind(), fields, positions);
            };
        }
    }

    @Override
    public String toString() {
        return Objects.toString(columns);
    }
}
