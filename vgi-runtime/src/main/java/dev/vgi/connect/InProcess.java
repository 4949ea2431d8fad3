package dev.vgi.connect;

import dev.vgi.Code;
import dev.vgi.Limits;
import dev.vgi.VgiException;
import dev.vgi.arrow.Memory;
import dev.vgi.client.Client;
import dev.vgi.external.FetchConfig;
import dev.vgi.external.Resolver;
import dev.vgi.protocol.CallOptions;
import dev.vgi.protocol.ClientTransport;
import dev.vgi.server.Server;
import dev.vgi.service.ServiceInterface;
import dev.vgi.transport.InProcessConnector;
import dev.vgi.transport.RawTransport;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;

/** Workers that live in this process. */
final class InProcess {
    private InProcess() {}

    static Client client(Object service) {
        Memory memory = Memory.create();
        return new Client(transport(service, memory, FetchConfig.DEFAULT), memory, CallOptions.DEFAULT, memory::close);
    }

    /** The way to a server that lives as long as the transport. */
    static ClientTransport transport(Object service, Memory memory, FetchConfig external) {
        Server server = server(ServiceInterface.implementedBy(service.getClass()), service, memory);
        return new RawTransport(
                new InProcessConnector(server.dispatcher(), server.external(), server::close),
                memory,
                Limits.RAW,
                Duration.ZERO,
                RawTransport.MAX_CONNECTIONS,
                Resolver.open(external));
    }

    /** An instance of the class of this name, made by its constructor without parameters. */
    static Object service(String className) {
        try {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            return Class.forName(className.strip(), true, loader == null ? InProcess.class.getClassLoader() : loader)
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

    private static <T> Server server(Class<T> type, Object service, Memory memory) {
        return Server.builder().host(type, type.cast(service)).memory(memory).build();
    }
}
