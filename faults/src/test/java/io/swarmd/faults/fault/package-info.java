/** What is done to managers while clients work, and how long the cluster takes no writes for it. */
package io.swarmd.faults.fault;
