package dev.vgi.examples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** Java on a page of the documentation, to be compiled and run as it stands there but for addresses. */
final class Snippet {
    private static final Path HOME = Path.of(System.getProperty("vgi.home"));

    private Snippet() {}

    /** The fenced block of a page that stands after an HTML comment of this name. */
    static String of(String page, String name) throws Exception {
        Matcher found = Pattern.compile("<!-- " + name + " -->\\n```\\w+\\n(.*?)\\n```", Pattern.DOTALL)
                .matcher(Files.readString(HOME.resolve(page)));
        assertThat(found.find()).as("%s has a block '%s'", page, name).isTrue();
        return found.group(1);
    }

    /** The value of {@code result} after these statements; {@code rows} is a variable that they may count in. */
    @SuppressWarnings("unchecked")
    static <T> T run(Path folder, String statements, String result) throws Exception {
        String source = """
                import dev.vgi.arrow.Batch;
                import dev.vgi.client.*;
                import dev.vgi.client.connect.Vgi;
                import dev.vgi.examples.flights.*;
                import dev.vgi.external.*;
                import dev.vgi.server.Server;
                import dev.vgi.storage.S3Storage;
                import java.net.URI;
                import java.util.Set;

                public class Page implements java.util.concurrent.Callable<Object> {
                    public Object call() throws Exception {
                        long rows = 0;
                        %s
                        return %s;
                    }
                }
                """.formatted(statements, result);
        Path file = Files.writeString(folder.resolve("Page.java"), source);
        int status = ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, "-cp", System.getProperty("java.class.path"), file.toString());
        assertThat(status).as(source).isZero();
        try (var loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
            return ((Callable<T>) loader.loadClass("Page").getConstructor().newInstance()).call();
        }
    }
}
