/** Docker Engines for tests, each on a machine of its own made of namespaces: nothing of them outlives the test run. */
package io.swarmd.agent.engine;
