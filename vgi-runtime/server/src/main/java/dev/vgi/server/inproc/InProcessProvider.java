package dev.vgi.server.inproc;

import dev.vgi.Code;
import dev.vgi.VgiException;
import dev.vgi.arrow.Memory;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.server.Server;
import dev.vgi.service.ServiceInterface;
import dev.vgi.transport.Address;
import dev.vgi.transport.TransportContext;
import dev.vgi.transport.TransportProvider;
import java.lang.reflect.InvocationTargetException;
import java.util.Set;

/** Serves an object of this process to its own clients, over the same bytes as every other transport. */
public final class InProcessProvider implements TransportProvider {
    @Override
    public Set<String> schemes() {
        return Set.of("inproc");
    }

    @Override
    public String form() {
        return "inproc:fully.qualified.Service";
    }

    @Override
    public Target target() {
        return Target.CODE;
    }

    @Override
    public void check(Address address) {
        address.require(!address.rest().isBlank(), "the name of a class after inproc:");
    }

    /** Opens a transport to a server of its own, which lives as long as the transport. */
    @Override
    public ClientTransport open(Address address, TransportContext context) {
        Object service = context.service();
        Server server = serve(service == null ? create(address.rest()) : service, context.memory());
        return context.overStreams(new InProcessConnector(server.dispatcher(), server.external(), server::close));
    }

    private static Server serve(Object service, Memory memory) {
        return server(ServiceInterface.implementedBy(service.getClass()), service, memory);
    }

    private static <T> Server server(Class<T> type, Object service, Memory memory) {
        return Server.builder().host(type, type.cast(service)).memory(memory).build();
    }

    private static Object create(String className) {
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            return Class.forName(
                            className.strip(), true, loader == null ? InProcessProvider.class.getClassLoader() : loader)
                    .getConstructor()
                    .newInstance();
        } catch (InvocationTargetException e) {
            throw VgiException.of(
                    Code.FAILED_PRECONDITION, "the service " + className + " cannot be made: " + e.getCause(), e);
        } catch (ReflectiveOperationException e) {
            throw VgiException.of(
                    Code.INVALID_ARGUMENT,
                    "inproc:" + className + " names no service, expected a public class with a public constructor"
                            + " without parameters on the class path: " + e,
                    e);
        }
    }
}
