/** Floor 1: addresses, TLS, content codings, and the HTTP connections that one process shares. */
@NullMarked
package dev.vgi.net;

import org.jspecify.annotations.NullMarked;
