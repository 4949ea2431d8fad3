package dev.vgi.service;

import dev.vgi.VgiException;
import dev.vgi.protocol.MethodDescription;
import dev.vgi.protocol.ProtocolHash;
import dev.vgi.protocol.ProtocolName;
import dev.vgi.protocol.ProtocolSummary;
import dev.vgi.protocol.ProtocolVersion;
import dev.vgi.protocol.ServiceDescription;
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
     * @throws VgiException INVALID_ARGUMENT for what is no interface, two methods of one name, a type without an Arrow
     *     form, or a protocol name or version that is none; it says which method and what to change
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
        return new ServiceInterface(
                type,
                name(type),
                version(type),
                methods.values().stream()
                        .sorted(Comparator.comparing(
                                method -> method.description().name()))
                        .toList());
    }

    /** As reflection tells it, with the hash of its surface. */
    public ServiceDescription description() {
        List<MethodDescription> descriptions =
                methods.stream().map(ServiceMethod::description).toList();
        String deprecation = type.isAnnotationPresent(Deprecated.class) ? "" : null;
        return new ServiceDescription(
                new ProtocolSummary(name, version, ProtocolHash.of(name, descriptions), deprecation), descriptions);
    }

    private static String name(Class<?> type) {
        VgiProtocol declared = type.getDeclaredAnnotation(VgiProtocol.class);
        String name = declared == null || declared.name().isEmpty() ? type.getSimpleName() : declared.name();
        if (!ProtocolName.isValid(name)) {
            throw VgiException.invalidArgument(type.getName() + " has the protocol name '" + name
                    + "', expected letters, digits, underscores and dots, at most 255, no digit or dot first:"
                    + " give it a @VgiProtocol(name = ...)");
        }
        return name;
    }

    private static String version(Class<?> type) {
        VgiProtocol declared = type.getDeclaredAnnotation(VgiProtocol.class);
        String version = declared == null ? "" : declared.version();
        if (!version.isEmpty() && ProtocolVersion.parse(version) == null) {
            throw VgiException.invalidArgument(
                    type.getName() + " has the version '" + version + "', expected MAJOR.MINOR.PATCH such as 1.0.0");
        }
        return version;
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
