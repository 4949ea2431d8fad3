package dev.vgi.tools.conformance;

import java.io.IOException;

/** Several batches for one tick. */
class SeveralBatchesOverTcpTest extends SeveralBatchesSuite<ScriptedSocketWorker> {
    @Override
    ScriptedSocketWorker start(ScriptedAnswers script) throws IOException {
        return ScriptedSocketWorker.start(script);
    }
}
