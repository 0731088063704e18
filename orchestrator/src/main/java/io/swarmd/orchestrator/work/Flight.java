package io.swarmd.orchestrator.work;

import io.swarmd.model.task.Slot;
import java.util.EnumSet;

/**
 * A unit whose outcome is not known yet.
 *
 * @param again why to look at the slot again if it is not written; when empty, the whole service is looked at again
 */
record Flight(Slot slot, EnumSet<Reason> again, Landing landing) {}
