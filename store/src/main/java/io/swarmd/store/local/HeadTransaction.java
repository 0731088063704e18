package io.swarmd.store.local;

import io.swarmd.store.ChangeSet;
import java.util.List;

/**
 * A transaction the head has run.
 *
 * @param bytes an upper bound of what it takes in an entry
 * @param completions whom to tell
 */
record HeadTransaction(ChangeSet changes, long bytes, List<HeadEntry.Completion> completions) {}
