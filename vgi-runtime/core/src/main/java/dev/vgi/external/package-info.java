/** Floor 3: pointer batches. Where oversized batches are kept, how they get there and how a reader fetches them. */
@NullMarked
package dev.vgi.external;

import org.jspecify.annotations.NullMarked;
