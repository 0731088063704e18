/**
 * Managers as real processes under faults, with clients and watchers whose whole history is checked: see
 * {@link io.swarmd.faults.check}.
 */
package io.swarmd.faults;
