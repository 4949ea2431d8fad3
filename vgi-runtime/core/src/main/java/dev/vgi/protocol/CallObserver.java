package dev.vgi.protocol;

import dev.vgi.arrow.Metadata;

/**
 * What an interceptor follows one call with. Its methods are called in the call's order and never two at a time, though
 * not always on one thread.
 */
public interface CallObserver {
    /** Follows nothing. */
    CallObserver NONE = new CallObserver() {};

    /**
     * Before a turn of a stream. What it throws fails the turn, and with it the stream.
     *
     * @param tick the metadata that rides on the turn's input or tick
     */
    default void turnStarted(Metadata tick) {}

    /** After a turn of a stream. What it throws is logged and dropped. */
    default void turnEnded(TurnOutcome outcome) {}

    /** After the call, once, when its answer was sent or could not be. What it throws is logged and dropped. */
    default void ended(CallOutcome outcome) {}
}
