package dev.vgi.storage;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.external.StoreError;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.ApiCallAttemptTimeoutException;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.core.exception.SdkException;

/** What S3 and its SDK say, as errors of this library. */
final class S3Failures {
    private S3Failures() {}

    static VgiException of(String what, SdkException failure) {
        if (failure instanceof AwsServiceException answer) {
            return answered(what, answer);
        }
        String found = NetworkErrors.deepest(failure);
        if (failure instanceof ApiCallAttemptTimeoutException
                || failure instanceof ApiCallTimeoutException
                || NetworkErrors.isTimeout(failure)) {
            return VgiException.of(
                    Code.DEADLINE_EXCEEDED,
                    what + ": no answer in time (" + found + "); requestTimeout and connectTimeout set the limits",
                    failure);
        }
        if (NetworkErrors.isNetwork(failure)) {
            return VgiException.unavailable(
                    what + ": the store does not answer (" + found + "), expected one that listens: see endpoint"
                            + " and region",
                    failure);
        }
        if (String.valueOf(failure.getMessage()).contains("credentials")) {
            return VgiException.of(
                    Code.PERMISSION_DENIED,
                    what + ": found no credentials (" + failure.getMessage()
                            + "), expected credentials(provider), a profile or the environment's AWS_ACCESS_KEY_ID",
                    failure);
        }
        return VgiException.of(Code.INTERNAL, what + ": " + failure.getMessage(), failure);
    }

    private static VgiException answered(String what, AwsServiceException answer) {
        String code = answer.awsErrorDetails() == null
                ? ""
                : String.valueOf(answer.awsErrorDetails().errorCode());
        String found =
                what + ": the store answered " + answer.statusCode() + " " + code + " (" + answer.getMessage() + ")";
        return switch (code) {
            case "NoSuchBucket" ->
                VgiException.of(
                        Code.NOT_FOUND, found + ", expected a bucket that exists: see bucket and region", answer);
            case "PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException" ->
                VgiException.of(
                        Code.INVALID_ARGUMENT, found + ", expected the bucket's own region: see region", answer);
            default ->
                StoreError.meaning(code)
                        .map(meaning -> meant(meaning, found, answer))
                        .orElseGet(() -> byStatus(found, answer));
        };
    }

    private static VgiException byStatus(String found, AwsServiceException answer) {
        return switch (answer.statusCode()) {
            case 401, 403 -> meant(Code.PERMISSION_DENIED, found, answer);
            case 404 -> meant(Code.NOT_FOUND, found, answer);
            case 408, 429, 500, 502, 503, 504 -> meant(Code.UNAVAILABLE, found, answer);
            default -> VgiException.of(Code.INTERNAL, found, answer);
        };
    }

    private static VgiException meant(Code code, String found, AwsServiceException answer) {
        String expected =
                switch (code) {
                    case PERMISSION_DENIED ->
                        ", expected credentials that may put and get objects here: see credentials and prefix";
                    case DATA_LOSS -> ", expected the bytes that were written";
                    case RESOURCE_EXHAUSTED -> ", expected less than the store's limit: see partBytes";
                    case UNAVAILABLE -> "; attempts sets the retries";
                    default -> "";
                };
        return VgiException.of(code, found + expected, answer);
    }
}
