/** Holds what client and server of HTTP share: paths, headers, framing, compression. */
@NullMarked
package dev.vgi.http;

import org.jspecify.annotations.NullMarked;
