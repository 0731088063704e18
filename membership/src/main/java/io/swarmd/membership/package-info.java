/** Who the managers are: rules on members, shared by the services and the leader's role loop. */
package io.swarmd.membership;
