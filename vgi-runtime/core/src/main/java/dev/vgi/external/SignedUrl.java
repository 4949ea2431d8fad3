package dev.vgi.external;

import dev.vgi.net.FetchUrl;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a pre-signed URL of S3 or GCS says of itself. */
final class SignedUrl {
    private static final Pattern DATE = Pattern.compile("(?i)[?&]X-(?:Amz|Goog)-Date=(\\d{8}T\\d{6})Z");
    private static final Pattern LIFETIME = Pattern.compile("(?i)[?&]X-(?:Amz|Goog)-Expires=(\\d{1,9})");
    private static final Pattern EPOCH = Pattern.compile("[?&]Expires=(\\d{1,12})");
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss", Locale.ROOT).withZone(ZoneOffset.UTC);

    private SignedUrl() {}

    /** The moment after which a store refuses a URL. */
    record Expiry(Instant at) {
        boolean isPast() {
            return Instant.now().isAfter(at);
        }
    }

    /** Until when the URL is valid; empty where it does not say. */
    static Optional<Expiry> expiry(FetchUrl url) {
        Matcher date = DATE.matcher(url.target());
        Matcher lifetime = LIFETIME.matcher(url.target());
        Matcher epoch = EPOCH.matcher(url.target());
        try {
            if (date.find() && lifetime.find()) {
                Instant signed = STAMP.parse(date.group(1), Instant::from);
                return Optional.of(new Expiry(signed.plusSeconds(Long.parseLong(lifetime.group(1)))));
            }
            return epoch.find()
                    ? Optional.of(new Expiry(Instant.ofEpochSecond(Long.parseLong(epoch.group(1)))))
                    : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
