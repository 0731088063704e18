/** The rules that say whether a node may take a task, and why not (scheduling sheet, 2.1). */
package io.swarmd.scheduler.filter;
