/** Serves HTTP. */
@NullMarked
package dev.vgi.server.http;

import org.jspecify.annotations.NullMarked;
