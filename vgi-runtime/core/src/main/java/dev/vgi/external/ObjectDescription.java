package dev.vgi.external;

import dev.vgi.VgiException;
import dev.vgi.net.ContentCoding;
import java.util.OptionalLong;

/**
 * What is known of an object before its bytes.
 *
 * @param contentType the media type, stored with the object and sent by its GETs
 * @param coding how the bytes are coded already; other than {@code IDENTITY}, the store keeps it as the object's
 *     {@code Content-Encoding}, and its GETs send that header and the bytes as they were written
 * @param length all bytes, as written, at least 0; empty where it is not known before the last
 */
public record ObjectDescription(String contentType, ContentCoding coding, OptionalLong length) {
    /** An Arrow IPC stream. */
    public static final String ARROW_STREAM = "application/vnd.apache.arrow.stream";

    public ObjectDescription {
        if (contentType.isBlank()) {
            throw VgiException.invalidArgument("contentType is empty, expected a media type");
        }
        if (length.isPresent() && length.getAsLong() < 0) {
            throw VgiException.invalidArgument("length is " + length.getAsLong() + ", expected at least 0");
        }
    }

    /** An Arrow IPC stream in this coding, of unknown length. */
    public static ObjectDescription arrow(ContentCoding coding) {
        return new ObjectDescription(ARROW_STREAM, coding, OptionalLong.empty());
    }

    /** An Arrow IPC stream in this coding and of this length, in bytes after coding. */
    public static ObjectDescription arrow(ContentCoding coding, long length) {
        return new ObjectDescription(ARROW_STREAM, coding, OptionalLong.of(length));
    }
}
