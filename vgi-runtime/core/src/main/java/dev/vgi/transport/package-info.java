/** Finds transports by address, and holds what client and server of byte streams share: channels, shared memory. */
@NullMarked
package dev.vgi.transport;

import org.jspecify.annotations.NullMarked;
