package dev.vgi.tools.conformance;

import dev.vgi.testing.PythonReference;
import java.util.ArrayList;
import java.util.List;

/** The published reference's own worker. */
abstract class ReferenceSuite extends TransportSuite {
    /** The command that starts it with these flags. */
    static List<String> command(Reflection reflection, String... flags) {
        var command = new ArrayList<>(List.of(PythonReference.require().script("vgi-rpc-conformance")));
        command.addAll(List.of(flags));
        if (reflection == Reflection.ON) {
            command.add("--describe");
        }
        return command;
    }
}
