package dev.vgi.protocol;

import dev.vgi.arrow.Batch;
import dev.vgi.arrow.Metadata;

/** What a batch of a response stream is, by the decision tree of the specification's section 7. */
public enum BatchKind {
    /** The application's; zero rows are data too. */
    DATA,
    LOG,
    ERROR,
    /** Its data is in object storage. */
    EXTERNAL_POINTER,
    /** Its data is in shared memory. */
    SHM_POINTER,
    /** A stream continuation: it carries a cursor and no data. */
    STATE_TOKEN;

    public static BatchKind of(Batch batch) {
        Metadata metadata = batch.metadata();
        if (metadata.isEmpty() || batch.rowCount() > 0) {
            return DATA;
        }
        if (metadata.contains(Keys.LOG_LEVEL) && metadata.contains(Keys.LOG_MESSAGE)) {
            return "EXCEPTION".equals(metadata.get(Keys.LOG_LEVEL)) ? ERROR : LOG;
        }
        if (metadata.contains(Keys.LOCATION)) {
            return EXTERNAL_POINTER;
        }
        if (metadata.contains(Keys.SHM_OFFSET)) {
            return SHM_POINTER;
        }
        return metadata.contains(Keys.STREAM_STATE) ? STATE_TOKEN : DATA;
    }
}
