package dev.vgi.service;

import dev.vgi.VgiException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A service as its interface describes it: the one reading of the interface that clients and servers share.
 *
 * @param type the interface
 * @param name the protocol's wire name
 * @param version the protocol's version; empty where none is declared
 * @param methods the methods, sorted by wire name; static and default methods are not among them
 */
public record ServiceInterface(Class<?> type, String name, String version, List<ServiceMethod> methods) {

    /**
     * Reads an interface.
     *
     * @throws VgiException INVALID_ARGUMENT for what is no interface, two methods of one name, or a type without an
     *     Arrow form
     */
    public static ServiceInterface of(Class<?> type) {
        if (!type.isInterface()) {
            throw VgiException.invalidArgument(
                    type.getName() + " is a class, expected the interface that describes the service");
        }
        Map<String, ServiceMethod> methods = new LinkedHashMap<>();
        for (Method method : type.getMethods()) {
            if (Modifier.isAbstract(method.getModifiers())) {
                ServiceMethod read = ServiceMethod.of(method);
                ServiceMethod twin = methods.putIfAbsent(read.description().name(), read);
                if (twin != null) {
                    throw VgiException.invalidArgument(type.getSimpleName() + " has two methods of the wire name '"
                            + read.description().name() + "': " + twin.java() + " and " + method
                            + ". Rename one, or give it a @Name");
                }
            }
        }
        VgiProtocol declared = type.getDeclaredAnnotation(VgiProtocol.class);
        return new ServiceInterface(
                type,
                declared == null || declared.name().isEmpty() ? type.getSimpleName() : declared.name(),
                declared == null ? "" : declared.version(),
                methods.values().stream()
                        .sorted(Comparator.comparing(
                                method -> method.description().name()))
                        .toList());
    }

    /** The service interface that a class implements: the one that carries {@link VgiProtocol}. */
    public static Class<?> implementedBy(Class<?> implementation) {
        List<Class<?>> found = Arrays.stream(implementation.getInterfaces())
                .filter(candidate -> candidate.isAnnotationPresent(VgiProtocol.class))
                .toList();
        if (found.size() != 1) {
            throw VgiException.invalidArgument(implementation.getName() + " implements " + found.size()
                    + " interfaces with @VgiProtocol " + found + ", expected exactly one");
        }
        return found.get(0);
    }
}
