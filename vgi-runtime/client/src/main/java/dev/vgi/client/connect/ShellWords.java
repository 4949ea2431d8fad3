package dev.vgi.client.connect;

import dev.vgi.VgiException;
import java.util.ArrayList;
import java.util.List;

/** Parses a command line into words as a POSIX shell quotes them; nothing is expanded and no shell is run. */
final class ShellWords {
    private ShellWords() {}

    static List<String> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = null;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == ' ' || c == '\t' || c == '\n') {
                if (word != null) {
                    words.add(word.toString());
                    word = null;
                }
                continue;
            }
            word = word == null ? new StringBuilder() : word;
            switch (c) {
                case '\'' -> i = single(line, i, word);
                case '"' -> i = doubled(line, i, word);
                case '\\' -> {
                    i++;
                    if (i == line.length()) {
                        throw unfinished("a backslash", line);
                    }
                    word.append(line.charAt(i));
                }
                default -> word.append(c);
            }
        }
        if (word != null) {
            words.add(word.toString());
        }
        return words;
    }

    private static int single(String line, int open, StringBuilder word) {
        int close = line.indexOf('\'', open + 1);
        if (close < 0) {
            throw unfinished("a single quote", line);
        }
        word.append(line, open + 1, close);
        return close;
    }

    private static int doubled(String line, int open, StringBuilder word) {
        for (int i = open + 1; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                return i;
            }
            if (c == '\\' && i + 1 < line.length() && "\"\\$`".indexOf(line.charAt(i + 1)) >= 0) {
                i++;
                c = line.charAt(i);
            }
            word.append(c);
        }
        throw unfinished("a double quote", line);
    }

    private static VgiException unfinished(String what, String line) {
        return VgiException.invalidArgument("the command line '" + line + "' has " + what + " without its end");
    }
}
