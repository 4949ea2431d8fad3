package dev.vgi.spark;

import dev.vgi.Code;
import dev.vgi.Message;
import dev.vgi.VgiException;
import org.apache.arrow.memory.OutOfMemoryException;

/** What helps where the off-heap memory of a task does not suffice. */
final class MemoryAdvice {
    private MemoryAdvice() {}

    /**
     * Arrow's own error, as one that can be acted on.
     *
     * @param what what did not fit
     * @param remedy which options help
     * @param inUse how many batches Spark still holds
     */
    static VgiException of(OutOfMemoryException e, String what, String remedy, int inUse) {
        return VgiException.of(
                Code.RESOURCE_EXHAUSTED,
                what + " does not fit into the off-heap memory that one task may use: " + e.getMessage() + ". " + remedy
                        + ", or raise option '" + VgiOption.ALLOCATOR_BYTES.key()
                        + "'; the process's own limit is -XX:MaxDirectMemorySize" + held(inUse),
                e);
    }

    /** Returns an error with what holds batches back, where it is that; otherwise as it is. */
    static VgiException of(VgiException e, int inUse) {
        return e.code() != Code.RESOURCE_EXHAUSTED || e.isRemote() || inUse < 2
                ? e
                : e.withText(Message.of(e.text(), held(inUse)));
    }

    private static String held(int inUse) {
        return inUse < 2
                ? ""
                : ". " + inUse + " batches are still in use by Spark, which does not close those that pass through a"
                        + " Python UDF: spark.sql.execution.arrow.pythonUDF.columnarInput.enabled=false helps, and so"
                        + " does columnar=false for a read";
    }
}
