/** Seals what clients hold for a server: tokens of streams and of sessions. */
@NullMarked
package dev.vgi.server.http.seal;

import org.jspecify.annotations.NullMarked;
