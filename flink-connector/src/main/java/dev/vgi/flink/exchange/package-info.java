/** Rows through an exchange method: collected into batches, sent, and answered one by one. */
@NullMarked
package dev.vgi.flink.exchange;

import org.jspecify.annotations.NullMarked;
