package dev.vgi.connector.plan;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.client.Client;
import dev.vgi.client.Method;
import dev.vgi.connector.options.CallSettings;
import dev.vgi.connector.options.ClientSpec;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.MethodDescription;
import java.io.IOException;
import java.io.Serializable;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A method as one process found it, which others call as it is here, without asking the worker again.
 *
 * @param connection where it is
 * @param name {@code Protocol/method}
 * @param parametersJson its parameters, as Arrow's JSON
 * @param protocolVersion what the worker checks; null for nothing
 * @param header whether its streams start with a header
 * @param settings how it is called, with the decision on lost answers made
 */
public record ResolvedMethod(
        ClientSpec connection,
        String name,
        String parametersJson,
        @Nullable String protocolVersion,
        HasHeader header,
        CallSettings settings)
        implements Serializable {

    /** Asks the worker, unless the user declared the parameters. */
    public static ResolvedMethod plan(Client client, ClientSpec connection, MethodCall call) {
        Method method = call.on(client);
        Optional<MethodDescription> description =
                call.argsSchema().isPresent() ? Optional.empty() : method.description();
        description.filter(found -> !found.kind().isStream()).ifPresent(found -> {
            throw VgiException.builder(
                            Code.INVALID_ARGUMENT,
                            method.name() + " is of kind " + found.kind()
                                    + ", expected a producer to read a table from, or an exchange to enrich rows with")
                    .url(connection.url())
                    .build();
        });
        Idempotency idempotency =
                description.map(MethodDescription::idempotency).orElse(Idempotency.UNKNOWN);
        String version = call.protocolVersion()
                .or(() -> description.map(found -> version(client, method.name())))
                .filter(text -> !text.isEmpty())
                .orElse(null);
        return new ResolvedMethod(
                connection,
                method.name(),
                method.parameters().toJson(),
                version,
                description
                        .map(found -> found.header() == null ? HasHeader.NO : HasHeader.YES)
                        .orElse(call.hasHeader() ? HasHeader.YES : HasHeader.UNKNOWN),
                call.settings().decidedFor(idempotency));
    }

    private static String version(Client client, String method) {
        return client.describe(method.substring(0, method.indexOf('/')))
                .summary()
                .version();
    }

    /** Its parameters, in declared order. */
    public Schema parameters() {
        try {
            return Schema.fromJSON(parametersJson);
        } catch (IOException e) {
            throw VgiException.of(Code.INTERNAL, "the parameters of " + name + " are no Arrow schema", e);
        }
    }

    /** The parameter of this name. */
    public Optional<Field> parameter(String parameter) {
        return parameters().getFields().stream()
                .filter(field -> field.getName().equals(parameter))
                .findFirst();
    }

    /** The method, without its arguments. */
    public Method on(Client client) {
        Method method =
                client.method(name).argsSchema(parameters()).withHeader(header).options(settings.callOptions());
        return protocolVersion == null ? method : method.protocolVersion(protocolVersion);
    }
}
