package dev.vgi.flink.columns;

import java.util.function.IntUnaryOperator;
import org.apache.arrow.vector.BaseIntVector;

/** The run that a row is in. Quick for rows in order; for one thread. */
final class RunLookup implements IntUnaryOperator {
    private final BaseIntVector ends;
    private int run;

    RunLookup(BaseIntVector ends) {
        this.ends = ends;
    }

    @Override
    public int applyAsInt(int row) {
        if (run > 0 && ends.getValueAsLong(run - 1) > row) {
            run = 0;
        }
        while (ends.getValueAsLong(run) <= row) {
            run++;
        }
        return run;
    }
}
