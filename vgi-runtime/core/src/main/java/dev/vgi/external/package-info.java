/** Puts oversized batches into a store, and fetches what pointers stand for. */
@NullMarked
package dev.vgi.external;

import org.jspecify.annotations.NullMarked;
