package dev.vgi;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one failure of this library, shaped like the protocol's error model (specification, section 8): a closed
 * {@link #code() code}, an open {@link #kind() kind} and typed {@link #details() details}. What a worker raised and what
 * failed on this side use the same codes; {@link #isRemote()} tells them apart. Serializable, so it crosses executors.
 *
 * <p>The message is safe to log: a URL in it carries neither userinfo nor query.
 */
public final class VgiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The {@link #kind()} of a local error after which the request has certainly not reached a worker. */
    public static final String NOT_REACHED = "worker_not_reached";

    /**
     * The {@link #kind()} of a worker's refusal of a connection, because it has as many as it serves at once. The method has
     * not run.
     */
    public static final String CROWDED = "too_many_connections";

    /**
     * The {@link #kind()} of a worker's refusal of a stream's tokens, over HTTP: they are too old, or were sealed with the
     * key of another process. The method has not run.
     */
    public static final String TOKEN_REFUSED = "stream_token_refused";

    /**
     * The {@link #kind()} of a refusal of one value of an exchange's input: its column may have another type than is
     * declared, as long as the values fit. The method has not seen the batch.
     */
    public static final String UNFIT_VALUE = "value_does_not_fit";

    /**
     * The {@link #kind()} of a local error: a stream's header was handed out as its first batch, because nothing told that
     * the stream has one.
     */
    public static final String HEADER_TAKEN_FOR_ROWS = "header_taken_for_rows";

    private final Code code;
    private final boolean coded;
    private final String kind;
    private final List<ErrorDetail> details;
    private final String remoteType;
    private final String remoteMessage;
    private final String remoteTraceback;
    private final String requestId;
    private final String url;

    private VgiException(Builder builder) {
        super(builder.rendered(), builder.cause);
        code = builder.code;
        coded = builder.coded;
        kind = builder.kind;
        details = List.copyOf(builder.details);
        remoteType = builder.remoteType;
        remoteMessage = builder.remoteType.isEmpty() ? "" : builder.message;
        remoteTraceback = builder.remoteTraceback;
        requestId = builder.requestId;
        url = builder.url;
    }

    /** An error of this code, found on this side. */
    public static VgiException of(Code code, String message) {
        return builder(code, message).build();
    }

    /** An error of this code, found on this side, with what caused it. */
    public static VgiException of(Code code, String message, @Nullable Throwable cause) {
        return builder(code, message).cause(cause).build();
    }

    /** The caller asked for something that cannot be: a wrong name, type or value. */
    public static VgiException invalidArgument(String message) {
        return of(Code.INVALID_ARGUMENT, message);
    }

    /** The peer, or what was between, broke the data: a truncated, malformed or altered message. */
    public static VgiException dataLoss(String message) {
        return of(Code.DATA_LOSS, message);
    }

    /** Nobody answers, or not any more. */
    public static VgiException unavailable(String message, @Nullable Throwable cause) {
        return of(Code.UNAVAILABLE, message, cause);
    }

    /** A limit was passed; the message names the option that sets it. */
    public static VgiException resourceExhausted(String message) {
        return of(Code.RESOURCE_EXHAUSTED, message);
    }

    public static Builder builder(Code code, String message) {
        return new Builder(code, message);
    }

    /** A builder that starts with all that this error says, to add where it happened. */
    public Builder toBuilder() {
        Builder builder =
                new Builder(code, remoteType.isEmpty() ? Objects.requireNonNullElse(getMessage(), "") : remoteMessage);
        builder.coded = coded;
        builder.kind = kind;
        builder.details = details;
        builder.remoteType = remoteType;
        builder.remoteTraceback = remoteTraceback;
        builder.requestId = requestId;
        builder.url = url;
        builder.cause = getCause() == null ? this : getCause();
        return builder;
    }

    public Code code() {
        return code;
    }

    /** Whether the peer named the code. False for an older worker, whose errors read as {@link Code#UNKNOWN}. */
    public boolean isCoded() {
        return coded;
    }

    /** The reason, such as {@code method_not_implemented}: an open set, unique within its protocol; or empty. */
    public String kind() {
        return kind;
    }

    /** What else a program can act on; in the order in which it was sent, unknown types included. */
    public List<ErrorDetail> details() {
        return details;
    }

    /** Whether the request has certainly not reached a method, so that it may be sent again, or elsewhere. */
    public boolean isBeforeCall() {
        return isRemote() ? kind.equals(CROWDED) : kind.equals(NOT_REACHED);
    }

    /** Whether the other side raised it. */
    public boolean isRemote() {
        return !remoteType.isEmpty();
    }

    /** The name of the exception class on the other side, such as {@code ValueError}; empty for a local error. */
    public String remoteType() {
        return remoteType;
    }

    /** The other side's message as it was sent; empty for a local error. */
    public String remoteMessage() {
        return remoteMessage;
    }

    /** The other side's stack trace; empty where it sent none. */
    public String remoteTraceback() {
        return remoteTraceback;
    }

    /** The request's correlation id, or empty. */
    public String requestId() {
        return requestId;
    }

    /** The worker's address without userinfo and query, or empty. */
    public String url() {
        return url;
    }

    /** The delay that the other side asks for before a retry, where it does. */
    public @Nullable Duration retryDelay() {
        return details.stream()
                .map(ErrorDetail::retryDelay)
                .flatMap(Stream::ofNullable)
                .findFirst()
                .orElse(null);
    }

    /**
     * Whether the same call may succeed later: {@link Code#UNAVAILABLE}, and {@link Code#RESOURCE_EXHAUSTED} with a
     * {@link #retryDelay() delay}. It says nothing about whether the method may run twice.
     */
    public boolean isRetryable() {
        return code == Code.UNAVAILABLE || (code == Code.RESOURCE_EXHAUSTED && retryDelay() != null);
    }

    /** Collects what is known of an error. */
    public static final class Builder {
        private final Code code;
        private final String message;
        private boolean coded = true;
        private String kind = "";
        private List<ErrorDetail> details = List.of();
        private String remoteType = "";
        private String remoteTraceback = "";
        private String requestId = "";
        private String url = "";
        private @Nullable Throwable cause;

        private Builder(Code code, String message) {
            this.code = code;
            this.message = message;
        }

        public Builder kind(String value) {
            kind = value;
            return this;
        }

        public Builder details(List<ErrorDetail> value) {
            details = value;
            return this;
        }

        public Builder detail(ErrorDetail value) {
            details = Stream.concat(details.stream(), Stream.of(value)).toList();
            return this;
        }

        /** Marks the error as the other side's. */
        public Builder remote(String type, String traceback) {
            remoteType = type.isEmpty() ? "EXCEPTION" : type;
            remoteTraceback = traceback;
            return this;
        }

        /** Marks an error whose sender names no codes. */
        public Builder uncoded() {
            coded = false;
            return this;
        }

        public Builder requestId(String value) {
            requestId = value;
            return this;
        }

        /** Where it happened; userinfo, query and fragment are dropped. */
        public Builder url(String value) {
            url = Redaction.url(value);
            return this;
        }

        public Builder cause(@Nullable Throwable value) {
            cause = value;
            return this;
        }

        public VgiException build() {
            return new VgiException(this);
        }

        private String rendered() {
            var text = new StringBuilder(message);
            if (!remoteType.isEmpty()) {
                if (!url.isEmpty()) {
                    text.append(" [worker ").append(url).append(']');
                }
                if (!remoteTraceback.isEmpty()) {
                    text.append("\nRemote traceback:\n").append(remoteTraceback.stripTrailing());
                }
            } else if (!url.isEmpty() && !message.contains(url)) {
                text.append(" [worker ").append(url).append(']');
            }
            return text.toString();
        }
    }
}
