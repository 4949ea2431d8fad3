package dev.vgi.types;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Converts the parameters of a Java method to and from one row: one column for each parameter, binary for a record.
 * Arguments are arrays as long as the method's parameter list; parameters that the runtime injects have no column.
 * Immutable and safe for concurrent use.
 */
public final class ParametersCodec {
    private final Columns columns;
    private final int[] positions;
    private final int arity;

    private ParametersCodec(Columns columns, int[] positions, int arity) {
        this.columns = columns;
        this.positions = positions;
        this.arity = arity;
    }

    /**
     * Returns the codec of a method's parameters, without those of the injected classes.
     *
     * @throws VgiException INVALID_ARGUMENT if a parameter has a type that Arrow cannot hold or has no name, because
     *     the interface was compiled without {@code -parameters} and {@link WireName} is missing
     */
    public static ParametersCodec of(Method method, Set<Class<?>> injected) {
        String owner = method.getDeclaringClass().getSimpleName() + "." + method.getName();
        Parameter[] parameters = method.getParameters();
        List<String> names = new ArrayList<>();
        List<TypeCodec> codecs = new ArrayList<>();
        List<Integer> positions = new ArrayList<>();
        for (int i = 0; i < parameters.length; i++) {
            if (!injected.contains(parameters[i].getType())) {
                String name = name(parameters[i], owner);
                names.add(name);
                codecs.add(new TypeResolver()
                        .parameter(parameters[i].getAnnotatedType(), "parameter '" + name + "' of " + owner));
                positions.add(i);
            }
        }
        int[] indexes = positions.stream().mapToInt(Integer::intValue).toArray();
        return new ParametersCodec(new Columns(owner, names, codecs), indexes, parameters.length);
    }

    private static String name(Parameter parameter, String owner) {
        WireName name = parameter.getAnnotation(WireName.class);
        if (name != null) {
            return name.value();
        }
        if (!parameter.isNamePresent()) {
            throw VgiException.invalidArgument("found no name of the parameter '" + parameter + "' of " + owner
                    + ", expected one: compile the interface with -parameters, or add @Name");
        }
        return Names.toSnakeCase(parameter.getName());
    }

    /** Returns the schema of a request, in message format and in declared order. */
    public Schema schema() {
        return columns.schema();
    }

    /**
     * Returns one row of arguments. The caller closes the batch.
     *
     * @param arguments one for each parameter of the method; those of injected parameters are ignored
     * @throws VgiException INVALID_ARGUMENT with the path for a null that is not {@code @Nullable}, or a value that its
     *     column cannot hold
     */
    public Batch encode(@Nullable Object[] arguments, BufferAllocator allocator) {
        if (arguments.length != arity) {
            throw VgiException.invalidArgument("found " + arguments.length + " arguments, expected " + arity);
        }
        try (BatchBuilder builder = new BatchBuilder(schema(), 1, allocator)) {
            ColumnWriter[] writers = columns.writers(builder.vectors(), builder.dictionaries());
            for (int i = 0; i < writers.length; i++) {
                columns.write(writers, i, 0, arguments[positions[i]]);
            }
            return builder.finish(1);
        } catch (ConversionException e) {
            throw e.toException();
        }
    }

    /**
     * Returns the arguments of a request, found by name. Injected parameters are null, for the caller to fill. The
     * caller keeps ownership of the batch. A method without parameters takes any number of rows.
     *
     * @throws VgiException INVALID_ARGUMENT for a missing column, another type, another number of rows than one or a
     *     null that is not {@code @Nullable}; DATA_LOSS for a value that does not fit
     */
    public @Nullable Object[] decode(Batch request) {
        @Nullable Object[] arguments = new @Nullable Object[arity];
        if (positions.length == 0) {
            return arguments;
        }
        if (request.rowCount() != 1) {
            throw VgiException.invalidArgument("found " + request.rowCount() + " rows of parameters, expected one");
        }
        ColumnReader[] readers =
                columns.readers(request.schema().getFields(), request.root().getFieldVectors(), request.dictionaries());
        try {
            for (int i = 0; i < readers.length; i++) {
                arguments[positions[i]] = columns.read(readers, i, 0);
            }
        } catch (ConversionException e) {
            Batches.closeAll(arguments);
            throw e.toException();
        }
        return arguments;
    }
}
