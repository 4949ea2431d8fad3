package dev.vgi.protocol;

import dev.vgi.VgiException;
import java.io.Serializable;

/**
 * A place in a stream that any process with the same worker can go on from. Its tokens are sealed by the worker and
 * live as long as it says (an hour after the stream was opened, by default); they are credentials, so {@code toString}
 * hides them.
 *
 * @param address the worker that gave it, without credentials
 * @param callToken what is fixed for the call, base64
 * @param cursor the token that produced the answer being read, base64; empty for the stream's first answer
 * @param batchesToSkip how many data batches of that answer were already handed out
 */
public record Position(String address, String callToken, String cursor, int batchesToSkip) implements Serializable {
    public Position {
        if (batchesToSkip < 0) {
            throw VgiException.invalidArgument("batchesToSkip is " + batchesToSkip + ", expected at least 0");
        }
    }

    @Override
    public String toString() {
        return "Position[address=" + address + ", batchesToSkip=" + batchesToSkip + "]";
    }
}
