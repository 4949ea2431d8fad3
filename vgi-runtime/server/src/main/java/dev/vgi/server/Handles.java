package dev.vgi.server;

import dev.vgi.Code;
import dev.vgi.VgiException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InaccessibleObjectException;
import java.lang.reflect.Method;

/** Method handles of service methods. */
final class Handles {
    private static final MethodType TYPE = MethodType.methodType(Object.class, Object[].class);

    private Handles() {}

    /** A handle of type {@code (Object[]) Object} that calls an interface's method on its implementation. */
    static MethodHandle bind(Method method, Object implementation) {
        try {
            method.setAccessible(true);
            return MethodHandles.lookup()
                    .unreflect(method)
                    .bindTo(implementation)
                    .asSpreader(Object[].class, method.getParameterCount())
                    .asType(TYPE);
        } catch (IllegalAccessException | InaccessibleObjectException e) {
            throw VgiException.of(
                    Code.INVALID_ARGUMENT,
                    "cannot call " + method + ": make the interface public, or open its package to "
                            + Handles.class.getModule(),
                    e);
        }
    }
}
