package dev.vgi.tools.conformance.service;

import dev.vgi.arrow.Batch;
import dev.vgi.protocol.StickySession;
import dev.vgi.service.Exchange;
import dev.vgi.service.Producer;
import dev.vgi.types.Values;
import java.util.List;
import java.util.Map;
import org.apache.arrow.vector.types.pojo.Schema;

/** A number that lives in a sticky session. */
final class SessionCounter {
    private static final Schema DELTA = new Schema(List.of(Columns.int64("by")));

    private long value;

    SessionCounter(long initial) {
        value = initial;
    }

    static SessionCounter of(StickySession session) {
        if (!session.isOpen()) {
            throw PythonErrors.runtimeError("no sticky counter bound to this request");
        }
        return session.get(SessionCounter.class);
    }

    long add(long delta) {
        value += delta;
        return value;
    }

    /** Adds one in each turn. */
    static Producer<Batch> counting(long count) {
        return Producer.of(Columns.INT64_VALUE, 0L, (turn, output) -> {
            if (turn >= count) {
                output.finish();
                return turn;
            }
            var row = Map.<String, Object>of("value", of(output.session()).add(1));
            output.emit(Values.encode(Columns.INT64_VALUE, row, output.allocator()));
            return turn + 1;
        });
    }

    /** Adds the sum of each input. */
    static Exchange<Batch, Batch> adding() {
        return Exchange.of(DELTA, Columns.INT64_VALUE, (input, output) -> {
            long sum = 0;
            for (int row = 0; row < input.rowCount(); row++) {
                sum += Values.row(input, row).get("by") instanceof Long by ? by : 0;
            }
            var answer = Map.<String, Object>of("value", of(output.session()).add(sum));
            output.emit(Values.encode(Columns.INT64_VALUE, answer, output.allocator()));
        });
    }
}
