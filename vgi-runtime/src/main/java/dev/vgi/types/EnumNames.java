package dev.vgi.types;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The wire names of an enum's constants: the Java name, or that of {@link Name}. */
final class EnumNames {
    private static final ClassValue<EnumNames> CACHE = new ClassValue<>() {
        @Override
        protected EnumNames computeValue(Class<?> type) {
            return new EnumNames(type);
        }
    };

    private final String[] names;
    private final Map<String, Enum<?>> constants = new HashMap<>();

    private EnumNames(Class<?> type) {
        Object[] all = type.getEnumConstants();
        names = new String[all.length];
        for (Object each : all) {
            Enum<?> constant = (Enum<?>) each;
            String name = name(type, constant);
            names[constant.ordinal()] = name;
            constants.put(name, constant);
        }
    }

    private static String name(Class<?> type, Enum<?> constant) {
        try {
            Name name = type.getField(constant.name()).getAnnotation(Name.class);
            return name == null ? constant.name() : name.value();
        } catch (NoSuchFieldException e) {
            throw new IllegalStateException(e);
        }
    }

    static EnumNames of(Class<?> type) {
        return CACHE.get(type);
    }

    static String of(Enum<?> constant) {
        return of(constant.getDeclaringClass()).names[constant.ordinal()];
    }

    /** All names in the order of the constants. */
    String[] names() {
        return names;
    }

    @Nullable Enum<?> constant(String name) {
        return constants.get(name);
    }
}
