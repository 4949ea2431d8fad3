/** Reaches workers over byte streams: unix and TCP sockets, a child's pipes, shared memory beside them. */
@NullMarked
package dev.vgi.client.stream;

import org.jspecify.annotations.NullMarked;
