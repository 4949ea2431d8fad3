/** Floor 0: owned batches, the Arrow IPC reader and writer with per-batch metadata, memory and validation. */
@NullMarked
package dev.vgi.arrow;

import org.jspecify.annotations.NullMarked;
