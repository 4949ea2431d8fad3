package dev.vgi.types;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Maps an enum's constants to their wire names: the Java name, or that of {@link WireName}. */
final class EnumNames {
    private static final ClassValue<EnumNames> CACHE = new ClassValue<>() {
        @Override
        protected EnumNames computeValue(Class<?> type) {
            return new EnumNames(type);
        }
    };

    private final Map<String, Enum<?>> constants = new LinkedHashMap<>();
    private final Map<Enum<?>, String> names = new HashMap<>();

    private EnumNames(Class<?> type) {
        for (Object each : type.getEnumConstants()) {
            Enum<?> constant = (Enum<?>) each;
            String name = name(type, constant);
            names.put(constant, name);
            constants.put(name, constant);
        }
    }

    private static String name(Class<?> type, Enum<?> constant) {
        try {
            WireName name = type.getField(constant.name()).getAnnotation(WireName.class);
            return name == null ? constant.name() : name.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    static EnumNames of(Class<?> type) {
        return CACHE.get(type);
    }

    static String of(Enum<?> constant) {
        return Objects.requireNonNull(of(constant.getDeclaringClass()).names.get(constant));
    }

    /** Returns all names in the order of the constants. */
    Set<String> names() {
        return constants.keySet();
    }

    @Nullable
    Enum<?> constant(String name) {
        return constants.get(name);
    }
}
