/** Flights of a worker in Flink. */
@NullMarked
package dev.vgi.examples.flink;

import org.jspecify.annotations.NullMarked;
