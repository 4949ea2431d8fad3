package dev.vgi.client.http;

import dev.vgi.ClientOption;
import dev.vgi.Code;
import dev.vgi.Durations;
import dev.vgi.ErrorKind;
import dev.vgi.Message;
import dev.vgi.VgiException;
import dev.vgi.net.HttpAddress;
import dev.vgi.net.HttpFailure;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Maps failures of connections to errors. */
final class ConnectionErrors {
    private ConnectionErrors() {}

    static VgiException of(HttpFailure failure, HttpTransport transport, Duration silence) {
        if (failure.stage() == HttpFailure.Stage.UNCONNECTED && failure.getCause() instanceof VgiException refused) {
            return refused;
        }
        HttpAddress address = transport.target();
        return switch (failure.stage()) {
            case UNCONNECTED -> unconnected(failure, transport);
            case CROWDED ->
                error(
                        Code.RESOURCE_EXHAUSTED,
                        Message.of(
                                "all " + transport.connectionConfig().maxConnections()
                                        + " connections of this process to " + address.origin() + " were busy for "
                                        + Durations.text(silence) + ". Raise ",
                                ClientOption.MAX_CONNECTIONS,
                                ", or run fewer streams at a time"),
                        failure);
            case UNTRUSTED -> untrusted(failure, address);
            case UNSENT, UNANSWERED ->
                error(
                        Code.UNAVAILABLE,
                        "the worker at " + address + " closed the connection without an answer. Was it stopped, or has"
                                + " it crashed? Its own log may tell",
                        failure);
            case MALFORMED ->
                error(
                        Code.FAILED_PRECONDITION,
                        "what listens at " + address + " does not answer in HTTP (" + said(failure)
                                + "). Is it another service, or one that expects "
                                + (address.isSecure() ? "http" : "https") + "?",
                        failure);
            case SILENT ->
                error(
                        Code.DEADLINE_EXCEEDED,
                        Message.of(
                                "the worker at " + address + " sent nothing for " + Durations.text(silence) + " (",
                                ClientOption.SILENCE,
                                "). It may be busy with other requests: a Python worker answers 4 at a time by default,"
                                        + " and VGI_HTTP_THREADS=N or serve_http(threads=N) makes it N. Lower ",
                                ClientOption.MAX_CONNECTIONS,
                                ", or raise ",
                                ClientOption.SILENCE,
                                " where one turn takes so long"),
                        failure);
            case BROKEN_OFF ->
                error(
                        Code.DATA_LOSS,
                        failure.getMessage() + ": the worker at " + address
                                + ", or a proxy before it, ended the response too early",
                        failure);
        };
    }

    private static VgiException unconnected(HttpFailure failure, HttpTransport transport) {
        HttpAddress address = transport.target();
        Throwable cause = root(failure);
        if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
            return error(Code.UNAVAILABLE, "unknown host '" + address.host() + "'", failure);
        }
        if (cause instanceof SocketTimeoutException || cause instanceof TimeoutException) {
            return error(
                    Code.UNAVAILABLE,
                    Message.of(
                            "connecting to " + address.origin() + " timed out after "
                                    + Durations.text(
                                            transport.connectionConfig().connectTimeout()) + " (",
                            ClientOption.CONNECT_TIMEOUT,
                            "). Is a firewall between?"),
                    failure);
        }
        if (cause instanceof ConnectException) {
            return error(
                    Code.UNAVAILABLE,
                    "connection refused by " + address.origin() + " (" + said(failure)
                            + "). Is the worker running, and on this port?",
                    failure);
        }
        return error(Code.UNAVAILABLE, "connecting to " + address.origin() + " failed: " + said(failure), failure);
    }

    private static VgiException untrusted(HttpFailure failure, HttpAddress address) {
        String said = said(failure);
        String lower = said.toLowerCase(Locale.ROOT);
        Object advice = lower.contains("unrecognized ssl message")
                ? ". It seems to speak plain http"
                : lower.contains("certification path") || lower.contains("pkix")
                        ? Message.of(
                                ". Name the authority that signed its certificate in ",
                                ClientOption.TRUST_STORE,
                                " (a PEM bundle or a key store)")
                        : "";
        return error(
                Code.FAILED_PRECONDITION,
                Message.of("the TLS handshake with " + address.origin() + " failed: " + said, advice),
                failure);
    }

    private static String said(HttpFailure failure) {
        Throwable root = root(failure);
        return Objects.requireNonNullElse(root.getMessage(), root.getClass().getSimpleName());
    }

    private static Throwable root(Throwable error) {
        Throwable root = error;
        for (@Nullable Throwable cause = error.getCause(); cause != null && cause != root; cause = root.getCause()) {
            root = cause;
        }
        return root;
    }

    private static VgiException error(Code code, Object message, HttpFailure failure) {
        boolean reached =
                switch (failure.stage()) {
                    case CROWDED, UNCONNECTED, UNTRUSTED, UNSENT -> false;
                    case UNANSWERED, MALFORMED, SILENT, BROKEN_OFF -> true;
                };
        return VgiException.builder(code, Message.of(message))
                .kind(reached ? "" : ErrorKind.WORKER_NOT_REACHED)
                .cause(failure)
                .build();
    }
}
