package dev.vgi.spark;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.connect.PlannedMethod;
import java.util.List;
import org.apache.spark.sql.types.StructType;

/** Refusals of a worker that an option would have avoided. The worker's own words do not know Spark's options. */
final class Refusals {
    private static final String VERSION_MISMATCH = "protocol_version_mismatch";

    /** How workers refuse the columns of an exchange; they give no kind. */
    private static final String COLUMN_MISMATCH = "Input schema mismatch";

    private Refusals() {}

    /** Names the option for the protocol's version, where the query gives none. */
    static VgiException explained(VgiException e, PlannedMethod method) {
        if (!e.isRemote() || !e.kind().equals(VERSION_MISMATCH) || method.protocolVersion() != null) {
            return e;
        }
        return VgiException.builder(
                        e.code(),
                        "the protocol of " + method.name() + " has a version, and without reflection only the query can"
                                + " say which one it is for: set the option 'protocolVersion'. The worker says: "
                                + e.remoteMessage())
                .kind(e.kind())
                .url(method.connection().url())
                .cause(e)
                .build();
    }

    /** Names the option for the columns of an exchange as well. */
    static VgiException explained(VgiException e, PlannedMethod method, StructType sent) {
        if (!e.isRemote() || !e.remoteMessage().contains(COLUMN_MISMATCH)) {
            return explained(e, method);
        }
        return VgiException.builder(
                        Code.INVALID_ARGUMENT,
                        method.name() + " refuses the columns " + List.of(sent.fieldNames())
                                + ", which option 'inputColumns' names. A worker takes exactly the columns that its method"
                                + " declares. It says: " + e.remoteMessage())
                .kind(e.kind())
                .url(method.connection().url())
                .cause(e)
                .build();
    }
}
