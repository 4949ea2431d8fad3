/** Floor 4: raw transports: unix and TCP sockets, a child's pipes, pipes inside the process; client and server. */
@NullMarked
package dev.vgi.transport;

import org.jspecify.annotations.NullMarked;
