package dev.vgi.tools.conformance.suite;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.AssertionFailedError;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * A case of a published suite that ran.
 *
 * @param name with its group and its transport
 * @param failure what went wrong; null for nothing
 */
record Case(String name, @Nullable String failure) {
    /** All cases of a report in JUnit's format but those that were skipped. */
    static List<Case> of(Document report) {
        var cases = new ArrayList<Case>();
        NodeList elements = report.getElementsByTagName("testcase");
        for (int i = 0; i < elements.getLength(); i++) {
            var element = (Element) elements.item(i);
            if (element.getElementsByTagName("skipped").getLength() == 0) {
                cases.add(of(element));
            }
        }
        return cases;
    }

    private static Case of(Element element) {
        String group = element.getAttribute("classname").replaceFirst("^.*\\.", "");
        String failure = null;
        for (String kind : List.of("failure", "error")) {
            NodeList found = element.getElementsByTagName(kind);
            if (found.getLength() > 0) {
                var first = (Element) found.item(0);
                failure = first.getAttribute("message") + "\n" + first.getTextContent();
            }
        }
        return new Case(group + "." + element.getAttribute("name"), failure);
    }

    DynamicTest asTest() {
        return DynamicTest.dynamicTest(name, () -> {
            if (failure != null) {
                throw new AssertionFailedError(name + ": " + failure);
            }
        });
    }
}
