/** Keeps an exchange going over lost connections. */
@NullMarked
package dev.vgi.connector.exchange;

import org.jspecify.annotations.NullMarked;
