/** Floor 6: addresses: resolves one into a client. */
@NullMarked
package dev.vgi.connect;

import org.jspecify.annotations.NullMarked;
