package dev.vgi.flink.source;

import java.util.List;
import java.util.Set;

/**
 * What the enumerator knows.
 *
 * @param isListed whether the splits were listed at least once
 * @param pending the splits that no reader has
 * @param known the names of all splits ever listed
 */
record EnumeratorState(boolean isListed, List<VgiSplit> pending, Set<String> known) {}
