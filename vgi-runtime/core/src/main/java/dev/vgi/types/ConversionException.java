package dev.vgi.types;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reports a value that its place cannot hold. It collects its path on the way out of nested writers and readers, and is
 * turned into a {@link VgiException} at the boundary of the package.
 */
final class ConversionException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 80;

    private final Code code;
    private final String problem;
    private String path = "";

    private ConversionException(Code code, String problem, @Nullable Throwable cause) {
        super(problem, cause, false, false);
        this.code = code;
        this.problem = problem;
    }

    static ConversionException of(Object found, String expected) {
        return new ConversionException(Code.INVALID_ARGUMENT, "found " + show(found) + ", expected " + expected, null);
    }

    static ConversionException of(Object found, String expected, Throwable cause) {
        return new ConversionException(Code.INVALID_ARGUMENT, "found " + show(found) + ", expected " + expected, cause);
    }

    static ConversionException problem(String problem) {
        return new ConversionException(Code.INVALID_ARGUMENT, problem, null);
    }

    static ConversionException problem(String problem, Throwable cause) {
        return new ConversionException(Code.INVALID_ARGUMENT, problem, cause);
    }

    static ConversionException of(Code code, String problem, Throwable cause) {
        return new ConversionException(code, problem, cause);
    }

    /** Returns the error for bytes that are not what their column says. */
    static ConversionException broken(String problem, Throwable cause) {
        return new ConversionException(Code.DATA_LOSS, problem, cause);
    }

    static ConversionException nullValue(String expected) {
        return new ConversionException(
                Code.INVALID_ARGUMENT, "found null, expected a value of " + expected + ", which is not nullable", null);
    }

    /** Returns the error for a value that was read and does not fit what it is read into. */
    static ConversionException lossy(Object found, String expected) {
        return new ConversionException(
                Code.DATA_LOSS, "found " + show(found) + ", which does not fit " + expected, null);
    }

    ConversionException atName(String name) {
        path = path.isEmpty() || path.startsWith("[") ? name + path : name + "." + path;
        return this;
    }

    ConversionException atIndex(int index) {
        path = "[" + index + "]" + (path.isEmpty() || path.startsWith("[") ? "" : ".") + path;
        return this;
    }

    ConversionException atKey(Object key) {
        path = "[" + show(key) + "]" + (path.isEmpty() || path.startsWith("[") ? "" : ".") + path;
        return this;
    }

    VgiException toException() {
        return VgiException.of(code, path.isEmpty() ? problem : path + ": " + problem, this);
    }

    /** Returns a value and its kind in the words of JSON and Java, shortened. */
    static String show(Object value) {
        if (value instanceof byte[] bytes) {
            return bytes.length + " bytes";
        }
        if (value instanceof List<?> list) {
            return "a list of " + list.size();
        }
        if (value instanceof Map<?, ?> map) {
            return "an object with the keys " + shorten(map.keySet().toString());
        }
        if (value instanceof CharSequence text) {
            return "\"" + shorten(text.toString()) + "\"";
        }
        if (value instanceof Number || value instanceof Boolean) {
            return shorten(value.toString());
        }
        return value.getClass().getSimpleName() + " " + shorten(value.toString());
    }

    private static String shorten(String text) {
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
    }
}
