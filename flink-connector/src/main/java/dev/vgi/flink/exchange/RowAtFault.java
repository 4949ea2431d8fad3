package dev.vgi.flink.exchange;

import dev.vgi.ErrorKind;
import dev.vgi.VgiException;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which row of a batch an error is about, where it says so: of values that their columns cannot hold. */
final class RowAtFault {
    private static final Pattern ROW = Pattern.compile("^[^\\n]*?\\bcolumn '[^\\n]*?' of row (\\d{1,9}) of a batch:");

    private RowAtFault() {}

    /**
     * The row, from 0.
     *
     * @param rows how many the batch has
     */
    static OptionalInt of(Throwable error, int rows) {
        if (error instanceof VgiException e && e.kind().equals(ErrorKind.VALUE_DOES_NOT_FIT)) {
            Matcher found = ROW.matcher(String.valueOf(e.getMessage()));
            if (found.find() && Integer.parseInt(found.group(1)) < rows) {
                return OptionalInt.of(Integer.parseInt(found.group(1)));
            }
        }
        return OptionalInt.empty();
    }
}
