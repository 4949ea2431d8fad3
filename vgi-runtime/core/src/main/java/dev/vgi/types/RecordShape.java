package dev.vgi.types;

import dev.vgi.VgiException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Holds a record class resolved once: its columns, its accessors and its canonical constructor. */
final class RecordShape {
    private final Class<?> type;
    private final Columns columns;
    private final MethodHandle[] accessors;
    private final MethodHandle constructor;

    RecordShape(Class<?> type, TypeResolver resolver) {
        this.type = type;
        RecordComponent[] components = type.getRecordComponents();
        List<String> names = new ArrayList<>(components.length);
        List<TypeCodec> codecs = new ArrayList<>(components.length);
        for (RecordComponent component : components) {
            WireName name = component.getAnnotation(WireName.class);
            names.add(name == null ? Names.toSnakeCase(component.getName()) : name.value());
            codecs.add(resolver.nested(
                    component.getAnnotatedType(), "component '" + component.getName() + "' of " + type.getName()));
        }
        this.columns = new Columns("record " + type.getSimpleName(), names, codecs);
        this.accessors = new MethodHandle[components.length];
        this.constructor = handles(components);
    }

    private MethodHandle handles(RecordComponent[] components) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(type, MethodHandles.lookup());
            Class<?>[] types = new Class<?>[components.length];
            for (int i = 0; i < components.length; i++) {
                types[i] = components[i].getType();
                accessors[i] = lookup.unreflect(components[i].getAccessor())
                        .asType(MethodType.methodType(Object.class, Object.class));
            }
            return lookup.findConstructor(type, MethodType.methodType(void.class, types))
                    .asSpreader(Object[].class, components.length)
                    .asType(MethodType.methodType(Object.class, Object[].class));
        } catch (ReflectiveOperationException e) {
            throw VgiException.of(
                    dev.vgi.Code.INVALID_ARGUMENT,
                    "record " + type.getName() + " cannot be accessed: open its package to "
                            + RecordShape.class.getModule(),
                    e);
        }
    }

    Class<?> type() {
        return type;
    }

    Columns columns() {
        return columns;
    }

    @Nullable
    Object component(Object record, int column) {
        try {
            return (@Nullable Object) accessors[column].invokeExact(record);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("an accessor of " + type.getName() + " failed", e);
        }
    }

    void closeBatches(Object record) {
        for (int i = 0; i < accessors.length; i++) {
            Batches.close(component(record, i));
        }
    }

    Object read(ColumnReader[] readers, int row) {
        @Nullable Object[] values = new @Nullable Object[readers.length];
        try {
            for (int i = 0; i < readers.length; i++) {
                values[i] = columns.read(readers, i, row);
            }
            return construct(values);
        } catch (ConversionException e) {
            Batches.closeAll(values);
            throw e;
        }
    }

    private Object construct(@Nullable Object[] values) {
        try {
            return (Object) constructor.invokeExact(values);
        } catch (Error e) {
            throw e;
        } catch (Throwable e) {
            throw ConversionException.problem(
                    "the constructor of " + type.getSimpleName() + " refused its values: " + e, e);
        }
    }
}
