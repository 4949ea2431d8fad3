/** Hosts services: interfaces bound to their implementations, and the transports that they are offered on. */
@NullMarked
package dev.vgi.server;

import org.jspecify.annotations.NullMarked;
