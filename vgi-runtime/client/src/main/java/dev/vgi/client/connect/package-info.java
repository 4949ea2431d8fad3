/** Makes clients of addresses: builders, launched workers, what a worker may name. */
@NullMarked
package dev.vgi.client.connect;

import org.jspecify.annotations.NullMarked;
