/** Resolves the method that a job calls, its arguments, what is pushed down to it, and its splits. */
@NullMarked
package dev.vgi.connector.plan;

import org.jspecify.annotations.NullMarked;
