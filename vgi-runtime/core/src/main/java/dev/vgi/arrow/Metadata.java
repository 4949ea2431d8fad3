package dev.vgi.arrow;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Holds the custom metadata of one batch: an immutable, ordered map of strings. A key that is sent twice keeps its
 * first value.
 */
public final class Metadata {
    /** No keys. Written as no metadata at all. */
    public static final Metadata EMPTY = new Metadata(Map.of());

    private final Map<String, String> values;

    private Metadata(Map<String, String> values) {
        this.values = values;
    }

    public static Metadata of(String key, String value) {
        return new Metadata(Map.of(key, value));
    }

    public static Metadata of(Map<String, String> values) {
        return values.isEmpty() ? EMPTY : new Metadata(Collections.unmodifiableMap(new LinkedHashMap<>(values)));
    }

    public @Nullable String get(String key) {
        return values.get(key);
    }

    public String getOrDefault(String key, String absent) {
        return values.getOrDefault(key, absent);
    }

    public boolean contains(String key) {
        return values.containsKey(key);
    }

    public boolean isEmpty() {
        return values.isEmpty();
    }

    public Metadata with(String key, String value) {
        var copy = new LinkedHashMap<>(values);
        copy.put(key, value);
        return new Metadata(Collections.unmodifiableMap(copy));
    }

    /** Returns the keys of this and of {@code other}; where a key is in both, {@code other} wins. */
    public Metadata with(Metadata other) {
        if (values.isEmpty()) {
            return other;
        }
        if (other.isEmpty()) {
            return this;
        }
        var copy = new LinkedHashMap<>(values);
        copy.putAll(other.values);
        return new Metadata(Collections.unmodifiableMap(copy));
    }

    public Metadata without(Set<String> keys) {
        if (values.keySet().stream().noneMatch(keys::contains)) {
            return this;
        }
        var copy = new LinkedHashMap<>(values);
        copy.keySet().removeAll(keys);
        return of(copy);
    }

    public void forEach(BiConsumer<String, String> action) {
        values.forEach(action);
    }

    /** Returns the keys and values in the order in which they were sent, as an unmodifiable map. */
    public Map<String, String> asMap() {
        return values;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Metadata metadata && values.equals(metadata.values);
    }

    @Override
    public int hashCode() {
        return values.hashCode();
    }

    @Override
    public String toString() {
        return values.keySet().toString();
    }
}
