package dev.vgi.types;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.types.TypeCodec.Absence;
import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Finds the codec of an annotated Java type. */
final class TypeResolver {
    private static final TypeSpec ENUM =
            new TypeSpec(TypeSpec.UTF8, new DictionaryEncoding(0, false, TypeSpec.integer(16)), List.of());

    /** The records around the one that is resolved, outermost first: a record that holds itself has no schema. */
    private final List<Class<?>> enclosing;

    /** Identifies where a type stands, which decides what a record becomes. */
    private enum Level {
        PARAMETER,
        NESTED
    }

    TypeResolver() {
        this(List.of());
    }

    private TypeResolver(List<Class<?>> enclosing) {
        this.enclosing = enclosing;
    }

    /** Returns the codec of a parameter or a result, where a record is its IPC bytes. */
    TypeCodec parameter(AnnotatedType type, String place) {
        return new Resolution(place).resolve(type, Level.PARAMETER, null, null);
    }

    /** Returns the codec of a record's component, where a record is a struct. */
    TypeCodec nested(AnnotatedType type, String place) {
        return new Resolution(place).resolve(type, Level.NESTED, null, null);
    }

    /** Returns the shape of a record. */
    RecordShape shape(Class<?> type) {
        if (enclosing.contains(type)) {
            throw VgiException.invalidArgument(
                    "record " + type.getName() + " holds itself, expected a type of bounded depth");
        }
        if (type.getTypeParameters().length > 0) {
            throw VgiException.invalidArgument(
                    "record " + type.getName() + " has type parameters, expected a record without them");
        }
        List<Class<?>> inner = new ArrayList<>(enclosing);
        inner.add(type);
        return new RecordShape(type, new TypeResolver(List.copyOf(inner)));
    }

    /** Resolves one type at one place. */
    private final class Resolution {
        private final String place;

        Resolution(String place) {
            this.place = place;
        }

        TypeCodec resolve(AnnotatedType annotated, Level level, @Nullable TypeSpec inherited, @Nullable Absence outer) {
            AnnotatedType type = bounded(annotated);
            Class<?> raw = raw(type.getType());
            TypeSpec own = declared(type);
            TypeSpec declared = own == null ? inherited : own;
            if (raw == Optional.class) {
                return resolve(argument(type, 0), level, declared, Absence.EMPTY_OPTIONAL);
            }
            boolean nullable = isNullable(annotated) || isNullable(type);
            if (nullable && raw.isPrimitive()) {
                throw error("found @Nullable on the primitive " + raw + ", expected its boxed type");
            }
            Absence absence = outer != null ? outer : nullable ? Absence.NULL : Absence.REFUSED;
            JavaScalar scalar = JavaScalar.of(raw);
            if (scalar != null) {
                return new ScalarCodec(scalar, raw.getSimpleName(), scalarType(scalar, raw, declared), absence);
            }
            if (raw.isEnum()) {
                return new EnumCodec(raw, enumType(raw, declared), absence);
            }
            if (raw == List.class || raw == Set.class || raw == Collection.class) {
                return collection(type, raw, declared, absence);
            }
            if (raw == Map.class) {
                return map(type, declared, absence);
            }
            return structured(raw, level, declared, absence);
        }

        private TypeSpec scalarType(JavaScalar scalar, Class<?> raw, @Nullable TypeSpec declared) {
            if (declared != null) {
                boolean hashable = declared.dictionary() == null || scalar != JavaScalar.BYTES;
                if (!scalar.stores(declared.type()) || !hashable) {
                    throw unfit(raw, declared);
                }
                return declared;
            }
            if (scalar.defaultType() == null) {
                throw error("found " + raw.getSimpleName() + " without its Arrow type, expected an annotation such as "
                        + scalar.advice());
            }
            return TypeSpec.of(scalar.defaultType());
        }

        private TypeSpec enumType(Class<?> raw, @Nullable TypeSpec declared) {
            if (declared != null && !JavaScalar.isText(declared.type().getTypeID())) {
                throw unfit(raw, declared);
            }
            return declared == null ? ENUM : declared;
        }

        private TypeCodec collection(AnnotatedType type, Class<?> raw, @Nullable TypeSpec declared, Absence absence) {
            if (declared != null && !ListWriter.isList(declared.type())) {
                throw unfit(raw, declared);
            }
            TypeSpec shape = declared == null ? TypeSpec.list(TypeSpec.of(new ArrowType.Null()), true) : declared;
            TypeSpec child =
                    declared == null ? null : TypeSpec.of(declared.children().get(0));
            if (raw == Set.class) {
                refuseArray(argument(type, 0));
            }
            TypeCodec element = resolve(argument(type, 0), Level.NESTED, child, null);
            return new CollectionCodec(raw == Set.class ? Set.class : List.class, element, shape, absence);
        }

        private TypeCodec map(AnnotatedType type, @Nullable TypeSpec declared, Absence absence) {
            TypeSpec key = null;
            TypeSpec value = null;
            boolean nullableValues = true;
            boolean keysSorted = false;
            if (declared != null) {
                if (!(declared.type() instanceof ArrowType.Map map)) {
                    throw unfit(Map.class, declared);
                }
                List<org.apache.arrow.vector.types.pojo.Field> entry =
                        declared.children().get(0).getChildren();
                key = TypeSpec.of(entry.get(0));
                value = TypeSpec.of(entry.get(1));
                nullableValues = entry.get(1).isNullable();
                keysSorted = map.getKeysSorted();
            }
            refuseArray(argument(type, 0));
            return new MapCodec(
                    resolve(argument(type, 0), Level.NESTED, key, null),
                    resolve(argument(type, 1), Level.NESTED, value, null),
                    nullableValues,
                    keysSorted,
                    absence);
        }

        private TypeCodec structured(Class<?> raw, Level level, @Nullable TypeSpec declared, Absence absence) {
            TypeSpec binary = declared == null ? TypeSpec.of(TypeSpec.BINARY) : declared;
            boolean isBinary = JavaScalar.isBinary(binary.type().getTypeID()) && binary.dictionary() == null;
            if (raw.isRecord()) {
                if (declared == null && level == Level.NESTED) {
                    return new StructCodec(shape(raw), absence);
                }
                if (isBinary) {
                    RecordCodec<?> codec = RecordCodec.of(raw.asSubclass(Record.class), shape(raw));
                    return new IpcCodec(IpcCodec.record(codec), raw.getSimpleName(), binary, absence);
                }
                throw unfit(raw, binary);
            }
            if (raw == Batch.class || raw == Schema.class) {
                if (!isBinary) {
                    throw unfit(raw, binary);
                }
                IpcCodec.Format format = raw == Batch.class ? IpcCodec.batch() : IpcCodec.schema();
                return new IpcCodec(format, raw.getSimpleName(), binary, absence);
            }
            throw error("found the Java type " + raw.getName()
                    + ", expected a number, text, bytes, date or time, an enum, a record, a List, Set, Map or Optional"
                    + " of these, a Batch or a Schema");
        }

        private void refuseArray(AnnotatedType key) {
            if (key.getType() == byte[].class) {
                throw error(
                        "found byte[] as a key or an element of a set, expected ByteBuffer, which compares by value");
            }
        }

        private @Nullable TypeSpec declared(AnnotatedType type) {
            dev.vgi.types.WireType token = type.getAnnotation(dev.vgi.types.WireType.class);
            if (token == null && type instanceof AnnotatedArrayType array) {
                token = array.getAnnotatedGenericComponentType().getAnnotation(dev.vgi.types.WireType.class);
            }
            WireDecimal decimal = type.getAnnotation(WireDecimal.class);
            if (token == null && decimal == null) {
                return null;
            }
            if (token != null && decimal != null) {
                throw error("found both @ArrowType and @Decimal, expected one");
            }
            String text = token != null
                    ? token.value()
                    : (decimal.precision() <= 38 ? "decimal128(" : "decimal256(") + decimal.precision() + ","
                            + decimal.scale() + ")";
            try {
                return new TypeParser(text, TypeParser.Style.TOKEN).onlyType();
            } catch (VgiException e) {
                throw error(e.getMessage());
            }
        }

        private AnnotatedType argument(AnnotatedType type, int index) {
            if (type instanceof AnnotatedParameterizedType parameterized) {
                return parameterized.getAnnotatedActualTypeArguments()[index];
            }
            throw error("found the raw type " + type.getType().getTypeName() + ", expected its type arguments");
        }

        private Class<?> raw(Type type) {
            if (type instanceof Class<?> plain) {
                return plain;
            }
            if (type instanceof ParameterizedType parameterized) {
                return (Class<?>) parameterized.getRawType();
            }
            String kind = type instanceof GenericArrayType ? "generic array" : "type variable";
            throw error("found the " + kind + " " + type.getTypeName() + ", expected a type that is known");
        }

        private VgiException unfit(Class<?> raw, TypeSpec declared) {
            return error("found the Arrow type " + TypeTokens.token(declared.field("", true)) + " declared for "
                    + raw.getSimpleName() + ", expected one that stores such values");
        }

        private VgiException error(@Nullable String problem) {
            return VgiException.invalidArgument(place + ": " + problem);
        }
    }

    private static AnnotatedType bounded(AnnotatedType type) {
        return type instanceof AnnotatedWildcardType wildcard ? wildcard.getAnnotatedUpperBounds()[0] : type;
    }

    private static boolean isNullable(AnnotatedType type) {
        if (type.isAnnotationPresent(Nullable.class)) {
            return true;
        }
        return type instanceof AnnotatedArrayType array
                && array.getAnnotatedGenericComponentType().isAnnotationPresent(Nullable.class);
    }
}
