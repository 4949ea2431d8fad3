/** Holds what every layer speaks: errors, messages, options of clients, limits and redaction. */
@NullMarked
package dev.vgi;

import org.jspecify.annotations.NullMarked;
