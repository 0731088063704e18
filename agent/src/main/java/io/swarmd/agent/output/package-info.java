/**
 * What a process writes to files, kept with the time of each line, within bounds, and read again: {@link
 * io.swarmd.agent.output.OutputCapture} takes lines over into a journal of segments, {@link
 * io.swarmd.agent.output.CapturedLogs} reads that.
 */
package io.swarmd.agent.output;
