/** How a manager's keys lie on its disk when the cluster is locked, in the formats of the original's tools. */
package io.swarmd.identity.lock;
