/** What the agent remembers of its tasks across a restart. */
package io.swarmd.agent.database;
