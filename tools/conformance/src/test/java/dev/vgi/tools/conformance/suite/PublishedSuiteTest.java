package dev.vgi.tools.conformance.suite;

import dev.vgi.testing.PythonReference;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The published suites of vgi-rpc, whole, against our worker and our client driver: each of their cases is a test here.
 * Cases that are skipped by design are no tests; how many there are is held to {@code suite/expected.json}.
 */
@Tag("conformance")
@TestMethodOrder(MethodOrderer.MethodName.class)
class PublishedSuiteTest {
    @TestFactory
    Stream<DynamicNode> server() {
        return run("server");
    }

    @TestFactory
    Stream<DynamicNode> client() {
        return run("client");
    }

    @TestFactory
    Stream<DynamicNode> cli() {
        return run("cli");
    }

    @TestFactory
    Stream<DynamicNode> hosted() {
        return run("hosted");
    }

    private static Stream<DynamicNode> run(String name) {
        Lane lane = Lane.run(name, PythonReference.withSuites());
        List<DynamicNode> parts = lane.parts().stream()
                .<DynamicNode>map(part -> DynamicContainer.dynamicContainer(
                        part, lane.cases(part).stream().map(Case::asTest)))
                .toList();
        return Stream.concat(parts.stream(), lane.complaint().stream());
    }
}
