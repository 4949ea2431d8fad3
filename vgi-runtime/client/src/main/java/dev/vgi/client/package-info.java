/** Calls workers: typed proxies, methods by name, streams, sessions, reflection. */
@NullMarked
package dev.vgi.client;

import org.jspecify.annotations.NullMarked;
