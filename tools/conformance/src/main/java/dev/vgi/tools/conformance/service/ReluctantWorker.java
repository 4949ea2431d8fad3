package dev.vgi.tools.conformance.service;

import dev.vgi.protocol.TransportKind;
import dev.vgi.service.ServeListener;
import java.util.concurrent.atomic.AtomicBoolean;

/** A conformance service that cannot be served at first. */
public final class ReluctantWorker extends ConformanceWorker implements ServeListener {
    private final AtomicBoolean asked = new AtomicBoolean();

    /** A service that publishes so. */
    public ReluctantWorker(Publisher publisher) {
        super(publisher);
    }

    @Override
    public void serving(TransportKind transport) {
        if (asked.compareAndSet(false, true)) {
            throw PythonErrors.runtimeError("intentional failure to start");
        }
    }
}
