package dev.vgi.flink;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.client.connect.PeerRules;
import dev.vgi.connector.options.Arguments;
import dev.vgi.connector.options.CallSettings;
import dev.vgi.connector.options.ClientSpec;
import dev.vgi.connector.options.FetchOptions;
import dev.vgi.connector.options.HeaderOptions;
import dev.vgi.connector.plan.MethodCall;
import dev.vgi.types.Values;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;
import org.jspecify.annotations.Nullable;

/**
 * What options say about the worker and the method: what sources, lookups and exchanges share.
 *
 * @param connection how the worker is reached
 * @param call what is called
 */
public record ConnectorSettings(ClientSpec connection, MethodCall call) {
    private static final long LEAST_SHARED_BYTES = 128 << 10;
    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    /**
     * Reads them.
     *
     * @param given all options by their names
     * @throws VgiException INVALID_ARGUMENT, with the option's name
     */
    public static ConnectorSettings of(Map<String, String> given) {
        ReadableConfig options = Configuration.fromMap(given);
        return new ConnectorSettings(connection(options, given), call(options, given));
    }

    private static ClientSpec connection(ReadableConfig options, Map<String, String> given) {
        String url = required(
                options,
                VgiConnectorOptions.URL,
                "the worker's address: http://host:port, unix:/path or" + " tcp://host:port");
        return new ClientSpec(
                        url.strip(),
                        options.getOptional(VgiConnectorOptions.BEARER_TOKEN).orElse(null),
                        HeaderOptions.of(
                                prefixed(given, VgiConnectorOptions.HEADER),
                                VgiConnectorOptions.HEADER.key(),
                                prefixed(given, VgiConnectorOptions.SECRET_HEADER),
                                VgiConnectorOptions.SECRET_HEADER.key()),
                        options.getOptional(VgiConnectorOptions.TRUST_STORE).orElse(null),
                        options.getOptional(VgiConnectorOptions.TRUST_STORE_PASSWORD)
                                .orElse(null),
                        options.get(VgiConnectorOptions.CONNECT_TIMEOUT),
                        atMost1024(options, VgiConnectorOptions.MAX_CONNECTIONS),
                        atMost1024(options, VgiConnectorOptions.MAX_WORKERS),
                        sharedMemory(options),
                        external(options),
                        peers(options))
                .withCredentialsFile(options.getOptional(VgiConnectorOptions.CREDENTIALS_FILE)
                        .orElse(null));
    }

    private static PeerRules peers(ReadableConfig options) {
        return Errors.ADVICE.on(() -> new PeerRules(
                Set.copyOf(options.getOptional(VgiConnectorOptions.CREDENTIALS_ORIGINS)
                        .orElse(List.of())),
                Set.copyOf(options.getOptional(VgiConnectorOptions.SPLITS_ALLOWED_HOSTS)
                        .orElse(List.of()))));
    }

    /** 0 where it is not given. */
    private static int atMost1024(ReadableConfig options, ConfigOption<Integer> option) {
        int number = options.getOptional(option).orElse(0);
        if (options.getOptional(option).isPresent() && (number < 1 || number > 1024)) {
            throw wrong(option, number, "a number from 1 to 1024");
        }
        return number;
    }

    private static int sharedMemory(ReadableConfig options) {
        MemorySize size = options.get(VgiConnectorOptions.SHARED_MEMORY);
        if (size.getBytes() < LEAST_SHARED_BYTES || size.getBytes() > Integer.MAX_VALUE) {
            throw wrong(VgiConnectorOptions.SHARED_MEMORY, size, "a size from 128 kb to below 2 gb");
        }
        return (int) size.getBytes();
    }

    private static FetchOptions external(ReadableConfig options) {
        int requests = options.get(VgiConnectorOptions.EXTERNAL_PARALLEL_REQUESTS);
        if (requests < 1 || requests > 64) {
            throw wrong(VgiConnectorOptions.EXTERNAL_PARALLEL_REQUESTS, requests, "a number from 1 to 64");
        }
        return Errors.ADVICE.on(() -> new FetchOptions(
                Set.copyOf(options.getOptional(VgiConnectorOptions.EXTERNAL_ALLOWED_HOSTS)
                        .orElse(List.of())),
                options.get(VgiConnectorOptions.EXTERNAL_MAX_BYTES).getBytes(),
                options.get(VgiConnectorOptions.EXTERNAL_TIMEOUT),
                requests));
    }

    private static MethodCall call(ReadableConfig options, Map<String, String> given) {
        int prefetch = options.get(VgiConnectorOptions.PREFETCH_BATCHES);
        if (prefetch < 0 || prefetch > 64) {
            throw wrong(VgiConnectorOptions.PREFETCH_BATCHES, prefetch, "a number from 0 to 64");
        }
        long memory = options.get(VgiConnectorOptions.MEMORY).getBytes();
        if (memory < 1) {
            throw wrong(VgiConnectorOptions.MEMORY, memory, "a size, such as 512mb");
        }
        return new MethodCall(
                required(options, VgiConnectorOptions.METHOD, "Protocol/method"),
                new Arguments(object(options, VgiConnectorOptions.ARGS), prefixed(given, VgiConnectorOptions.ARG)),
                options.getOptional(VgiConnectorOptions.ARGS_SCHEMA).orElse(null),
                options.get(VgiConnectorOptions.HAS_HEADER),
                options.getOptional(VgiConnectorOptions.PROTOCOL_VERSION).orElse(null),
                new CallSettings(
                        options.get(VgiConnectorOptions.SILENCE),
                        memory,
                        prefetch,
                        options.get(VgiConnectorOptions.RESEND)));
    }

    /** A JSON object; an empty one where the option is not given. */
    public static Map<String, @Nullable Object> object(ReadableConfig options, ConfigOption<String> option) {
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        String text = options.getOptional(option).orElse(null);
        if (text != null) {
            try {
                values.putAll(Values.parseObject(text));
            } catch (VgiException e) {
                throw VgiException.of(
                        Code.INVALID_ARGUMENT,
                        "option '" + option.key() + "' is '" + text
                                + "', expected a JSON object, such as {\"month\": 1}: " + e.getMessage(),
                        e);
            }
        }
        return values;
    }

    /** A JSON list of objects; null where the option is not given. */
    public static @Nullable List<? extends Map<String, ?>> objects(
            ReadableConfig options, ConfigOption<String> option) {
        String text = options.getOptional(option).orElse(null);
        if (text == null) {
            return null;
        }
        try {
            return JSON.readValue(text, new TypeReference<List<Map<String, Object>>>() {});
        } catch (JsonProcessingException e) {
            throw VgiException.of(
                    Code.INVALID_ARGUMENT,
                    "option '" + option.key() + "' is '" + text
                            + "', expected a JSON list of objects, such as [{\"month\": 1}, {\"month\": 2}]: "
                            + e.getOriginalMessage(),
                    e);
        }
    }

    /** What follows the prefix, with its value; sorted. */
    static Map<String, String> prefixed(Map<String, String> given, ConfigOption<String> prefix) {
        Map<String, String> found = new TreeMap<>();
        given.forEach((name, value) -> {
            if (name.startsWith(prefix.key())) {
                found.put(name.substring(prefix.key().length()), value);
            }
        });
        return found;
    }

    private static String required(ReadableConfig options, ConfigOption<String> option, String expected) {
        return options.getOptional(option)
                .orElseThrow(() ->
                        VgiException.invalidArgument("option '" + option.key() + "' is missing, expected " + expected));
    }

    static VgiException wrong(ConfigOption<?> option, Object found, String expected) {
        return VgiException.invalidArgument("option '" + option.key() + "' is '" + found + "', expected " + expected);
    }
}
