package dev.vgi.net;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;

/**
 * Where the classes of a bundle get their loggers: it is relocated to the place of SLF4J's {@code LoggerFactory}. What
 * the HTTP library says at DEBUG and TRACE has header values and whole URLs, among them credentials and signed URLs,
 * and is never written, whatever the level of its logger.
 */
public final class LibraryLoggers {
    /** The HTTP library's package; relocated as its classes are. */
    private static final String HTTP_LIBRARY = "org.eclipse.jetty.";

    private static final MethodHandle FACTORY = factory();

    private LibraryLoggers() {}

    /** As SLF4J's {@code LoggerFactory} has it. */
    public static Logger getLogger(Class<?> type) {
        return getLogger(type.getName());
    }

    /** As SLF4J's {@code LoggerFactory} has it. */
    public static Logger getLogger(String name) {
        Logger logger = plain(name);
        return name.startsWith(HTTP_LIBRARY) ? withoutDetails(logger) : logger;
    }

    private static Logger plain(String name) {
        try {
            return (Logger) FACTORY.invokeExact(name);
        } catch (Throwable e) {
            throw new IllegalStateException("SLF4J gave no logger named " + name, e);
        }
    }

    private static Logger withoutDetails(Logger logger) {
        InvocationHandler handler = (proxy, method, arguments) -> {
            if (method.isDefault()) {
                // The fluent calls of SLF4J 2: they ask the methods below.
                return InvocationHandler.invokeDefault(proxy, method, arguments);
            }
            return switch (method.getName()) {
                case "isTraceEnabled", "isDebugEnabled" -> false;
                case "trace", "debug" -> null;
                default -> method.invoke(logger, arguments);
            };
        };
        return (Logger) Proxy.newProxyInstance(Logger.class.getClassLoader(), new Class<?>[] {Logger.class}, handler);
    }

    /** SLF4J's own factory, whose name in this class would be relocated too. */
    private static MethodHandle factory() {
        try {
            Class<?> factory = Class.forName(
                    Logger.class.getPackageName() + ".LoggerFactory", true, Logger.class.getClassLoader());
            return MethodHandles.publicLookup()
                    .findStatic(factory, "getLogger", MethodType.methodType(Logger.class, String.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
