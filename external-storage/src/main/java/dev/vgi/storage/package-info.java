/**
 * Stores for batches that are too large for the wire: {@link dev.vgi.storage.S3Storage} and
 * {@link dev.vgi.storage.GcsStorage}. Only who uploads or signs needs them; readers GET a URL.
 */
@NullMarked
package dev.vgi.storage;

import org.jspecify.annotations.NullMarked;
