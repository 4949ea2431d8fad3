/** Holds addresses, TLS, content codings, address policies, and the HTTP connections that one process shares. */
@NullMarked
package dev.vgi.net;

import org.jspecify.annotations.NullMarked;
