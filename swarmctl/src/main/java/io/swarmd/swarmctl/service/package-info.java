/** The service commands. */
package io.swarmd.swarmctl.service;
