package dev.vgi.storage;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.stream.Stream;

/** What both SDKs wrap: the network's own errors. */
final class NetworkErrors {
    private NetworkErrors() {}

    static boolean isTimeout(Throwable failure) {
        return causes(failure).anyMatch(cause -> cause instanceof SocketTimeoutException)
                || causes(failure).anyMatch(cause -> cause instanceof InterruptedIOException);
    }

    static boolean isNetwork(Throwable failure) {
        return causes(failure).anyMatch(cause -> cause instanceof IOException);
    }

    static <T extends Throwable> Optional<T> find(Throwable failure, Class<T> type) {
        return causes(failure).filter(type::isInstance).map(type::cast).findFirst();
    }

    /** Whether the store may have done what it was asked, although it did not say so. */
    static boolean leavesDoubt(VgiException failure) {
        boolean unsent = find(failure, ConnectException.class).isPresent()
                || find(failure, UnknownHostException.class).isPresent();
        return !unsent
                && (failure.code() == Code.DEADLINE_EXCEEDED
                        || failure.code() == Code.UNAVAILABLE
                        || failure.code() == Code.INTERNAL);
    }

    /** The message of what was wrapped first. */
    static String deepest(Throwable failure) {
        Throwable last = causes(failure).reduce((outer, inner) -> inner).orElse(failure);
        return last.getClass().getSimpleName() + (last.getMessage() == null ? "" : ": " + last.getMessage());
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .limit(20);
    }
}
