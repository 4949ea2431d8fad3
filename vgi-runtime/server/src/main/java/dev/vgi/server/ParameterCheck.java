package dev.vgi.server;

import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.types.Schemas;
import dev.vgi.types.TypeTokens;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * Holds a request against the declared parameters: names, order, types, nullability, one row (specification, section
 * 5).
 */
final class ParameterCheck {
    private final String method;
    private final Schema declared;

    /** @param method protocol and method, for messages */
    ParameterCheck(String method, Schema declared) {
        this.method = method;
        this.declared = declared;
    }

    /** @throws VgiException {@code TypeError}, or {@code RpcError} for the number of rows */
    void check(Batch request) {
        refuseOtherNames(request.schema());
        String difference = Schemas.difference(request.schema(), declared);
        if (!difference.isEmpty()) {
            throw RpcErrors.parameter("", method + " was called with other parameters than it declares: " + difference);
        }
        if (declared.getFields().isEmpty()) {
            return;
        }
        if (request.rowCount() != 1) {
            throw RpcErrors.rowCount(method, request.rowCount());
        }
        refuseNulls(request);
    }

    private void refuseOtherNames(Schema found) {
        List<String> names = names(declared);
        for (String name : names(found)) {
            if (!names.contains(name)) {
                throw RpcErrors.parameter(
                        name, method + " has no parameter '" + name + "', it declares " + describe(declared));
            }
        }
        for (String name : names) {
            if (!names(found).contains(name)) {
                throw RpcErrors.parameter(
                        name,
                        method + " was called without its parameter '" + name + "', it declares " + describe(declared));
            }
        }
    }

    private void refuseNulls(Batch request) {
        for (int i = 0; i < declared.getFields().size(); i++) {
            Field field = declared.getFields().get(i);
            FieldVector vector = request.vector(i);
            if (!field.isNullable() && vector.isNull(0)) {
                throw RpcErrors.parameter(
                        field.getName(), method + ": parameter '" + field.getName() + "' is null, expected a value");
            }
        }
    }

    private static List<String> names(Schema schema) {
        return schema.getFields().stream().map(Field::getName).toList();
    }

    static String describe(Schema schema) {
        return schema.getFields().stream()
                .map(field ->
                        field.getName() + ": " + TypeTokens.token(field) + (field.isNullable() ? "" : " not null"))
                .collect(Collectors.joining(", ", "(", ")"));
    }
}
