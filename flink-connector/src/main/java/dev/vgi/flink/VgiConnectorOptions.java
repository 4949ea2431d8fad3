package dev.vgi.flink;

import static org.apache.flink.configuration.ConfigOptions.key;

import dev.vgi.protocol.CallOptions.Resend;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;

/**
 * The options of {@code 'connector'='vgi'}. Those of Flink itself, such as {@code scan.parallelism}, are not among
 * them. {@link #ARG}, {@link #HEADER} and {@link #SECRET_HEADER} are prefixes.
 */
public final class VgiConnectorOptions {
    /** Where the worker is. */
    public static final ConfigOption<String> URL = key("url")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "The worker: `http://host:port/prefix`, `https://...`, `unix:/path`, `tcp://host:port`, and"
                            + " where `vgi.allowed-schemes` or a mini cluster allows them `cmd:program args`,"
                            + " `launch:program args` and `inproc:class` (with `vgi-server` beside the connector, which the"
                            + " bundle does not contain); `shm+unix:/path` (or `shm+cmd:`) for large batches in shared"
                            + " memory. Several of one service are separated by commas.");

    /** What is read or called. */
    public static final ConfigOption<String> METHOD = key("method")
            .stringType()
            .noDefaultValue()
            .withDescription("`Protocol/method`, or `method` alone where the worker's reflection is on and one protocol"
                    + " has it. A producer is read; an exchange answers lookups.");

    /** All arguments at once. */
    public static final ConfigOption<String> ARGS = key("args")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "The method's arguments by name, as a JSON object. A nullable parameter that is left out is"
                            + " null.");

    /** The prefix of single arguments. */
    public static final ConfigOption<String> ARG = key("arg.")
            .stringType()
            .noDefaultValue()
            .withDescription("One argument: `arg.month`. JSON for a list, a map or a struct, and the text as it is for"
                    + " other types.");

    /** The parameters, for a worker without reflection. */
    public static final ConfigOption<String> ARGS_SCHEMA = key("args-schema")
            .stringType()
            .noDefaultValue()
            .withDescription("The method's parameters in declared order, such as `month BIGINT, names ARRAY<STRING>`,"
                    + " for a worker whose reflection is off. If its protocol has a version, `protocol-version` is"
                    + " needed as well.");

    /** Whether streams start with a header, for a worker without reflection. */
    public static final ConfigOption<Boolean> HAS_HEADER = key("has-header")
            .booleanType()
            .defaultValue(false)
            .withDescription(
                    "With `args-schema`: whether the method's streams start with a header, which is none of the"
                            + " rows. Over HTTP that shows by itself.");

    /** The version to ask for. */
    public static final ConfigOption<String> PROTOCOL_VERSION = key("protocol-version")
            .stringType()
            .noDefaultValue()
            .withDescription("The version of the protocol that the job was written for. The worker refuses another"
                    + " major or minor one.");

    /** A token for HTTP. */
    public static final ConfigOption<String> BEARER_TOKEN = key("auth.bearer-token")
            .stringType()
            .noDefaultValue()
            .withDescription("Sent as `Authorization: Bearer ...` over HTTP.");

    /** The prefix of HTTP headers. */
    public static final ConfigOption<String> HEADER = key("header.")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "One more HTTP header of every request: `header.X-Tenant`. One that looks like a credential is refused: a"
                            + " name with `auth`, `bearer`, `cookie`, `credential`, `jwt`, `key`, `pass`, `pwd`,"
                            + " `secret`, `session`, `sig` or `token` in it,"
                            + " or a value such as `Bearer ...`; give it as `secret-header.<name>`.");

    /** The prefix of HTTP headers with credentials. */
    public static final ConfigOption<String> SECRET_HEADER = key("secret-header.")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "As `header.`, for a header whose value is a credential: `secret-header.X-Api-Key`. By the"
                            + " option's name Flink hides it where it shows its configuration, but not in `SHOW CREATE TABLE`.");

    /** Whom to trust. */
    public static final ConfigOption<String> TRUST_STORE = key("trust-store.path")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "The authorities whose certificates are trusted for https, in the place of the JVM's: a PEM"
                            + " bundle or a key store, at this path on every machine.");

    /** The store's password. */
    public static final ConfigOption<String> TRUST_STORE_PASSWORD =
            key("trust-store.password").stringType().noDefaultValue().withDescription("The key store's password.");

    /** Credentials that are no part of a job. */
    public static final ConfigOption<String> CREDENTIALS_FILE = key("credentials.file")
            .stringType()
            .noDefaultValue()
            .withDescription("A file of credentials that no statement, plan or checkpoint holds: Java properties with"
                    + " the keys `auth.bearer-token`, `header.<name>` (credentials or not) and `trust-store.password`,"
                    + " at this path on every"
                    + " machine of the cluster and where jobs are submitted. What it has comes before the options of"
                    + " these names. The token is read anew for each request, the rest when a task connects.");

    /** Who gets the credentials. */
    public static final ConfigOption<List<String>> CREDENTIALS_ORIGINS = key("credentials.origins")
            .stringType()
            .asList()
            .noDefaultValue()
            .withDescription(
                    "Further origins that get the token, the headers and the trust store where the worker names"
                            + " them for a split: `https://worker-2:8815`, separated by semicolons. Without a port the"
                            + " scheme's own is meant.");

    /** Which workers may be named. */
    public static final ConfigOption<List<String>> SPLITS_ALLOWED_HOSTS = key("scan.splits.allowed-hosts")
            .stringType()
            .asList()
            .noDefaultValue()
            .withDescription("Servers that the worker may name for a split, whatever their address, separated by"
                    + " semicolons: `http://worker-2:8815`; without a port any.");

    /** How long connecting may take. */
    public static final ConfigOption<Duration> CONNECT_TIMEOUT = key("connection.timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(10))
            .withDescription("The longest wait for a connection.");

    /** How many connections. */
    public static final ConfigOption<Integer> MAX_CONNECTIONS = key("connection.max-count")
            .intType()
            .noDefaultValue()
            .withDescription("The most connections of one client, 1 to 1024; further streams wait. Without it 8 over"
                    + " HTTP, where all tasks of a process share them, and else 32. For `cmd:` it is"
                    + " `connection.max-workers`.");

    /** How many programs. */
    public static final ConfigOption<Integer> MAX_WORKERS = key("connection.max-workers")
            .intType()
            .noDefaultValue()
            .withDescription("`cmd:` and `shm+cmd:`: the most programs that one task runs at once, 1 to 1024; further"
                    + " streams wait. Each program serves one stream at a time. Without it as many as the machine has"
                    + " processors, and at least 8.");

    /** Memory that is shared with workers. */
    public static final ConfigOption<MemorySize> SHARED_MEMORY = key("connection.shared-memory")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(16))
            .withDescription("`shm+unix:` and `shm+cmd:`: the memory that each connection shares with its worker, from"
                    + " 128 kb to below 2 gb. It is claimed from `/dev/shm`; larger batches go over the connection.");

    /** Where batches may be fetched from. */
    public static final ConfigOption<List<String>> EXTERNAL_ALLOWED_HOSTS = key("external.allowed-hosts")
            .stringType()
            .asList()
            .noDefaultValue()
            .withDescription("Stores that batches may be fetched from besides those with https at a public address,"
                    + " separated by semicolons: `http://minio:9000`.");

    /** How large an object may be. */
    public static final ConfigOption<MemorySize> EXTERNAL_MAX_BYTES = key("external.max-bytes")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(256))
            .withDescription("The largest object that is fetched from a store, as the store sends it; decompressed 16"
                    + " times that.");

    /** How long a fetch may take. */
    public static final ConfigOption<Duration> EXTERNAL_TIMEOUT = key("external.timeout")
            .durationType()
            .defaultValue(Duration.ofSeconds(60))
            .withDescription("The longest that fetching one object may take, all attempts together.");

    /** How many ranges at once. */
    public static final ConfigOption<Integer> EXTERNAL_PARALLEL_REQUESTS = key("external.parallel-requests")
            .intType()
            .defaultValue(8)
            .withDescription("How many ranges of one object are fetched at once, 1 to 64.");

    /** How long a worker may be silent. */
    public static final ConfigOption<Duration> SILENCE = key("silence.timeout")
            .durationType()
            .defaultValue(Duration.ofMinutes(5))
            .withDescription(
                    "The longest wait for the worker's next byte while it owes an answer; `0 s` waits forever.");

    /** Off-heap memory. */
    public static final ConfigOption<MemorySize> MEMORY = key("memory.max")
            .memoryType()
            .defaultValue(MemorySize.ofMebiBytes(1024))
            .withDescription("The most off-heap memory that the batches of one stream may hold at once. A task manager"
                    + " needs as much `taskmanager.memory.task.off-heap.size` for its slots.");

    /** Read-ahead. */
    public static final ConfigOption<Integer> PREFETCH_BATCHES = key("prefetch-batches")
            .intType()
            .defaultValue(2)
            .withDescription("How many batches are asked for ahead of the one that is read, 0 to 64.");

    /** What happens to a lost answer. */
    public static final ConfigOption<Resend> RESEND = key("retry.resend")
            .enumType(Resend.class)
            .defaultValue(Resend.IF_DECLARED)
            .withDescription("Whether a request whose answer was lost is sent again: `never`, `if_declared` (where the"
                    + " method is declared idempotent or free of side effects) or `always`. Otherwise the task fails, and"
                    + " goes on from its last checkpoint.");

    /** Who lists the splits. */
    public static final ConfigOption<String> SPLITS_METHOD = key("scan.splits.method")
            .stringType()
            .noDefaultValue()
            .withDescription("A producer that lists the splits: each row is one split, and its columns are arguments of"
                    + " the read method. The column `vgi_url` (where to read it) is not an argument, nor are `vgi_host`,"
                    + " `vgi_rows` and `vgi_bytes`.");

    /** What it is asked. */
    public static final ConfigOption<String> SPLITS_ARGS = key("scan.splits.args")
            .stringType()
            .noDefaultValue()
            .withDescription("The arguments of `scan.splits.method`, as a JSON object.");

    /** The splits themselves. */
    public static final ConfigOption<String> SPLITS_LIST = key("scan.splits.list")
            .stringType()
            .noDefaultValue()
            .withDescription(
                    "One object of arguments for each split, as a JSON list: `[{\"month\": 1}, {\"month\": 2}]`."
                            + " Not beside `scan.splits.method`.");

    /** Looking for new splits. */
    public static final ConfigOption<Duration> SPLITS_DISCOVERY = key("scan.splits.discovery-interval")
            .durationType()
            .noDefaultValue()
            .withDescription("How often `scan.splits.method` is asked for further splits, in an unbounded scan. Without"
                    + " it once.");

    /** Whether the scan ends. */
    public static final ConfigOption<Boundedness> BOUNDEDNESS = key("scan.boundedness")
            .enumType(Boundedness.class)
            .defaultValue(Boundedness.BOUNDED)
            .withDescription(
                    "`bounded` or `continuous_unbounded`: whether the job may wait for the scan's end. Unbounded"
                            + " over HTTP needs the policy `cursor`, or `scan.token.ttl` of 0.");

    /** What to do without a token. */
    public static final ConfigOption<ExpiryPolicy> EXPIRY_POLICY = key("scan.token.expiry-policy")
            .enumType(ExpiryPolicy.class)
            .defaultValue(ExpiryPolicy.FAIL)
            .withDescription(
                    "What a restored split does when the worker does not take its token any more, or where there"
                            + " are none (all but HTTP): `fail`, `cursor` (asks for what follows the last value of"
                            + " `scan.cursor.column`), `skip-rows` (reads from the start and drops the rows that were emitted,"
                            + " for a method that sends the same rows again) or `restart` (emits them again).");

    /** How long tokens live. */
    public static final ConfigOption<Duration> TOKEN_TTL = key("scan.token.ttl")
            .durationType()
            .defaultValue(Duration.ofHours(1))
            .withDescription("How long the worker honours a stream's tokens (its `token_ttl`); `0 s` for ever. With the"
                    + " policy `cursor` a stream that has used four fifths of it is opened anew at its cursor.");

    /** The column of the cursor. */
    public static final ConfigOption<String> CURSOR_COLUMN = key("scan.cursor.column")
            .stringType()
            .noDefaultValue()
            .withDescription("The column whose values grow from row to row within a split, for the policy `cursor`.");

    /** The parameter of the cursor. */
    public static final ConfigOption<String> CURSOR_PARAM = key("scan.cursor.param")
            .stringType()
            .noDefaultValue()
            .withDescription("The nullable parameter after whose value the method begins, for the policy `cursor`.");

    /** The parameter for columns. */
    public static final ConfigOption<String> PUSHDOWN_COLUMNS = key("scan.pushdown.columns")
            .stringType()
            .defaultValue("vgi_columns")
            .withDescription("The parameter (a list of strings) that is told which columns to send, where the method"
                    + " declares it and no argument is given for it; `none` for none.");

    /** The parameter for the limit. */
    public static final ConfigOption<String> PUSHDOWN_LIMIT = key("scan.pushdown.limit")
            .stringType()
            .defaultValue("vgi_limit")
            .withDescription("The parameter (an integer) that is told how many rows are enough, likewise.");

    /** The cluster's option: the schemes that run code and may be used. */
    public static final ConfigOption<List<String>> ALLOWED_SCHEMES = key("vgi.allowed-schemes")
            .stringType()
            .asList()
            .defaultValues()
            .withDescription("In the cluster's own configuration: which of the schemes `cmd`, `launch`, `inproc` and"
                    + " `shm+cmd` addresses may have, separated by semicolons.");

    private VgiConnectorOptions() {}

    /** Those that a table may have, in the order of the page of options. */
    public static List<ConfigOption<?>> all() {
        return List.of(
                URL,
                METHOD,
                ARGS,
                ARG,
                ARGS_SCHEMA,
                HAS_HEADER,
                PROTOCOL_VERSION,
                BEARER_TOKEN,
                HEADER,
                SECRET_HEADER,
                TRUST_STORE,
                TRUST_STORE_PASSWORD,
                CREDENTIALS_FILE,
                CREDENTIALS_ORIGINS,
                CONNECT_TIMEOUT,
                MAX_CONNECTIONS,
                MAX_WORKERS,
                SHARED_MEMORY,
                EXTERNAL_ALLOWED_HOSTS,
                EXTERNAL_MAX_BYTES,
                EXTERNAL_TIMEOUT,
                EXTERNAL_PARALLEL_REQUESTS,
                SILENCE,
                MEMORY,
                PREFETCH_BATCHES,
                RESEND,
                SPLITS_METHOD,
                SPLITS_ARGS,
                SPLITS_LIST,
                SPLITS_ALLOWED_HOSTS,
                SPLITS_DISCOVERY,
                BOUNDEDNESS,
                EXPIRY_POLICY,
                TOKEN_TTL,
                CURSOR_COLUMN,
                CURSOR_PARAM,
                PUSHDOWN_COLUMNS,
                PUSHDOWN_LIMIT);
    }

    /** Whether an option is one of those that a prefix begins. */
    public static boolean isPrefixed(String name) {
        return name.startsWith(ARG.key()) || name.startsWith(HEADER.key()) || name.startsWith(SECRET_HEADER.key());
    }

    /** How a split goes on that was read in part and has no token that the worker takes. */
    public enum ExpiryPolicy {
        /** The job fails. */
        FAIL("fail"),
        /** The method is asked for what follows the last emitted row. */
        CURSOR("cursor"),
        /** The split is read from its start, without the rows that were emitted. */
        SKIP_ROWS("skip-rows"),
        /** The split is read, and emitted, from its start. */
        RESTART("restart");

        private final String text;

        ExpiryPolicy(String text) {
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
