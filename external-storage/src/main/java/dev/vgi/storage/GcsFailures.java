package dev.vgi.storage;

import com.google.auth.ServiceAccountSigner.SigningException;
import com.google.cloud.storage.StorageException;
import dev.vgi.Code;
import dev.vgi.VgiException;
import java.util.Locale;
import java.util.Optional;

/** What Google Cloud Storage and its SDK say, as errors of this library. */
final class GcsFailures {
    private GcsFailures() {}

    static VgiException of(String what, Exception failure) {
        if (failure instanceof InterruptedException) {
            Thread.currentThread().interrupt();
            return VgiException.of(Code.CANCELLED, what + ": interrupted", failure);
        }
        if (failure instanceof SigningException) {
            return VgiException.of(
                    Code.PERMISSION_DENIED,
                    what + ": " + failure.getMessage() + ", expected a service account that may sign: see signer",
                    failure);
        }
        Optional<StorageException> answer =
                NetworkErrors.find(failure, StorageException.class).filter(found -> found.getCode() > 0);
        if (answer.isPresent()) {
            return answered(what, answer.get());
        }
        String found = NetworkErrors.deepest(failure);
        if (NetworkErrors.isTimeout(failure)) {
            return VgiException.of(
                    Code.DEADLINE_EXCEEDED,
                    what + ": no answer in time (" + found + "); requestTimeout and connectTimeout set the limits",
                    failure);
        }
        if (isRefusedToken(failure)) {
            return VgiException.of(
                    Code.PERMISSION_DENIED,
                    what + ": the credentials got no access token (" + found
                            + "), expected valid ones: see credentials",
                    failure);
        }
        if (NetworkErrors.isNetwork(failure)) {
            return VgiException.unavailable(
                    what + ": the store does not answer (" + found + "), expected one that listens: see endpoint",
                    failure);
        }
        return VgiException.of(Code.INTERNAL, what + ": " + found, failure);
    }

    private static boolean isRefusedToken(Throwable failure) {
        return NetworkErrors.find(failure, com.google.api.client.http.HttpResponseException.class)
                .filter(answer -> answer.getStatusCode() < 500)
                .isPresent();
    }

    private static VgiException answered(String what, StorageException answer) {
        String found = what + ": the store answered " + answer.getCode() + " (" + answer.getMessage() + ")";
        return switch (answer.getCode()) {
            case 400 ->
                String.valueOf(answer.getMessage()).toLowerCase(Locale.ROOT).contains("crc32c")
                        ? VgiException.of(Code.DATA_LOSS, found + ", expected the bytes that were written", answer)
                        : VgiException.of(Code.INTERNAL, found, answer);
            case 401, 403 ->
                VgiException.of(
                        Code.PERMISSION_DENIED,
                        found
                                + ", expected credentials that may create and get objects here: see credentials and prefix",
                        answer);
            case 404 -> VgiException.of(Code.NOT_FOUND, found + ", expected a bucket that exists: see bucket", answer);
            case 408, 429, 500, 502, 503, 504 ->
                VgiException.unavailable(found + "; attempts sets the retries", answer);
            default -> VgiException.of(Code.INTERNAL, found, answer);
        };
    }
}
