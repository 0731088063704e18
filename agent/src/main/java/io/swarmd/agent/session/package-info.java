/** The agent's session with a manager: opened, kept alive by heartbeats, and opened anew whenever it breaks. */
package io.swarmd.agent.session;
