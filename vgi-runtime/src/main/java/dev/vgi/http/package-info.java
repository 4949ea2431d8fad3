/** Floor 4: HTTP: the way to a worker and the server that a worker is reached by (specification, section 10). */
@NullMarked
package dev.vgi.http;

import org.jspecify.annotations.NullMarked;
