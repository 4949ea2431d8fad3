/** A worker on real data: flights in the USA in 2001, and its airports. */
@NullMarked
package dev.vgi.examples.flights;

import org.jspecify.annotations.NullMarked;
