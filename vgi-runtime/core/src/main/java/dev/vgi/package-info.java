/** Errors, limits and redaction: what every layer of the runtime speaks. */
@NullMarked
package dev.vgi;

import org.jspecify.annotations.NullMarked;
