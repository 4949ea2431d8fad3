/** What tests of several modules share: peers that run as processes, and what users are given. */
package dev.vgi.testing;
