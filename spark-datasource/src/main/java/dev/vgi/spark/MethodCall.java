package dev.vgi.spark;

import dev.vgi.VgiException;
import dev.vgi.client.Client;
import dev.vgi.client.Method;
import dev.vgi.types.SchemaText;
import java.util.Optional;
import org.apache.arrow.vector.types.pojo.Schema;

/**
 * A method as the user names it.
 *
 * @param name {@code Protocol/method} or {@code method}
 * @param arguments what it is called with
 * @param argsSchema the parameters that the user declares
 * @param protocolVersion the version that the user asks for
 * @param settings how it is called
 */
record MethodCall(
        String name,
        Arguments arguments,
        Optional<Schema> argsSchema,
        Optional<String> protocolVersion,
        CallSettings settings) {

    static MethodCall of(OptionText options) {
        Optional<String> method = options.text(VgiOption.METHOD);
        Optional<String> path = options.text("path");
        if (method.isPresent() && path.isPresent() && !method.equals(path)) {
            throw VgiException.invalidArgument("option 'method' is '" + method.get() + "' and load(...) says '"
                    + path.get() + "', expected one of them");
        }
        if (options.text("paths").isPresent()) {
            throw VgiException.invalidArgument("load(...) names several methods, expected one: Protocol/method");
        }
        String name = method.or(() -> path)
                .orElseThrow(() -> VgiException.invalidArgument(
                        "option 'method' is missing, expected Protocol/method (or load(\"Protocol/method\"))"));
        return new MethodCall(
                name,
                Arguments.of(options),
                options.text(VgiOption.ARGS_SCHEMA).map(SchemaText::parse),
                options.text(VgiOption.PROTOCOL_VERSION),
                CallSettings.of(options));
    }

    /** Finds the method, without its arguments. */
    Method on(Client client) {
        Method method = client.method(name).options(settings.callOptions());
        if (argsSchema.isPresent()) {
            method = method.argsSchema(argsSchema.get());
        }
        return protocolVersion.isPresent() ? method.protocolVersion(protocolVersion.get()) : method;
    }
}
