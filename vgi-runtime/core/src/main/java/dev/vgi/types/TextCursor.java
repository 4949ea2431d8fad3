package dev.vgi.types;

import dev.vgi.VgiException;

/** Reads a text from left to right; an error names the position. White space before what is asked for is skipped. */
final class TextCursor {
    private static final int SHOWN = 200;

    private final String text;
    private int position;

    TextCursor(String text) {
        this.text = text;
    }

    /** Skips spaces and returns the position of the next character that is not a space. */
    int position() {
        skipSpace();
        return position;
    }

    boolean atEnd() {
        return position() == text.length();
    }

    /** Reads the text before the next {@code end}, at least one character; the end itself stays. */
    String until(char end, String expected) {
        int close = text.indexOf(end, position);
        if (close <= position) {
            throw error(position, expected);
        }
        String before = text.substring(position, close);
        position = close;
        return before;
    }

    int number() {
        skipSpace();
        int start = position;
        while (position < text.length() && Character.isDigit(text.charAt(position))) {
            position++;
        }
        if (start == position || position - start > 9) {
            throw error(start, "a number of at most nine digits");
        }
        return Integer.parseInt(text, start, position, 10);
    }

    /** Reads a plain name, or any text in backticks, which are doubled inside. */
    String name() {
        skipSpace();
        if (position < text.length() && text.charAt(position) == '`') {
            return quotedName();
        }
        int start = position;
        while (position < text.length() && isNamePart(text.charAt(position))) {
            position++;
        }
        if (start == position) {
            throw error(start, "a name");
        }
        return text.substring(start, position);
    }

    private String quotedName() {
        StringBuilder name = new StringBuilder();
        int start = position++;
        while (position < text.length()) {
            char current = text.charAt(position++);
            if (current != '`') {
                name.append(current);
            } else if (position < text.length() && text.charAt(position) == '`') {
                name.append('`');
                position++;
            } else {
                return name.toString();
            }
        }
        throw error(start, "a closing backtick");
    }

    String word() {
        skipSpace();
        int start = position;
        while (position < text.length()
                && (Character.isLetterOrDigit(text.charAt(position)) || text.charAt(position) == '_')) {
            position++;
        }
        return text.substring(start, position);
    }

    private static boolean isNamePart(char c) {
        return Character.isLetterOrDigit(c) || c == '_' || c == '$' || c == '-' || c == '.';
    }

    boolean lookingAt(String expected) {
        skipSpace();
        return text.startsWith(expected, position);
    }

    /** Takes both words, in any case, or nothing; the first alone is an error. */
    boolean acceptWords(String first, String second) {
        int start = position();
        if (!word().equalsIgnoreCase(first)) {
            position = start;
            return false;
        }
        if (!word().equalsIgnoreCase(second)) {
            throw error(start, first + " " + second);
        }
        return true;
    }

    boolean acceptWord(String expected) {
        if (text.startsWith(expected, position)) {
            position += expected.length();
            return true;
        }
        return false;
    }

    void requireWord(String expected) {
        skipSpace();
        if (!acceptWord(expected)) {
            throw error(position, expected);
        }
    }

    boolean peek(char expected) {
        skipSpace();
        return position < text.length() && text.charAt(position) == expected;
    }

    boolean accept(char expected) {
        if (peek(expected)) {
            position++;
            return true;
        }
        return false;
    }

    void require(char expected) {
        if (!accept(expected)) {
            throw error(position, "'" + expected + "'");
        }
    }

    private void skipSpace() {
        while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
            position++;
        }
    }

    void end() {
        skipSpace();
        if (position < text.length()) {
            throw error(position, "the end");
        }
    }

    VgiException error(int at, String expected) {
        String found =
                at >= text.length() ? "the end" : "'" + text.substring(at, Math.min(text.length(), at + 20)) + "'";
        String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
        return VgiException.invalidArgument(
                "at position " + at + " of '" + shown + "': found " + found + ", expected " + expected);
    }
}
