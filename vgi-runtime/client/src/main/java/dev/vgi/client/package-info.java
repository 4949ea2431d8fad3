/** Floor 5: what callers of a worker use: typed proxies, methods by name, streams, reflection. */
@NullMarked
package dev.vgi.client;

import org.jspecify.annotations.NullMarked;
