/** Adds to a worker's errors what the user of a connector can do. */
@NullMarked
package dev.vgi.connector.errors;

import org.jspecify.annotations.NullMarked;
