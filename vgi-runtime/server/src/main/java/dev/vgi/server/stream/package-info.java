/** Serves byte streams: unix and TCP sockets, standard input and output. */
@NullMarked
package dev.vgi.server.stream;

import org.jspecify.annotations.NullMarked;
