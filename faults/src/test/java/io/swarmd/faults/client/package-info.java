/** Clients and watchers of a cluster, who write down all they ask and are told. */
package io.swarmd.faults.client;
