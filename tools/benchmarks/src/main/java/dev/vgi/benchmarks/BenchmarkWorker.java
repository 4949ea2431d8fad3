package dev.vgi.benchmarks;

import dev.vgi.server.Server;
import java.nio.file.Path;

/** The services of all benchmarks. */
final class BenchmarkWorker {
    private BenchmarkWorker() {}

    /** Arguments: any of {@code unix PATH}, {@code tcp} and {@code http}. Prints the address of each, in this order. */
    public static void main(String[] arguments) throws InterruptedException {
        Server.Builder builder = Server.builder()
                .host(Blocks.class, new BlocksWorker())
                .host(Orders.class, new OrdersWorker())
                .host(Echo.class, new EchoWorker());
        for (int i = 0; i < arguments.length; i++) {
            switch (arguments[i]) {
                case "unix" -> builder.unix(Path.of(arguments[++i]));
                case "tcp" -> builder.tcp("127.0.0.1", 0);
                case "http" -> builder.http(0);
                default -> throw new IllegalArgumentException("no such transport: " + arguments[i]);
            }
        }
        try (Server server = builder.start()) {
            server.addresses().forEach(System.out::println);
            server.join();
        }
    }
}
