package dev.vgi.flink.columns;

import java.util.List;
import java.util.Optional;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.complex.FixedSizeListVector;
import org.apache.arrow.vector.complex.LargeListVector;
import org.apache.arrow.vector.complex.ListVector;
import org.apache.arrow.vector.complex.MapVector;
import org.apache.arrow.vector.complex.StructVector;
import org.apache.flink.table.data.ArrayData;
import org.apache.flink.table.data.MapData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.logical.ArrayType;
import org.apache.flink.table.types.logical.IntType;
import org.apache.flink.table.types.logical.LogicalType;
import org.apache.flink.table.types.logical.MapType;
import org.apache.flink.table.types.logical.MultisetType;
import org.apache.flink.table.types.logical.RowType;
import org.apache.flink.table.types.logical.StructuredType;

/** Lists, maps and structs; a row's fields are matched with a struct's by name. */
final class NestedWriters {
    private NestedWriters() {}

    static Optional<CellWriter> of(String path, LogicalType from, FieldVector vector) {
        if (from instanceof MapType map && vector instanceof MapVector entries) {
            return Optional.of(map(path, map.getKeyType(), map.getValueType(), entries));
        } else if (from instanceof MultisetType set && vector instanceof MapVector entries) {
            return Optional.of(map(path, set.getElementType(), new IntType(false), entries));
        } else if (from instanceof ArrayType array && !(vector instanceof MapVector)) {
            return list(path, array.getElementType(), vector);
        } else if (from instanceof RowType row && vector instanceof StructVector struct) {
            return struct(path, row, struct);
        } else if (from instanceof StructuredType type && vector instanceof StructVector struct) {
            return struct(path, ArrowLayout.row(type), struct);
        }
        return Optional.empty();
    }

    private static Optional<CellWriter> list(String path, LogicalType elementType, FieldVector vector) {
        var cells = new ArrayCells();
        if (vector instanceof ListVector list) {
            FieldVector elements = list.getDataVector();
            CellWriter element = CellWriters.of(path + "[]", elementType, elements);
            return Optional.of((from, position, index) -> {
                ArrayData array = from.arrayAt(position);
                int start = list.startNewValue(index);
                writeAll(element, elements, cells.of(array), array.size(), start);
                list.endValue(index, array.size());
            });
        } else if (vector instanceof LargeListVector list) {
            FieldVector elements = list.getDataVector();
            CellWriter element = CellWriters.of(path + "[]", elementType, elements);
            return Optional.of((from, position, index) -> {
                ArrayData array = from.arrayAt(position);
                int start = Math.toIntExact(list.startNewValue(index));
                writeAll(element, elements, cells.of(array), array.size(), start);
                list.endValue(index, array.size());
            });
        } else if (vector instanceof FixedSizeListVector list) {
            FieldVector elements = list.getDataVector();
            CellWriter element = CellWriters.of(path + "[]", elementType, elements);
            return Optional.of((from, position, index) -> {
                ArrayData array = from.arrayAt(position);
                if (array.size() != list.getListSize()) {
                    throw new UnfitValueException("an array of " + array.size(), list.getListSize() + " elements");
                }
                writeAll(element, elements, cells.of(array), array.size(), list.startNewValue(index));
            });
        }
        return Optional.empty();
    }

    private static void writeAll(CellWriter writer, FieldVector vector, ValueGetters from, int size, int start) {
        for (int i = 0; i < size; i++) {
            CellWriters.write(writer, vector, from, i, start + i);
        }
    }

    private static CellWriter map(String path, LogicalType keyType, LogicalType valueType, MapVector vector) {
        var entries = (StructVector) vector.getDataVector();
        FieldVector keys = entries.getChildrenFromFields().get(0);
        FieldVector values = entries.getChildrenFromFields().get(1);
        CellWriter key = CellWriters.of(path + ".key", keyType, keys);
        CellWriter value = CellWriters.of(path + ".value", valueType, values);
        var keyCells = new ArrayCells();
        var valueCells = new ArrayCells();
        return (from, position, index) -> {
            MapData map = from.mapAt(position);
            int start = vector.startNewValue(index);
            for (int i = 0; i < map.size(); i++) {
                entries.setIndexDefined(start + i);
            }
            writeAll(key, keys, keyCells.of(map.keyArray()), map.size(), start);
            writeAll(value, values, valueCells.of(map.valueArray()), map.size(), start);
            vector.endValue(index, map.size());
        };
    }

    /** Empty where the names are not the same. */
    private static Optional<CellWriter> struct(String path, RowType row, StructVector struct) {
        List<FieldVector> children = struct.getChildrenFromFields();
        int arity = row.getFieldCount();
        if (children.size() != arity) {
            return Optional.empty();
        }
        int[] positions = new int[arity];
        CellWriter[] writers = new CellWriter[arity];
        for (int i = 0; i < arity; i++) {
            String name = children.get(i).getName();
            positions[i] = row.getFieldIndex(name);
            if (positions[i] < 0) {
                return Optional.empty();
            }
            writers[i] = CellWriters.of(path + "." + name, row.getTypeAt(positions[i]), children.get(i));
        }
        var cells = new RowCells();
        return Optional.of((from, position, index) -> {
            RowData value = from.rowAt(position, arity);
            struct.setIndexDefined(index);
            cells.of(value);
            for (int i = 0; i < arity; i++) {
                CellWriters.write(writers[i], children.get(i), cells, positions[i], index);
            }
        });
    }
}
