/** Spark jobs on the flights of a worker. */
@NullMarked
package dev.vgi.examples.spark;

import org.jspecify.annotations.NullMarked;
