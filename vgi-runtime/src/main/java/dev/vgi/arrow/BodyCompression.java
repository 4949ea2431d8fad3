package dev.vgi.arrow;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import java.util.List;
import org.apache.arrow.memory.ArrowBuf;

/** Decodes bodies whose buffers were compressed one by one. */
final class BodyCompression {
    private BodyCompression() {}

    /** The decoded buffers, which the caller closes. */
    static List<ArrowBuf> decode(
            org.apache.arrow.flatbuf.BodyCompression compression,
            List<ArrowBuf> buffers,
            Limits limits,
            MemoryScope scope) {
        throw VgiException.of(Code.UNIMPLEMENTED, "compressed bodies");
    }
}
