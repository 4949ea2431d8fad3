/** Java types, records and JSON to Arrow and back: schemas, batches, type tokens and their text. */
@NullMarked
package dev.vgi.types;

import org.jspecify.annotations.NullMarked;
