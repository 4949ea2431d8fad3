package dev.vgi.service;

import dev.vgi.VgiException;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.MethodDescription;
import dev.vgi.protocol.MethodKind;
import dev.vgi.types.Names;
import dev.vgi.types.ParametersCodec;
import dev.vgi.types.RecordCodec;
import dev.vgi.types.ResultCodec;
import dev.vgi.types.WireName;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One method of a service interface.
 *
 * @param java the method
 * @param description what reflection tells of it
 * @param parameters its arguments as a row
 * @param result its return value as a row; null for streams
 * @param header the type of a stream's header; null where there is none
 * @param input the record type of an exchange's inputs; null for batches and other kinds
 * @param output the record type of a stream's outputs; null for batches and unary methods
 */
public record ServiceMethod(
        Method java,
        MethodDescription description,
        ParametersCodec parameters,
        @Nullable ResultCodec result,
        @Nullable Class<? extends Record> header,
        @Nullable Class<? extends Record> input,
        @Nullable Class<? extends Record> output) {

    private static final Set<Class<?>> STREAMS =
            Set.of(Producer.class, Producer.WithHeader.class, Exchange.class, Exchange.WithHeader.class);
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");

    static ServiceMethod of(Method method) {
        String name = name(method);
        requireContextFirst(method);
        requireStreamTypes(method);
        ParametersCodec parameters = ParametersCodec.of(method, Set.of(CallContext.class));
        Class<?> returned = method.getReturnType();
        boolean producer = returned == Producer.class || returned == Producer.WithHeader.class;
        boolean exchange = returned == Exchange.class || returned == Exchange.WithHeader.class;
        boolean headed = returned == Producer.WithHeader.class || returned == Exchange.WithHeader.class;
        int first = headed ? 1 : 0;
        Class<? extends Record> header = headed ? headerType(method) : null;
        ResultCodec result = producer || exchange ? null : ResultCodec.of(method);
        MethodKind kind = producer ? MethodKind.PRODUCER : exchange ? MethodKind.EXCHANGE : MethodKind.UNARY;
        var description = new MethodDescription(
                name,
                kind,
                parameters.schema(),
                result == null || result.isVoid() ? null : result.schema(),
                header == null ? null : RecordCodec.of(header).schema(),
                idempotency(method),
                method.isAnnotationPresent(Deprecated.class) ? "" : null);
        return new ServiceMethod(
                method,
                description,
                parameters,
                result,
                header,
                exchange ? recordType(method, first) : null,
                producer ? recordType(method, first) : exchange ? recordType(method, first + 1) : null);
    }

    /** The wire name. */
    public String name() {
        return description.name();
    }

    /** Whether the first parameter is a {@link CallContext}, which does not travel. */
    public boolean takesContext() {
        return java.getParameterCount() > 0 && java.getParameterTypes()[0] == CallContext.class;
    }

    private static String name(Method method) {
        WireName given = method.getAnnotation(WireName.class);
        String name = given == null ? Names.toSnakeCase(method.getName()) : given.value();
        if (!NAME.matcher(name).matches() || (name.startsWith("__") && name.endsWith("__"))) {
            throw VgiException.invalidArgument(
                    where(method) + " has the wire name '" + name
                            + "', expected letters, digits and underscores, without two of these at both ends: give it a @Name");
        }
        return name;
    }

    private static void requireContextFirst(Method method) {
        Class<?>[] types = method.getParameterTypes();
        for (int i = 1; i < types.length; i++) {
            if (types[i] == CallContext.class) {
                throw VgiException.invalidArgument(
                        where(method) + " takes a CallContext as parameter " + (i + 1) + ", expected it first");
            }
        }
    }

    private static void requireStreamTypes(Method method) {
        Class<?> type = method.getReturnType();
        boolean stream = Producer.class.isAssignableFrom(type) || Exchange.class.isAssignableFrom(type);
        if (stream && !STREAMS.contains(type)) {
            throw VgiException.invalidArgument(where(method) + " returns " + type.getSimpleName()
                    + ", expected Producer, Exchange or their WithHeader");
        }
    }

    private static Idempotency idempotency(Method method) {
        if (method.isAnnotationPresent(NoSideEffects.class)) {
            return Idempotency.NO_SIDE_EFFECTS;
        }
        return method.isAnnotationPresent(Idempotent.class) ? Idempotency.IDEMPOTENT : Idempotency.UNKNOWN;
    }

    private static Class<? extends Record> headerType(Method method) {
        Class<? extends Record> header = recordType(method, 0);
        if (header == null) {
            throw VgiException.invalidArgument(where(method) + " has a Batch as its header, expected a record");
        }
        return header;
    }

    private static @Nullable Class<? extends Record> recordType(Method method, int argument) {
        if (!(method.getGenericReturnType() instanceof ParameterizedType type)) {
            throw VgiException.invalidArgument(where(method) + " returns a raw "
                    + method.getReturnType().getSimpleName() + ", expected its type arguments, as in Producer<Batch>");
        }
        Type found = type.getActualTypeArguments()[argument];
        if (found == dev.vgi.arrow.Batch.class) {
            return null;
        }
        if (found instanceof Class<?> candidate && candidate.isRecord()) {
            return candidate.asSubclass(Record.class);
        }
        throw VgiException.invalidArgument(
                where(method) + " streams " + found.getTypeName() + ", expected Batch or a record");
    }

    private static String where(Method method) {
        return method.getDeclaringClass().getSimpleName() + "." + method.getName();
    }
}
