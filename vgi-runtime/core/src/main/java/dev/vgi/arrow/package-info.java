/** Reads and writes Arrow IPC with metadata beside each batch; owns batches and memory, and validates what is read. */
@NullMarked
package dev.vgi.arrow;

import org.jspecify.annotations.NullMarked;
