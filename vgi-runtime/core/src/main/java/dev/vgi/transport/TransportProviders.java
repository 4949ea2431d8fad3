package dev.vgi.transport;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Finds the transports on the class path by the schemes of their addresses. Thread-safe. */
public final class TransportProviders {
    /** Of the class loader that has this class, so that an engine's plug-ins find their own. */
    private static final List<TransportProvider> ALL =
            ServiceLoader.load(TransportProvider.class, TransportProvider.class.getClassLoader()).stream()
                    .map(ServiceLoader.Provider::get)
                    .toList();

    private TransportProviders() {}

    /** Returns the schemes of all transports. */
    public static Set<String> schemes() {
        return schemes(Set.of(TransportProvider.Target.values()));
    }

    /** Returns the schemes whose workers somebody else has started; the others run code of the caller's choice. */
    public static Set<String> remoteSchemes() {
        return schemes(Set.of(TransportProvider.Target.NETWORK, TransportProvider.Target.SOCKET));
    }

    private static Set<String> schemes(Set<TransportProvider.Target> targets) {
        return ALL.stream()
                .filter(provider -> targets.contains(provider.target()))
                .flatMap(provider -> provider.schemes().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * Returns the remote schemes, and those that a cluster's configuration allows beside them, with or without a colon.
     */
    public static Set<String> allowed(Collection<String> further) {
        Set<String> allowed = further.stream()
                .map(scheme -> scheme.strip().replaceAll(":$", ""))
                .filter(scheme -> !scheme.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        allowed.addAll(remoteSchemes());
        return allowed;
    }

    /**
     * Returns how addresses are written, for errors: one form for each transport, those that listen on a network first.
     */
    static String forms() {
        return ALL.stream()
                .sorted(Comparator.comparing(TransportProvider::target).thenComparing(TransportProvider::form))
                .map(TransportProvider::form)
                .collect(Collectors.joining(", "));
    }

    static Optional<TransportProvider> find(String scheme) {
        return ALL.stream()
                .filter(provider -> provider.schemes().contains(scheme))
                .findFirst();
    }
}
