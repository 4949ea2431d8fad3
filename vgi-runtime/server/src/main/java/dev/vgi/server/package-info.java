/** Floor 5: services: interfaces bound to their implementations, hosted together, and the transports they are offered on. */
@NullMarked
package dev.vgi.server;

import org.jspecify.annotations.NullMarked;
