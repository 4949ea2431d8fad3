package dev.vgi.external;

import dev.vgi.Code;
import dev.vgi.net.PageText;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What an object store says went wrong, by the error codes that S3 and the XML interface of GCS share. The code decides
 * before the status does: stores differ in the status that they send with it.
 *
 * @param code such as {@code NoSuchKey}; empty where the store names none
 * @param said the store's words, without credentials; perhaps empty
 */
public record StoreError(String code, String said) {
    private static final Pattern CODE = Pattern.compile("<Code>([^<]{1,100})</Code>");
    private static final Pattern MESSAGE = Pattern.compile("<Message>([^<]{1,1000})</Message>");
    private static final int EXCERPT = 300;

    private static final Map<String, Code> CODES = Stream.of(
                    codes(
                            Code.PERMISSION_DENIED,
                            "AccessDenied",
                            "AccountProblem",
                            "AllAccessDisabled",
                            "AuthorizationQueryParametersError",
                            "CredentialsNotSupported",
                            "ExpiredToken",
                            "InvalidAccessKeyId",
                            "InvalidPayer",
                            "InvalidSecurity",
                            "InvalidToken",
                            "NotSignedUp",
                            "RequestExpired",
                            "RequestTimeTooSkewed",
                            "SignatureDoesNotMatch",
                            "TokenRefreshRequired",
                            "UnauthorizedAccess",
                            "UserProjectAccountProblem"),
                    codes(Code.NOT_FOUND, "NoSuchBucket", "NoSuchKey", "NoSuchUpload", "NoSuchVersion"),
                    codes(
                            Code.UNAVAILABLE,
                            "InternalError",
                            "OperationAborted",
                            "RequestTimeout",
                            "ServiceUnavailable",
                            "SlowDown",
                            "Throttling",
                            "ThrottlingException"),
                    codes(
                            Code.DATA_LOSS,
                            "BadDigest",
                            "InvalidDigest",
                            "InvalidPart",
                            "XAmzContentChecksumMismatch",
                            "XAmzContentSHA256Mismatch"),
                    codes(Code.RESOURCE_EXHAUSTED, "EntityTooLarge", "QuotaExceeded"))
            .flatMap(codes -> codes.entrySet().stream())
            .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

    private static Map<String, Code> codes(Code meaning, String... names) {
        return Set.of(names).stream().collect(Collectors.toMap(name -> name, name -> meaning));
    }

    /** Reads the body of an answer: an error document, or a page or a line for people. */
    static StoreError read(String body) {
        Matcher code = CODE.matcher(body);
        if (!code.find()) {
            return new StoreError("", PageText.of(body, EXCERPT));
        }
        // Of the rest, such as the text that was to be signed, nothing is shown.
        Matcher message = MESSAGE.matcher(body);
        return new StoreError(
                code.group(1), code.group(1) + (message.find() ? ": " + PageText.of(message.group(1), EXCERPT) : ""));
    }

    /** What a store's error code stands for; empty for one that is not known. */
    public static Optional<Code> meaning(String code) {
        return Optional.ofNullable(CODES.get(code));
    }

    Optional<Code> meaning() {
        return meaning(code);
    }

    /** For the end of a message. */
    @Override
    public String toString() {
        return said.isEmpty() ? "" : ". The store says: " + said;
    }
}
