/** Chooses nodes for tasks that are alike, evenly over nodes and branches (scheduling sheet, 2.2 and 2.3). */
package io.swarmd.scheduler.placement;
