package dev.vgi.service;

import dev.vgi.VgiException;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.MethodDescription;
import dev.vgi.protocol.MethodKind;
import dev.vgi.types.Name;
import dev.vgi.types.Names;
import dev.vgi.types.ParametersCodec;
import dev.vgi.types.RecordCodec;
import dev.vgi.types.ResultCodec;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Set;
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

    static ServiceMethod of(Method method) {
        ParametersCodec parameters = ParametersCodec.of(method, Set.of(CallContext.class));
        Class<?> returned = method.getReturnType();
        boolean producer = returned == Producer.class || returned == Producer.WithHeader.class;
        boolean exchange = returned == Exchange.class || returned == Exchange.WithHeader.class;
        boolean headed = returned == Producer.WithHeader.class || returned == Exchange.WithHeader.class;
        int first = headed ? 1 : 0;
        Class<? extends Record> header = headed ? recordType(method, 0) : null;
        ResultCodec result = producer || exchange ? null : ResultCodec.of(method);
        MethodKind kind = producer ? MethodKind.PRODUCER : exchange ? MethodKind.EXCHANGE : MethodKind.UNARY;
        Name name = method.getAnnotation(Name.class);
        Deprecated deprecated = method.getAnnotation(Deprecated.class);
        var description = new MethodDescription(
                name == null ? Names.toSnakeCase(method.getName()) : name.value(),
                kind,
                parameters.schema(),
                result == null || result.isVoid() ? null : result.schema(),
                header == null ? null : RecordCodec.of(header).schema(),
                idempotency(method),
                deprecated == null ? null : "");
        return new ServiceMethod(
                method,
                description,
                parameters,
                result,
                header,
                exchange ? recordType(method, first) : null,
                producer ? recordType(method, first) : exchange ? recordType(method, first + 1) : null);
    }

    private static Idempotency idempotency(Method method) {
        if (method.isAnnotationPresent(NoSideEffects.class)) {
            return Idempotency.NO_SIDE_EFFECTS;
        }
        return method.isAnnotationPresent(Idempotent.class) ? Idempotency.IDEMPOTENT : Idempotency.UNKNOWN;
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
