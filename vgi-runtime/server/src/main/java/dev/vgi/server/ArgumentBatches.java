package dev.vgi.server;

import dev.vgi.arrow.Batch;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The batches inside a method's arguments and result, directly or within records, collections and options. They belong
 * to the runtime, which closes them after the call.
 */
final class ArgumentBatches {
    private static final Set<Class<?>> PLAIN = Set.of(
            Boolean.class,
            Byte.class,
            Short.class,
            Integer.class,
            Long.class,
            Float.class,
            Double.class,
            String.class,
            byte[].class,
            ByteBuffer.class,
            BigDecimal.class,
            BigInteger.class,
            Instant.class,
            LocalDate.class,
            LocalDateTime.class,
            Duration.class);

    private final boolean possible;
    private final boolean plain;

    private ArgumentBatches(boolean possible, boolean plain) {
        this.possible = possible;
        this.plain = plain;
    }

    static ArgumentBatches of(Method method) {
        return new ArgumentBatches(
                mentionsBatch(method.getGenericReturnType())
                        || Arrays.stream(method.getGenericParameterTypes()).anyMatch(ArgumentBatches::mentionsBatch),
                Arrays.stream(method.getParameterTypes()).allMatch(type -> type.isPrimitive() || PLAIN.contains(type)));
    }

    /** Whether the types allow any. */
    boolean arePossible() {
        return possible;
    }

    /** Whether an argument of the right Arrow type can still be wrong: an enum's name, a record's bytes. */
    boolean mayFailToDecode() {
        return !plain;
    }

    void close(@Nullable Object value) {
        if (possible) {
            closeWithin(value);
        }
    }

    private static boolean mentionsBatch(Type type) {
        if (type instanceof Class<?> raw) {
            return raw == Batch.class
                    || (raw.isArray() && mentionsBatch(raw.getComponentType()))
                    || (raw.isRecord()
                            && Arrays.stream(raw.getRecordComponents())
                                    .anyMatch(component -> mentionsBatch(component.getGenericType())));
        }
        if (type instanceof ParameterizedType parameterized) {
            return Arrays.stream(parameterized.getActualTypeArguments()).anyMatch(ArgumentBatches::mentionsBatch);
        }
        if (type instanceof GenericArrayType array) {
            return mentionsBatch(array.getGenericComponentType());
        }
        return type instanceof WildcardType wildcard
                && Arrays.stream(wildcard.getUpperBounds()).anyMatch(ArgumentBatches::mentionsBatch);
    }

    private static void closeWithin(@Nullable Object value) {
        if (value instanceof Batch batch) {
            batch.close();
        } else if (value instanceof Object[] array) {
            Arrays.asList(array).forEach(ArgumentBatches::closeWithin);
        } else if (value instanceof Collection<?> collection) {
            collection.forEach(ArgumentBatches::closeWithin);
        } else if (value instanceof Map<?, ?> map) {
            map.values().forEach(ArgumentBatches::closeWithin);
        } else if (value instanceof Optional<?> optional) {
            optional.ifPresent(ArgumentBatches::closeWithin);
        } else if (value instanceof Record) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                if (mentionsBatch(component.getGenericType())) {
                    closeWithin(read(component, value));
                }
            }
        }
    }

    private static @Nullable Object read(RecordComponent component, Object record) {
        try {
            component.getAccessor().setAccessible(true);
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }
}
