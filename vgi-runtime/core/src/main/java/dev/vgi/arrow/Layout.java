package dev.vgi.arrow;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.UnionMode;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.jspecify.annotations.Nullable;

/**
 * Describes how a column lies in a record batch: what its buffers hold, and its children, in the order of the wire.
 * Made once for each schema; a field that cannot be laid out is refused here, so that what reads batches need not doubt
 * it.
 */
final class Layout {
    /** Lists what the buffers of a column are, the validity of its values included. */
    enum Kind {
        /** Nothing. */
        NULL(0, false),
        /** Validity, one bit for each value. */
        BITS(2, true),
        /** Validity, {@link Layout#width} bytes for each value. */
        FIXED(2, true),
        /** Validity, offsets of {@link Layout#width} bytes, bytes. */
        BYTES(3, true),
        /** Validity, views of 16 bytes, and any number of buffers that the views point into. */
        VIEWS(2, true),
        /** Validity, offsets of {@link Layout#width} bytes into the child. */
        LIST(2, true),
        /** Validity, offsets and sizes of {@link Layout#width} bytes. */
        LIST_VIEW(3, true),
        /** Validity; {@link Layout#width} values of the child for each value. */
        FIXED_LIST(1, true),
        /** Validity; one value of each child for each value. */
        STRUCT(1, true),
        /** Type ids. */
        SPARSE_UNION(1, false),
        /** Type ids, offsets of 4 bytes. */
        DENSE_UNION(2, false),
        /** Nothing: the children are the ends of the runs, of {@link Layout#width} bytes, and their values. */
        RUN_ENDS(0, false);

        final int buffers;
        final boolean validity;

        Kind(int buffers, boolean validity) {
            this.buffers = buffers;
            this.validity = validity;
        }
    }

    /** The column's name, and those above it. */
    final String path;

    final Kind kind;
    final int width;
    final List<Layout> children;

    /** The encoding's id where the values are the indices of a dictionary. */
    final @Nullable Long dictionary;

    /** Whether the bytes or views are UTF-8. */
    final boolean text;

    /** Whether the values are signed integers. */
    final boolean signed;

    /** How the buffers of the wire become those of the column's vector. */
    final Widening widening;

    /** The child of each type id, -1 for an id that is not declared; empty for what is not a union. */
    final byte[] childOfTypeId;

    /** Field nodes of this column, children included. */
    final int nodes;

    /** Buffers of this column, children included, aside from those that views point into. */
    final int buffers;

    /** View columns in this one, itself included. */
    final int views;

    private Layout(String path, Field field, Kind kind, int width, boolean text) {
        this.path = path;
        this.kind = kind;
        this.width = width;
        this.text = text;
        this.dictionary =
                field.getDictionary() == null ? null : field.getDictionary().getId();
        this.signed = values(field) instanceof ArrowType.Int type && type.getIsSigned();
        this.widening = Widening.of(values(field));
        this.childOfTypeId = typeIds(path, values(field));
        this.children = dictionary == null ? of(field.getChildren(), path + ".") : List.of();
        nodes = 1 + children.stream().mapToInt(child -> child.nodes).sum();
        buffers = kind.buffers
                + children.stream().mapToInt(child -> child.buffers).sum();
        views = (kind == Kind.VIEWS ? 1 : 0)
                + children.stream().mapToInt(child -> child.views).sum();
        checkChildren(field);
    }

    /** Returns the layouts of the fields of a schema in the wire's form. */
    static List<Layout> of(List<Field> fields) {
        return of(fields, "");
    }

    /** Returns the layout of the values of each dictionary of a schema in the wire's form, by its id. */
    static Map<Long, Layout> dictionaries(List<Field> fields) {
        var layouts = new LinkedHashMap<Long, Layout>();
        collect(fields, "", layouts);
        return layouts;
    }

    private static void collect(List<Field> fields, String parent, Map<Long, Layout> layouts) {
        for (Field field : fields) {
            String path = parent + field.getName();
            DictionaryEncoding encoding = field.getDictionary();
            if (encoding != null && !layouts.containsKey(encoding.getId())) {
                var values =
                        new Field(field.getName(), new FieldType(true, field.getType(), null), field.getChildren());
                layouts.put(encoding.getId(), of(values, path));
            }
            collect(field.getChildren(), path + ".", layouts);
        }
    }

    private static List<Layout> of(List<Field> fields, String parent) {
        var layouts = new ArrayList<Layout>(fields.size());
        for (Field field : fields) {
            layouts.add(of(field, parent + field.getName()));
        }
        return List.copyOf(layouts);
    }

    private static Layout of(Field field, String path) {
        ArrowType type = values(field);
        return switch (type.getTypeID()) {
            case Null -> new Layout(path, field, Kind.NULL, 0, false);
            case Bool -> new Layout(path, field, Kind.BITS, 0, false);
            case Int -> fixed(path, field, bits(path, ((ArrowType.Int) type).getBitWidth(), 8, 16, 32, 64));
            case FloatingPoint ->
                fixed(
                        path,
                        field,
                        switch (((ArrowType.FloatingPoint) type).getPrecision()) {
                            case HALF -> 2;
                            case SINGLE -> 4;
                            case DOUBLE -> 8;
                        });
            case Decimal -> fixed(path, field, bits(path, ((ArrowType.Decimal) type).getBitWidth(), 32, 64, 128, 256));
            case Date ->
                fixed(
                        path,
                        field,
                        switch (((ArrowType.Date) type).getUnit()) {
                            case DAY -> 4;
                            case MILLISECOND -> 8;
                        });
            case Time -> fixed(path, field, time(path, (ArrowType.Time) type));
            case Timestamp, Duration -> fixed(path, field, 8);
            case Interval ->
                fixed(
                        path,
                        field,
                        switch (((ArrowType.Interval) type).getUnit()) {
                            case YEAR_MONTH -> 4;
                            case DAY_TIME -> 8;
                            case MONTH_DAY_NANO -> 16;
                        });
            case FixedSizeBinary ->
                fixed(path, field, atLeast(path, "byte width", ((ArrowType.FixedSizeBinary) type).getByteWidth(), 0));
            case Binary -> new Layout(path, field, Kind.BYTES, 4, false);
            case Utf8 -> new Layout(path, field, Kind.BYTES, 4, true);
            case LargeBinary -> new Layout(path, field, Kind.BYTES, 8, false);
            case LargeUtf8 -> new Layout(path, field, Kind.BYTES, 8, true);
            case BinaryView -> new Layout(path, field, Kind.VIEWS, 16, false);
            case Utf8View -> new Layout(path, field, Kind.VIEWS, 16, true);
            case List, Map -> new Layout(path, field, Kind.LIST, 4, false);
            case LargeList -> new Layout(path, field, Kind.LIST, 8, false);
            case ListView -> new Layout(path, field, Kind.LIST_VIEW, 4, false);
            case LargeListView -> new Layout(path, field, Kind.LIST_VIEW, 8, false);
            case FixedSizeList ->
                new Layout(
                        path,
                        field,
                        Kind.FIXED_LIST,
                        atLeast(path, "list size", ((ArrowType.FixedSizeList) type).getListSize(), 0),
                        false);
            case Struct -> new Layout(path, field, Kind.STRUCT, 0, false);
            case Union ->
                new Layout(
                        path,
                        field,
                        ((ArrowType.Union) type).getMode() == UnionMode.Sparse ? Kind.SPARSE_UNION : Kind.DENSE_UNION,
                        0,
                        false);
            case RunEndEncoded -> new Layout(path, field, Kind.RUN_ENDS, runEnd(path, field), false);
            default ->
                throw VgiException.of(
                        Code.UNIMPLEMENTED, "column '" + path + "' has the type " + type + ", which cannot be read");
        };
    }

    private static Layout fixed(String path, Field field, int width) {
        return new Layout(path, field, Kind.FIXED, width, false);
    }

    /** Returns the type of what the buffers hold: the indices of a dictionary, or what the type is stored as. */
    private static ArrowType values(Field field) {
        DictionaryEncoding encoding = field.getDictionary();
        return encoding == null ? storage(field.getType()) : encoding.getIndexType();
    }

    private static ArrowType storage(ArrowType type) {
        return type instanceof ArrowType.ExtensionType extension ? extension.storageType() : type;
    }

    private static int bits(String path, int width, int... allowed) {
        if (Arrays.stream(allowed).noneMatch(bits -> bits == width)) {
            throw malformed(path, "a width of " + width + " bits", "one of " + Arrays.toString(allowed));
        }
        return width / 8;
    }

    private static int time(String path, ArrowType.Time type) {
        int width =
                switch (type.getUnit()) {
                    case SECOND, MILLISECOND -> 32;
                    case MICROSECOND, NANOSECOND -> 64;
                };
        return bits(path, type.getBitWidth(), width);
    }

    private static int atLeast(String path, String what, int found, int least) {
        if (found < least) {
            throw malformed(path, "a " + what + " of " + found, "at least " + least);
        }
        return found;
    }

    private static int runEnd(String path, Field field) {
        if (field.getChildren().size() != 2
                || !(field.getChildren().get(0).getType() instanceof ArrowType.Int type)
                || field.getChildren().get(0).getDictionary() != null) {
            throw malformed(path, "children that are no runs", "the ends of the runs as integers, and their values");
        }
        return bits(path, type.getBitWidth(), 16, 32, 64);
    }

    private static byte[] typeIds(String path, ArrowType type) {
        if (!(type instanceof ArrowType.Union union)) {
            return new byte[0];
        }
        byte[] children = new byte[128];
        Arrays.fill(children, (byte) -1);
        int[] ids = union.getTypeIds();
        for (int child = 0; child < ids.length; child++) {
            if (ids[child] < 0 || ids[child] > 127 || children[ids[child]] >= 0) {
                throw malformed(path, "the type ids " + Arrays.toString(ids), "different ones of 0 to 127");
            }
            children[ids[child]] = (byte) child;
        }
        return children;
    }

    private void checkChildren(Field field) {
        int found = children.size();
        switch (kind) {
            case LIST, LIST_VIEW, FIXED_LIST -> expectChildren(found, 1);
            case SPARSE_UNION, DENSE_UNION -> {
                expectChildren(found, ((ArrowType.Union) values(field)).getTypeIds().length);
                // Arrow Java keeps the children of a union by their names.
                var names = new HashSet<String>();
                for (Field child : field.getChildren()) {
                    if (!names.add(child.getName())) {
                        throw unsupportedNames(child);
                    }
                }
            }
            case STRUCT -> {
                var names = new HashSet<String>();
                for (Field child : field.getChildren()) {
                    if (!names.add(child.getName())) {
                        throw unsupportedNames(child);
                    }
                }
            }
            case RUN_ENDS -> expectChildren(found, 2);
            default -> expectChildren(found, 0);
        }
        if (values(field) instanceof ArrowType.Map) {
            Layout entries = children.get(0);
            if (entries.kind != Kind.STRUCT || entries.children.size() != 2) {
                throw malformed(path, "entries that are no pairs", "a struct of a key and a value");
            }
        }
    }

    private void expectChildren(int found, int expected) {
        if (found != expected) {
            throw malformed(path, found + " children", String.valueOf(expected));
        }
    }

    private VgiException unsupportedNames(Field child) {
        return VgiException.of(
                Code.UNIMPLEMENTED,
                "column '" + path + "' has two children named '" + child.getName()
                        + "', which cannot be read; give them different names");
    }

    private static VgiException malformed(String path, String found, String expected) {
        return VgiException.dataLoss(
                "a schema is malformed: column '" + path + "' has " + found + ", expected " + expected);
    }
}
