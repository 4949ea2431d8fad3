package dev.vgi.storage;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;

/** What Google does to check who signed: the canonical request of a URL (V4), and the assertion for a token. */
final class SignedUrls {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final TestAccount account;

    SignedUrls(TestAccount account) {
        this.account = account;
    }

    /** Why the request is refused; empty where it is signed by the account, and in time. */
    String refusal(HttpExchange exchange) throws IOException {
        Map<String, String> query = query(exchange.getRequestURI());
        String given = query.get("X-Goog-Signature");
        if (given == null) {
            return "AccessDenied";
        }
        String credential = query.get("X-Goog-Credential");
        String date = query.get("X-Goog-Date");
        if (!"GOOG4-RSA-SHA256".equals(query.get("X-Goog-Algorithm"))
                || !credential.startsWith(TestAccount.EMAIL + "/")) {
            return "InvalidCredential";
        }
        Instant end = TIME.parse(date, Instant::from).plusSeconds(Long.parseLong(query.get("X-Goog-Expires")));
        String[] names = query.get("X-Goog-SignedHeaders").split(";");
        var canonical = new StringBuilder()
                .append(exchange.getRequestMethod())
                .append('\n')
                .append(exchange.getRequestURI().getRawPath())
                .append('\n')
                .append(canonicalQuery(exchange.getRequestURI()))
                .append('\n');
        for (String name : names) {
            String value = exchange.getRequestHeaders().getFirst(name);
            canonical
                    .append(name)
                    .append(':')
                    .append(value == null ? "" : value.strip())
                    .append('\n');
        }
        canonical.append('\n').append(String.join(";", names)).append("\nUNSIGNED-PAYLOAD");
        String text = "GOOG4-RSA-SHA256\n" + date + "\n" + credential.substring(credential.indexOf('/') + 1) + "\n"
                + HexFormat.of().formatHex(sha256(canonical.toString()));
        if (!verifies(text, HexFormat.of().parseHex(given))) {
            return "SignatureDoesNotMatch";
        }
        return Instant.now().isAfter(end) ? "ExpiredToken" : "";
    }

    /** Whether the account signed this request for a token. */
    boolean isAssertion(String assertion) throws IOException {
        String[] parts = assertion.split("\\.");
        String claims = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
        return new ObjectMapper().readTree(claims).path("iss").asText().equals(TestAccount.EMAIL)
                && verifies(parts[0] + "." + parts[1], Base64.getUrlDecoder().decode(parts[2]));
    }

    static Map<String, String> query(URI uri) {
        var query = new TreeMap<String, String>();
        if (uri.getRawQuery() != null) {
            for (String pair : uri.getRawQuery().split("&")) {
                int equals = pair.indexOf('=');
                query.put(
                        URLDecoder.decode(pair.substring(0, equals), StandardCharsets.UTF_8),
                        URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    private static String canonicalQuery(URI uri) {
        return String.join(
                "&",
                Arrays.stream(uri.getRawQuery().split("&"))
                        .filter(pair -> !pair.startsWith("X-Goog-Signature="))
                        .sorted()
                        .toList());
    }

    private boolean verifies(String text, byte[] signature) {
        try {
            Signature verifier = Signature.getInstance("SHA256withRSA");
            verifier.initVerify(account.publicKey());
            verifier.update(text.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
