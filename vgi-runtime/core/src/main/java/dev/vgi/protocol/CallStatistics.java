package dev.vgi.protocol;

/**
 * What went in and out of a call: the parameters and inputs of it, and its result or the stream's batches. Bytes are
 * those of the batches' buffers in memory, before any compression.
 */
public record CallStatistics(
        long inputBatches, long inputRows, long inputBytes, long outputBatches, long outputRows, long outputBytes) {
    public static final CallStatistics NONE = new CallStatistics(0, 0, 0, 0, 0, 0);

    public CallStatistics plusInput(long rows, long bytes) {
        return new CallStatistics(
                inputBatches + 1, inputRows + rows, inputBytes + bytes, outputBatches, outputRows, outputBytes);
    }

    public CallStatistics plusOutput(long rows, long bytes) {
        return new CallStatistics(
                inputBatches, inputRows, inputBytes, outputBatches + 1, outputRows + rows, outputBytes + bytes);
    }

    /** Both together. */
    public CallStatistics plus(CallStatistics other) {
        return new CallStatistics(
                inputBatches + other.inputBatches,
                inputRows + other.inputRows,
                inputBytes + other.inputBytes,
                outputBatches + other.outputBatches,
                outputRows + other.outputRows,
                outputBytes + other.outputBytes);
    }
}
