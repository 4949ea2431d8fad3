package dev.vgi.spark;

import java.util.Arrays;
import java.util.List;

/**
 * Every option of {@code format("vgi")} and of exchanges: its type, its default and what it does. Names do not depend
 * on case, except what follows the point of {@code arg.}, {@code header.} and {@code secretHeader.}. Session defaults
 * for reads are {@code spark.datasource.vgi.<name>}.
 *
 * <p>Sizes are bytes or a number with {@code k}, {@code m} or {@code g}; times are a number with {@code ms}, {@code s},
 * {@code m} or {@code h}; lists of columns are separated by commas.
 */
public enum VgiOption {
    URL(
            "url",
            "address",
            "required",
            "The worker: `http://host:port/prefix`, `https://...`, `unix:/path`, `tcp://host:port`, and where"
                    + " `spark.vgi.allowedSchemes` or a local master allows them `cmd:program args`,"
                    + " `launch:program args` and `inproc:class` (with `vgi-server` beside the data source, which the"
                    + " bundle does not contain); `shm+unix:/path` (or `shm+cmd:`) for large"
                    + " batches in shared memory. Several of one service are separated by commas.",
            Use.BOTH),
    METHOD(
            "method",
            "text",
            "required",
            "`Protocol/method`, or `method` alone where the worker's reflection is on and one protocol has it. A read"
                    + " may name it in `load(\"Protocol/method\")` instead.",
            Use.BOTH),
    ARGS(
            "args",
            "JSON object",
            "none",
            "The method's arguments by name. A nullable parameter that is left out is null.",
            Use.BOTH),
    ARG(
            "arg.",
            "text or JSON",
            "none",
            "One argument: `arg.month`. The text as it is for a string, JSON for other types.",
            Use.BOTH),
    ARGS_SCHEMA(
            "argsSchema",
            "columns",
            "from the worker",
            "The method's parameters in declared order, such as `month BIGINT, names ARRAY<STRING>`, for a worker whose"
                    + " reflection is off. If its protocol has a version, `protocolVersion` is needed as well.",
            Use.BOTH),
    HAS_HEADER(
            "hasHeader",
            "`true`, `false`",
            "false",
            "With `argsSchema`: whether the method's streams start with a header, which is none of the rows. Over HTTP that"
                    + " shows by itself.",
            Use.BOTH),
    PROTOCOL_VERSION(
            "protocolVersion",
            "version",
            "none",
            "The version of the protocol that the query was written for. The worker refuses another major or minor one.",
            Use.BOTH),
    BEARER_TOKEN("bearerToken", "text", "none", "Sent as `Authorization: Bearer ...` over HTTP.", Use.BOTH),
    HEADER(
            "header.",
            "text",
            "none",
            "One more HTTP header of every request: `header.X-Tenant`. One that looks like a credential is refused: a"
                    + " name with `auth`, `bearer`, `cookie`, `credential`, `jwt`, `key`, `pass`, `pwd`,"
                    + " `secret`, `session`, `sig` or `token` in it,"
                    + " or a value such as `Bearer ...`; give it as `secretHeader.<name>`.",
            Use.BOTH),
    SECRET_HEADER(
            "secretHeader.",
            "text",
            "none",
            "As `header.`, for a header whose value is a credential: `secretHeader.X-Api-Key`. By the option's name Spark"
                    + " knows what to hide.",
            Use.BOTH),
    TRUST_STORE(
            "trustStore",
            "path",
            "the JVM's",
            "The authorities whose certificates are trusted for https: a PEM bundle or a key store, at this path on the"
                    + " driver and on every executor.",
            Use.BOTH),
    TRUST_STORE_PASSWORD("trustStorePassword", "text", "none", "The key store's password.", Use.BOTH),
    CREDENTIALS_FILE(
            "credentials.file",
            "path",
            "none",
            "A file of credentials that no statement, plan or event log holds: Java properties with the keys"
                    + " `auth.bearer-token`, `header.<name>` (credentials or not) and `trust-store.password`,"
                    + " at this path on the driver and on"
                    + " every executor. What it has comes before `bearerToken`, headers of the same names and"
                    + " `trustStorePassword`. The token is read anew for each request, the rest when a task connects.",
            Use.BOTH),
    CREDENTIALS_ORIGINS(
            "credentials.origins",
            "origins",
            "none",
            "Further origins that get the token, the headers and the trust store where the worker names them for a split:"
                    + " `https://worker-2:8815`, separated by commas. Without a port the scheme's own is meant.",
            Use.READ),
    SPLITS_ALLOWED_HOSTS(
            "splits.allowedHosts",
            "servers",
            "none",
            "Servers that the worker may name for a split, whatever their address, separated by commas:"
                    + " `http://worker-2:8815`; without a port any.",
            Use.READ),
    CONNECT_TIMEOUT("connectTimeout", "time", "10s", "The longest wait for a connection.", Use.BOTH),
    MAX_CONNECTIONS(
            "maxConnections",
            "number",
            "8 over HTTP, else 32",
            "The most connections from one executor to the worker; further streams wait. For `cmd:` it is"
                    + " `maxWorkers`.",
            Use.BOTH),
    MAX_WORKERS(
            "maxWorkers",
            "number",
            "the processors, at least 8",
            "`cmd:` and `shm+cmd:`: the most programs that one executor runs at once, 1 to 1024; further streams wait."
                    + " Each program serves one stream at a time.",
            Use.BOTH),
    SHARED_MEMORY_BYTES(
            "sharedMemoryBytes",
            "size",
            "16m",
            "`shm+unix:` and `shm+cmd:`: the memory that each connection shares with its worker, from 128k to below 2g."
                    + " It is claimed from `/dev/shm`; larger batches go over the connection.",
            Use.BOTH),
    SILENCE(
            "silence",
            "time",
            "5m",
            "The longest wait for the worker's next byte while it owes an answer; `0s` waits forever.",
            Use.BOTH),
    ALLOCATOR_BYTES(
            "allocatorBytes",
            "size",
            "1g",
            "The most off-heap memory that the batches of one task may hold at once.",
            Use.BOTH),
    EXTERNAL_ALLOWED_HOSTS(
            "external.allowedHosts",
            "servers",
            "none",
            "Stores that batches may be fetched from besides those with https at a public address, separated by commas:"
                    + " `http://minio:9000`.",
            Use.BOTH),
    EXTERNAL_MAX_BYTES(
            "external.maxBytes",
            "size",
            "256m",
            "The largest object that is fetched from a store, as the store sends it; decompressed 16 times that.",
            Use.BOTH),
    EXTERNAL_TIMEOUT(
            "external.timeout",
            "time",
            "60s",
            "The longest that fetching one object may take, all attempts together.",
            Use.BOTH),
    EXTERNAL_PARALLEL_REQUESTS(
            "external.parallelRequests",
            "number",
            "8",
            "How many ranges of one object are fetched at once, 1 to 64.",
            Use.BOTH),
    PREFETCH_BATCHES(
            "prefetchBatches",
            "number",
            "2",
            "How many batches are asked for ahead of the one that is read, 0 to 64. In an exchange: how many batches are"
                    + " collected and sent ahead of the one whose answer is used, from the second batch on; with 0 Spark"
                    + " and the worker take turns.",
            Use.BOTH),
    RESUME(
            "resume",
            "`never`, `declared`, `always`",
            "declared",
            "Whether a task goes on where it was when an HTTP answer is lost: never, where the method is declared"
                    + " idempotent or free of side effects, or always. Otherwise the task fails, and Spark's retry reads"
                    + " its split from the start. In an exchange, likewise: whether a batch is sent again, on a new stream,"
                    + " when its answer is lost. One that never reached the worker is always.",
            Use.BOTH),
    SPLITS_METHOD(
            "splitsMethod",
            "text",
            "none",
            "A producer that lists the splits: each row is one partition, and its columns are arguments of the read"
                    + " method. The columns `vgi_url` (where to read it) and `vgi_host` (the executor to prefer) are not"
                    + " arguments, nor are `vgi_rows` and `vgi_bytes`.",
            Use.READ),
    SPLITS_ARGS("splitsArgs", "JSON object", "none", "The arguments of `splitsMethod`.", Use.READ),
    PARTITIONS(
            "partitions",
            "JSON list",
            "none",
            "One object of arguments for each partition: `[{\"month\": 1}, {\"month\": 2}]`. Not beside"
                    + " `splitsMethod`.",
            Use.READ),
    COLUMNAR(
            "columnar",
            "`auto`, `true`, `false`",
            "auto",
            "Whether Spark is given Arrow batches or rows. `auto` gives rows where Spark would not close the batches:"
                    + " above `spark.sql.codegen.maxFields` columns, and without whole-stage code generation.",
            Use.READ),
    PUSHDOWN_COLUMNS(
            "pushdown.columns",
            "name or `none`",
            "vgi_columns",
            "The parameter (a list of strings) that is told which columns to send, where the method declares it and no"
                    + " argument is given for it.",
            Use.READ),
    PUSHDOWN_LIMIT(
            "pushdown.limit",
            "name or `none`",
            "vgi_limit",
            "The parameter (an integer) that is told how many rows are enough, likewise.",
            Use.READ),
    INPUT_COLUMNS(
            "inputColumns",
            "columns",
            "all",
            "The columns that are sent to the exchange, in this order. A worker accepts exactly the columns that its"
                    + " method declares: in any order if it is written in Python or Java, in TypeScript or Rust only in"
                    + " the order of its declaration. Year-month intervals are sent as intervals of months, days and"
                    + " nanoseconds, as Python workers know no others.",
            Use.EXCHANGE),
    KEEP(
            "keep",
            "columns",
            "all",
            "The input's columns that stand beside the answer's; `none` for none.",
            Use.EXCHANGE),
    OUTPUT_PREFIX("outputPrefix", "text", "none", "Put before the names of the answer's columns.", Use.EXCHANGE),
    OUTPUT_SCHEMA(
            "outputSchema",
            "columns",
            "from the worker",
            "The answer's columns in Spark's types. Given, planning does not call the worker.",
            Use.EXCHANGE),
    BATCH_SIZE("batchSize", "number", "16384", "The most rows that are sent to the exchange at a time.", Use.EXCHANGE),
    RETRY_ATTEMPTS(
            "retryAttempts",
            "number",
            "3",
            "How often a batch that may be sent again is sent, before the task fails, 1 to 100.",
            Use.EXCHANGE),
    RETRY_BACKOFF(
            "retryBackoff",
            "time",
            "200ms",
            "The pause before the second time; it doubles each time, and a worker may ask for a longer one, both up to a"
                    + " minute.",
            Use.EXCHANGE);

    private final String key;
    private final String type;
    private final String defaultValue;
    private final String effect;
    private final Use use;

    VgiOption(String key, String type, String defaultValue, String effect, Use use) {
        this.key = key;
        this.type = type;
        this.defaultValue = defaultValue;
        this.effect = effect;
        this.use = use;
    }

    /** What an option is for. */
    enum Use {
        READ,
        EXCHANGE,
        BOTH
    }

    /** The option's name; one that ends in a point is a prefix. */
    public String key() {
        return key;
    }

    /** How its value is written. */
    public String type() {
        return type;
    }

    /** What holds where it is not given. */
    public String defaultValue() {
        return defaultValue;
    }

    /** What it does, in Markdown. */
    public String effect() {
        return effect;
    }

    boolean isPrefix() {
        return key.endsWith(".");
    }

    boolean isFor(Use purpose) {
        return use == Use.BOTH || use == purpose;
    }

    static List<VgiOption> of(Use use) {
        return Arrays.stream(values()).filter(option -> option.isFor(use)).toList();
    }
}
