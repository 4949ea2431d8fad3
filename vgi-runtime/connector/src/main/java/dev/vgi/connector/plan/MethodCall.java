package dev.vgi.connector.plan;

import dev.vgi.ClientOption;
import dev.vgi.Message;
import dev.vgi.VgiException;
import dev.vgi.client.Client;
import dev.vgi.client.Method;
import dev.vgi.connector.options.Arguments;
import dev.vgi.connector.options.CallSettings;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.types.SchemaText;
import java.io.Serializable;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A method as the user names it.
 *
 * @param name {@code Protocol/method} or {@code method}
 * @param arguments what it is called with
 * @param argsSchemaText the parameters that the user declares, as {@link SchemaText} writes them; null for the worker's
 * @param hasHeader whether its streams start with a header, where the user declares the parameters
 * @param protocolVersionText the version that the user asks for; null for the worker's
 * @param settings how it is called
 */
public record MethodCall(
        String name,
        Arguments arguments,
        @Nullable String argsSchemaText,
        boolean hasHeader,
        @Nullable String protocolVersionText,
        CallSettings settings)
        implements Serializable {

    /** @throws VgiException INVALID_ARGUMENT for declared parameters that are none, and a header without any */
    public MethodCall {
        if (argsSchemaText != null) {
            SchemaText.parse(argsSchemaText);
        } else if (hasHeader) {
            throw VgiException.invalidArgument(Message.of(
                    ClientOption.HAS_HEADER,
                    " goes with ",
                    ClientOption.ARGS_SCHEMA,
                    ": where the worker offers reflection, it tells both itself"));
        }
    }

    /** The parameters that the user declares. */
    public Optional<Schema> argsSchema() {
        return Optional.ofNullable(argsSchemaText).map(SchemaText::parse);
    }

    Optional<String> protocolVersion() {
        return Optional.ofNullable(protocolVersionText);
    }

    /** Finds the method, without its arguments. */
    public Method on(Client client) {
        Method method = client.method(name).options(settings.callOptions());
        Optional<Schema> declared = argsSchema();
        if (declared.isPresent()) {
            method = method.argsSchema(declared.get()).withHeader(hasHeader ? HasHeader.YES : HasHeader.UNKNOWN);
        }
        return protocolVersionText == null ? method : method.protocolVersion(protocolVersionText);
    }
}
