package dev.vgi;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one failure of this library, shaped like the protocol's error model (specification, section 8): a closed
 * {@link #code() code}, an open {@link #kind() kind} and typed {@link #details() details}. What a worker raised and
 * what failed on this side use the same codes; {@link #isRemote()} tells them apart. Serializable, so it crosses
 * executors.
 *
 * <p>The message is safe to log: a URL in it carries neither userinfo nor query.
 */
public final class VgiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final Code code;
    private final boolean coded;
    private final String kind;
    private final List<ErrorDetail> details;
    private final Message text;
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
        text = builder.text;
        remoteType = builder.remoteType;
        remoteMessage = builder.remoteMessage();
        remoteTraceback = builder.remoteTraceback;
        requestId = builder.requestId;
        url = builder.url;
    }

    /** An error of this code, found on this side. */
    public static VgiException of(Code code, String message) {
        return builder(code, message).build();
    }

    /** Returns an error of this code, found on this side, whose text names options. */
    public static VgiException of(Code code, Message message) {
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

    /** Returns the error that the caller asked for something that cannot be; its text names options. */
    public static VgiException invalidArgument(Message message) {
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

    /** Returns the error that a limit was passed; its text names the option that sets it. */
    public static VgiException resourceExhausted(Message message) {
        return of(Code.RESOURCE_EXHAUSTED, message);
    }

    /** Returns a builder of an error of this code. */
    public static Builder builder(Code code, String message) {
        return builder(code, Message.of(message));
    }

    /** Returns a builder of an error of this code, whose text names options. */
    public static Builder builder(Code code, Message message) {
        return new Builder(code, message);
    }

    /** Returns a builder that starts with all that this error says, to add where it happened. */
    public Builder toBuilder() {
        Builder builder = new Builder(code, text);
        builder.coded = coded;
        builder.kind = kind;
        builder.details = details;
        builder.remoteType = remoteType;
        builder.remoteMessage = remoteMessage;
        builder.remoteTraceback = remoteTraceback;
        builder.requestId = requestId;
        builder.url = url;
        builder.cause = getCause() == null ? this : getCause();
        return builder;
    }

    /**
     * Returns this error with what it happened in, put before its text, such as {@code reading A/b, split 3}. What the
     * other side said stays with it, and this error is its cause.
     */
    public VgiException withContext(String context) {
        return withText(Message.of(context, ": ", text));
    }

    /** Returns this error with another text. What the other side said stays with it, and this error is its cause. */
    public VgiException withText(Message message) {
        return toBuilder().text(message).cause(this).build();
    }

    /**
     * Returns this error with other names for the options in its text; this one where there are none.
     *
     * @param names the name of each option, without quotes
     */
    public VgiException withOptionNames(Function<ClientOption, String> names) {
        if (text.options().isEmpty()) {
            return this;
        }
        VgiException named =
                toBuilder().text(text.rendered(names)).cause(getCause()).build();
        named.setStackTrace(getStackTrace());
        for (Throwable suppressed : getSuppressed()) {
            named.addSuppressed(suppressed);
        }
        return named;
    }

    /** Returns what this error says, without the worker's address and traceback, which its message has as well. */
    public Message text() {
        return text;
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
        return isRemote() ? kind.equals(ErrorKind.TOO_MANY_CONNECTIONS) : kind.equals(ErrorKind.WORKER_NOT_REACHED);
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
        private Code code;
        private Message text;
        private boolean coded = true;
        private String kind = "";
        private List<ErrorDetail> details = List.of();
        private String remoteType = "";
        private @Nullable String remoteMessage;
        private String remoteTraceback = "";
        private String requestId = "";
        private String url = "";
        private @Nullable Throwable cause;

        private Builder(Code code, Message text) {
            this.code = code;
            this.text = text;
        }

        /** Sets another code. */
        public Builder code(Code value) {
            code = value;
            return this;
        }

        /** Sets another text; what the other side said stays. */
        public Builder text(Message value) {
            text = value;
            return this;
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

        private String remoteMessage() {
            if (remoteType.isEmpty()) {
                return "";
            }
            return remoteMessage == null ? text.toString() : remoteMessage;
        }

        private String rendered() {
            String message = text.toString();
            var rendered = new StringBuilder(message);
            if (!remoteType.isEmpty()) {
                if (!url.isEmpty()) {
                    rendered.append(" [worker ").append(url).append(']');
                }
                if (!remoteTraceback.isEmpty()) {
                    rendered.append("\nRemote traceback:\n").append(remoteTraceback.stripTrailing());
                }
            } else if (!url.isEmpty() && !message.contains(url)) {
                rendered.append(" [worker ").append(url).append(']');
            }
            return rendered.toString();
        }
    }
}
