/** Holds what users of a connector set, in forms that travel between processes. */
@NullMarked
package dev.vgi.connector.options;

import org.jspecify.annotations.NullMarked;
