package dev.vgi.client;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.ErrorKind;
import dev.vgi.Message;
import dev.vgi.VgiException;
import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Memory;
import dev.vgi.arrow.MemoryScope;
import dev.vgi.arrow.Metadata;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.protocol.DescribeFormat;
import dev.vgi.protocol.Idempotency;
import dev.vgi.protocol.MethodDescription;
import dev.vgi.protocol.ProtocolList;
import dev.vgi.protocol.ProtocolSummary;
import dev.vgi.protocol.ReflectionFormat;
import dev.vgi.protocol.Request;
import dev.vgi.protocol.ServiceDescription;
import dev.vgi.types.Values;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.vector.VarBinaryVector;
import org.apache.arrow.vector.types.pojo.ArrowType;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.FieldType;
import org.apache.arrow.vector.types.pojo.Schema;
import org.jspecify.annotations.Nullable;

/** Asks a worker, once, what it hosts. Thread-safe. */
final class ReflectionClient {
    /** What users need to know where a worker offers no reflection. */
    static final String HOW_TO_TURN_ON =
            "Reflection, by which a worker tells its methods and their parameters, is turned on"
                    + " where the worker is started: enable_describe=True in Python, which many programs have as --describe;"
                    + " another language's documentation says how.";

    private static final Schema NO_PARAMETERS = new Schema(List.of());
    private static final Schema PROTOCOL_PARAMETER =
            new Schema(List.of(new Field("protocol", FieldType.notNullable(ArrowType.Utf8.INSTANCE), List.of())));

    private final ClientTransport transport;
    private final Memory memory;
    private final CallOptions options;
    private final Map<String, ServiceDescription> descriptions = new ConcurrentHashMap<>();
    private volatile @Nullable ProtocolList protocols;
    private volatile boolean absent;

    ReflectionClient(ClientTransport transport, Memory memory, CallOptions options) {
        this.transport = transport;
        this.memory = memory;
        this.options = options;
    }

    /** @throws VgiException UNIMPLEMENTED where the worker offers no reflection */
    ProtocolList protocols() {
        ProtocolList known = protocols;
        if (known == null) {
            known = list();
            protocols = known;
        }
        return known;
    }

    private ProtocolList list() {
        try {
            return call(
                    ReflectionFormat.LIST_PROTOCOLS,
                    NO_PARAMETERS,
                    Map.of(),
                    (answer, allocator) -> ReflectionFormat.protocolList(payload(answer), allocator));
        } catch (VgiException e) {
            if (e.isRemote() && e.kind().equals(ErrorKind.METHOD_NOT_IMPLEMENTED)) {
                return describeAll(e);
            }
            throw e.isRemote() && e.code() == Code.UNIMPLEMENTED ? absent(e) : e;
        }
    }

    /** @throws VgiException UNIMPLEMENTED where the worker offers no reflection or does not host the protocol */
    ServiceDescription describe(String protocol) {
        ServiceDescription known = descriptions.get(protocol);
        if (known == null) {
            List<String> hosted =
                    protocols().protocols().stream().map(ProtocolSummary::name).toList();
            if (!hosted.contains(protocol)) {
                throw VgiException.builder(
                                Code.UNIMPLEMENTED,
                                "the worker does not host the protocol '" + protocol + "'; it hosts " + hosted)
                        .kind(ErrorKind.PROTOCOL_NOT_SUPPORTED)
                        .url(transport.address())
                        .build();
            }
            known = ask(
                    ReflectionFormat.DESCRIBE,
                    PROTOCOL_PARAMETER,
                    Map.of("protocol", protocol),
                    ReflectionFormat::serviceDescription);
            descriptions.put(protocol, known);
        }
        return known;
    }

    /** Returns whether the worker offers reflection. */
    boolean isOffered() {
        if (absent) {
            return false;
        }
        try {
            protocols();
            return true;
        } catch (VgiException e) {
            if (e.code() == Code.UNIMPLEMENTED) {
                return false;
            }
            throw e;
        }
    }

    /** Returns the protocol that has this method, by the method's name alone. */
    String protocolOf(String method) {
        List<String> hosts = new ArrayList<>();
        List<String> known = new ArrayList<>();
        for (ProtocolSummary protocol : protocols().application()) {
            for (MethodDescription description : describe(protocol.name()).methods()) {
                known.add(protocol.name() + "/" + description.name());
                if (description.name().equals(method)) {
                    hosts.add(protocol.name());
                }
            }
        }
        if (hosts.size() == 1) {
            return hosts.get(0);
        }
        String candidates = hosts.isEmpty()
                ? "no hosted protocol has it; the worker has " + known
                : "several protocols have it; say which: "
                        + hosts.stream().map(host -> host + "/" + method).toList();
        throw VgiException.builder(Code.NOT_FOUND, "the method '" + method + "' is not to be found: " + candidates)
                .kind(hosts.isEmpty() ? ErrorKind.METHOD_NOT_IMPLEMENTED : ErrorKind.METHOD_AMBIGUOUS)
                .url(transport.address())
                .build();
    }

    /** Returns a method of a protocol; empty where the worker offers no reflection. */
    Optional<MethodDescription> method(String protocol, String method) {
        if (!isOffered()) {
            return Optional.empty();
        }
        ServiceDescription service = describe(protocol);
        return Optional.of(service.method(method).orElseThrow(() -> VgiException.builder(
                        Code.UNIMPLEMENTED,
                        "the protocol '" + protocol + "' has no method '" + method + "'; it has "
                                + service.methods().stream()
                                        .map(MethodDescription::name)
                                        .toList())
                .kind(ErrorKind.METHOD_NOT_IMPLEMENTED)
                .url(transport.address())
                .build()));
    }

    private <T> T ask(String method, Schema parameters, Map<String, ?> arguments, Decoder<T> decoder) {
        try {
            return call(
                    method, parameters, arguments, (answer, allocator) -> decoder.decode(payload(answer), allocator));
        } catch (VgiException e) {
            throw e.code() == Code.UNIMPLEMENTED && e.isRemote() ? absent(e) : e;
        }
    }

    /**
     * Returns what a worker hosts that does not know the reflection protocol, and so may be of the older generation.
     */
    private ProtocolList describeAll(VgiException unknown) {
        try {
            return call(DescribeFormat.METHOD, NO_PARAMETERS, Map.of(), (answer, allocator) -> {
                ProtocolList list = DescribeFormat.protocolList(answer);
                list.protocols()
                        .forEach(one -> descriptions.put(one.name(), DescribeFormat.serviceDescription(answer)));
                return list;
            });
        } catch (VgiException e) {
            throw e.isRemote() ? absent(unknown) : e;
        }
    }

    private <T> T call(String method, Schema parameters, Map<String, ?> arguments, Reader<T> reader) {
        try (MemoryScope scope = memory.scope("reflection", options.allocatorBytes())) {
            BufferAllocator allocator = scope.allocator();
            try (Batch row = Values.encode(parameters, arguments, allocator);
                    Batch answer = transport.call(new Request(
                            ReflectionFormat.PROTOCOL,
                            method,
                            row,
                            Metadata.EMPTY,
                            Idempotency.NO_SIDE_EFFECTS,
                            options))) {
                return reader.read(answer, allocator);
            }
        }
    }

    private VgiException absent(VgiException cause) {
        absent = true;
        return VgiException.builder(
                        Code.UNIMPLEMENTED,
                        Message.of(
                                "the worker at " + transport.address() + " offers no reflection. " + HOW_TO_TURN_ON
                                        + " Otherwise name the method as Protocol/method and declare its parameters (",
                                ClientOption.ARGS_SCHEMA,
                                ")"))
                .kind(cause.kind())
                .cause(cause)
                .url(transport.address())
                .build();
    }

    private static byte[] payload(Batch answer) {
        if (answer.rowCount() == 1 && answer.vector("result") instanceof VarBinaryVector result && !result.isNull(0)) {
            return result.get(0);
        }
        throw VgiException.dataLoss("reflection answered " + answer.schema().getFields()
                + ", expected one row with a binary column 'result'");
    }

    private interface Reader<T> {
        T read(Batch answer, BufferAllocator allocator);
    }

    private interface Decoder<T> {
        T decode(byte[] payload, BufferAllocator allocator);
    }
}
