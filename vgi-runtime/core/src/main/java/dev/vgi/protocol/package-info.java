/**
 * Holds what travels: metadata keys, kinds of batches, requests, logs, errors, descriptions; and the two interfaces
 * between transports and what stands above them, {@link dev.vgi.protocol.Dispatcher} and
 * {@link dev.vgi.protocol.ClientTransport}.
 */
@NullMarked
package dev.vgi.protocol;

import org.jspecify.annotations.NullMarked;
