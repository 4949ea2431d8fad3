/** An object store on this machine, to try externalized batches without an account. */
@NullMarked
package dev.vgi.examples.store;

import org.jspecify.annotations.NullMarked;
