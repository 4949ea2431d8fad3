package dev.vgi.examples.flights;

/**
 * Describes what one step of a job did.
 *
 * @param name a word
 * @param seconds how long it took
 * @param data what came from the worker
 * @param what a sentence for the reader
 */
public record JobStep(String name, double seconds, Data data, String what) {
    /**
     * Counts what came from the worker.
     *
     * @param rows how many rows came
     * @param batches in how many batches
     * @param bytes how many bytes of Arrow data they had
     * @param externalBatches how many of the batches came through the object store
     * @param externalBytes how many bytes those had as they were fetched
     * @param fetchMillis how long fetching them took, summed over tasks that fetch side by side
     */
    public record Data(
            long rows, long batches, long bytes, long externalBatches, long externalBytes, long fetchMillis) {
        public static final Data NONE = new Data(0, 0, 0, 0, 0, 0);
    }
}
