package io.swarmd.faults.history;

/**
 * One request and its answer.
 *
 * @param manager the one that was asked
 * @param start when it was asked, in nanoseconds of one clock for the whole history
 * @param end when it was answered
 */
public record Operation(String client, String manager, long start, long end, Request request, Answer answer) {}
