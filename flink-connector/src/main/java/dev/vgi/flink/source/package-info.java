/** The source: splits, their positions, and how they are read. */
@NullMarked
package dev.vgi.flink.source;

import org.jspecify.annotations.NullMarked;
