/** Serves objects of this process to its own clients. */
@NullMarked
package dev.vgi.server.inproc;

import org.jspecify.annotations.NullMarked;
