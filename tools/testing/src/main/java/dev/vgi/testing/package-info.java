/** What tests of several modules share: peers that run as processes. */
package dev.vgi.testing;
