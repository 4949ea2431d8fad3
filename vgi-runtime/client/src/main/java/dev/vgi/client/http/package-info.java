/** Reaches workers over HTTP. */
@NullMarked
package dev.vgi.client.http;

import org.jspecify.annotations.NullMarked;
