package dev.vgi.protocol;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A protocol and its methods.
 *
 * @param summary what identifies it
 * @param methods its methods, sorted by name
 */
public record ServiceDescription(ProtocolSummary summary, List<MethodDescription> methods) {
    public ServiceDescription {
        methods = methods.stream()
                .sorted(Comparator.comparing(MethodDescription::name))
                .toList();
    }

    public Optional<MethodDescription> method(String name) {
        return methods.stream().filter(method -> method.name().equals(name)).findFirst();
    }
}
