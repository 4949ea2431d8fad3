package dev.vgi.client;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.Message;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.protocol.ClientTransport.HasHeader;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.Keys;
import dev.vgi.protocol.MethodDescription;
import dev.vgi.protocol.MethodKind;
import dev.vgi.protocol.Position;
import dev.vgi.protocol.Request;
import dev.vgi.types.SchemaText;
import dev.vgi.types.Values;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Represents a method of a worker by its name, with the arguments of a call, for a caller that has no interface.
 * Immutable: each setter returns a new one.
 *
 * <p>The parameters are those that reflection declares, or those of {@link #argsSchema} where the worker offers none.
 * Every declared parameter is sent: an omitted nullable one as null, an omitted other one is an error.
 */
public final class Method {
    private final ClientTransport transport;
    private final Memory memory;
    private final ReflectionClient reflection;
    private final String protocol;
    private final String name;
    private final Settings settings;

    private Method(
            ClientTransport transport,
            Memory memory,
            ReflectionClient reflection,
            String protocol,
            String name,
            Settings settings) {
        this.transport = transport;
        this.memory = memory;
        this.reflection = reflection;
        this.protocol = protocol;
        this.name = name;
        this.settings = settings;
    }

    static Method of(
            String name, ClientTransport transport, Memory memory, CallOptions options, ReflectionClient reflection) {
        int slash = name.indexOf('/');
        if (name.isEmpty() || slash == 0 || slash == name.length() - 1 || slash != name.lastIndexOf('/')) {
            throw VgiException.invalidArgument("'" + name + "' names no method, expected Protocol/method or method");
        }
        String method = name.substring(slash + 1);
        String protocol = slash < 0 ? reflection.protocolOf(method) : name.substring(0, slash);
        return new Method(transport, memory, reflection, protocol, method, new Settings(options));
    }

    /** Returns the name as {@code Protocol/method}. */
    public String name() {
        return protocol + "/" + name;
    }

    /** Replaces all arguments with these: Java objects or their JSON forms, as {@link Values} takes them. */
    public Method args(Map<String, ? extends @Nullable Object> values) {
        Map<String, @Nullable Object> copy = new LinkedHashMap<>();
        copy.putAll(values);
        return with(changed -> changed.arguments = Collections.unmodifiableMap(copy));
    }

    /** Adds one argument. */
    public Method arg(String parameter, @Nullable Object value) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        values.putAll(settings.arguments);
        values.put(parameter, value);
        return args(values);
    }

    /** Sets the parameters in declared order, for a worker without reflection. */
    public Method argsSchema(Schema parameters) {
        return with(changed -> changed.declared = parameters);
    }

    /** Sets the version of the protocol to ask for; by default the one that reflection reports. */
    public Method protocolVersion(String version) {
        return with(changed -> changed.protocolVersion = version);
    }

    /** Sets how the call is made. */
    public Method options(CallOptions value) {
        return with(changed -> changed.options = value);
    }

    /** Sets further metadata to send with the request. */
    public Method metadata(Metadata value) {
        return with(changed -> changed.metadata = value);
    }

    /** Declares that the stream starts with a header, for a worker without reflection. */
    public Method withHeader() {
        return withHeader(HasHeader.YES);
    }

    /** Sets whether the stream starts with a header, for a worker without reflection; by default that is unknown. */
    public Method withHeader(HasHeader value) {
        return with(changed -> changed.header = value);
    }

    private Method with(Consumer<Settings> change) {
        Settings changed = new Settings(settings);
        change.accept(changed);
        return new Method(transport, memory, reflection, protocol, name, changed);
    }

    /** Returns what reflection reports of the method; empty where the worker offers no reflection. */
    public Optional<MethodDescription> description() {
        return reflection.method(protocol, name);
    }

    /** Returns the declared parameters. */
    public Schema parameters() {
        if (settings.declared != null) {
            return settings.declared;
        }
        return description().map(MethodDescription::parameters).orElseThrow(() -> VgiException.builder(
                        Code.FAILED_PRECONDITION,
                        Message.of(
                                "the parameters of " + name()
                                        + " are unknown, because the worker offers no reflection. "
                                        + ReflectionClient.HOW_TO_TURN_ON + " Otherwise declare them (",
                                ClientOption.ARGS_SCHEMA,
                                ")"))
                .url(transport.address())
                .build());
    }

    /**
     * Makes a unary call.
     *
     * @return the result as a plain Java object, as {@link Values#row} gives it; null for a method that returns
     *     nothing. A binary result that holds one serialized record is given as that record's map
     */
    public @Nullable Object call() {
        require(MethodKind.UNARY);
        return send(request -> {
                    try (Batch answer = transport.call(request)) {
                        return Optional.ofNullable(Results.value(answer, memory, settings.options));
                    }
                })
                .orElse(null);
    }

    /** Opens a producer. The caller closes the stream and each batch. */
    public ProducerStream open() {
        require(MethodKind.PRODUCER);
        return send(request -> new ProducerStream(transport.produce(request, hasHeader())));
    }

    /**
     * Opens a producer at a position that {@link ProducerStream#position()} gave, perhaps in another process.
     *
     * @throws VgiException UNIMPLEMENTED where the transport has no positions; FAILED_PRECONDITION or INVALID_ARGUMENT
     *     where the worker no longer knows the position
     */
    public ProducerStream resume(Position position) {
        require(MethodKind.PRODUCER);
        return send(request -> new ProducerStream(transport.resume(request, position)));
    }

    /** Opens an exchange whose inputs have this wire schema. The caller closes the stream and each answer. */
    public ExchangeStream exchange(Schema input) {
        require(MethodKind.EXCHANGE);
        return send(request -> new ExchangeStream(transport.exchange(request, hasHeader(), input)));
    }

    /** Opens an exchange whose inputs all have the wire schema of the first. */
    public ExchangeStream exchange() {
        require(MethodKind.EXCHANGE);
        return send(request -> new ExchangeStream(transport.exchange(request, hasHeader(), null)));
    }

    private void require(MethodKind wanted) {
        MethodKind kind = knownDescription().map(MethodDescription::kind).orElse(wanted);
        if (kind != wanted && !(kind == MethodKind.STREAM && wanted.isStream())) {
            throw VgiException.builder(
                            Code.INVALID_ARGUMENT,
                            name() + " is of kind " + kind + ", and was called as " + wanted
                                    + ": a table is read from a"
                                    + " producer, rows are enriched by an exchange, a single call is unary")
                    .url(transport.address())
                    .build();
        }
    }

    /**
     * Returns what reflection reports of the method; with declared parameters returns empty, and sends the worker
     * nothing but the call itself.
     */
    private Optional<MethodDescription> knownDescription() {
        return settings.declared == null ? description() : Optional.empty();
    }

    private HasHeader hasHeader() {
        return knownDescription()
                .map(found -> found.header() == null ? HasHeader.NO : HasHeader.YES)
                .orElse(settings.header);
    }

    private <T> T send(Function<Request, T> call) {
        Idempotency idempotency =
                knownDescription().map(MethodDescription::idempotency).orElse(Idempotency.UNKNOWN);
        try (MemoryScope scope = memory.scope("request of " + name(), settings.options.allocatorBytes());
                Batch row = arguments(scope.allocator())) {
            return call.apply(new Request(protocol, name, row, requestMetadata(), idempotency, settings.options));
        }
    }

    private Batch arguments(BufferAllocator allocator) {
        Schema parameters = parameters();
        try {
            return Values.encode(parameters, settings.arguments, allocator);
        } catch (VgiException e) {
            if (e.code() != Code.INVALID_ARGUMENT) {
                throw e;
            }
            throw VgiException.builder(
                            Code.INVALID_ARGUMENT,
                            "the arguments of " + name() + ": " + e.getMessage() + ". It takes ("
                                    + SchemaText.print(parameters) + ")")
                    .cause(e)
                    .url(transport.address())
                    .build();
        }
    }

    private Metadata requestMetadata() {
        String version = settings.protocolVersion != null
                ? settings.protocolVersion
                : settings.declared == null ? reflectedVersion() : "";
        return version.isEmpty() ? settings.metadata : settings.metadata.with(Keys.PROTOCOL_VERSION, version);
    }

    private String reflectedVersion() {
        return reflection.isOffered() ? reflection.describe(protocol).summary().version() : "";
    }

    @Override
    public String toString() {
        return name() + " of " + transport.address();
    }

    /** Holds the values of the setters; never changed once a method holds it. */
    private static final class Settings {
        private CallOptions options;
        private Map<String, @Nullable Object> arguments = Map.of();
        private @Nullable Schema declared;
        private @Nullable String protocolVersion;
        private Metadata metadata = Metadata.EMPTY;
        private HasHeader header = HasHeader.UNKNOWN;

        private Settings(CallOptions options) {
            this.options = options;
        }

        private Settings(Settings other) {
            options = other.options;
            arguments = other.arguments;
            declared = other.declared;
            protocolVersion = other.protocolVersion;
            metadata = other.metadata;
            header = other.header;
        }
    }
}
