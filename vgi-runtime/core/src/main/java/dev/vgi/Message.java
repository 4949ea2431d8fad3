package dev.vgi;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Holds a text for users in which options stand as identifiers, so that a connector can name them as its own users do.
 * Immutable.
 */
public final class Message implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Strings and options. */
    private final List<Serializable> parts;

    private Message(List<Serializable> parts) {
        this.parts = List.copyOf(parts);
    }

    /**
     * Joins a message.
     *
     * @param parts options, messages, and objects that stand as their own text
     */
    public static Message of(Object... parts) {
        var joined = new ArrayList<Serializable>();
        for (Object part : parts) {
            if (part instanceof Message message) {
                joined.addAll(message.parts);
            } else if (part instanceof ClientOption option) {
                joined.add(option);
            } else {
                joined.add(String.valueOf(part));
            }
        }
        return new Message(joined);
    }

    /** Returns the options that the message is about. */
    public List<ClientOption> options() {
        return parts.stream()
                .flatMap(part -> part instanceof ClientOption option ? Stream.of(option) : Stream.empty())
                .distinct()
                .toList();
    }

    /**
     * Returns the text.
     *
     * @param names the name of each option, without quotes
     */
    public String render(Function<ClientOption, String> names) {
        return parts.stream()
                .map(part -> part instanceof ClientOption option ? quoted(names.apply(option)) : part.toString())
                .collect(Collectors.joining());
    }

    /** Returns this message with options as text, under these names. */
    Message rendered(Function<ClientOption, String> names) {
        return of(render(names));
    }

    private static String quoted(String name) {
        return "option '" + name + "'";
    }

    /** Returns the text with the client's own names of its options. */
    @Override
    public String toString() {
        return render(ClientOption::key);
    }
}
