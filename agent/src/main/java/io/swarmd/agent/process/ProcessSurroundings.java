package io.swarmd.agent.process;

import java.nio.file.Path;
import java.util.concurrent.Executor;

/**
 * What all tasks of one executor share.
 *
 * @param supervisor the script that waits for a process
 * @param blocking runs work that waits; a thread for each piece
 */
record ProcessSurroundings(
    Path supervisor, Executor blocking, Cgroups cgroups, Namespaces namespaces, String bootId, String hostname) {}
