/** Decides who may call over HTTP. */
@NullMarked
package dev.vgi.server.http.auth;

import org.jspecify.annotations.NullMarked;
