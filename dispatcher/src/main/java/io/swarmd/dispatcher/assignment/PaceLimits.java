package io.swarmd.dispatcher.assignment;

import java.time.Duration;

/**
 * How closely messages of one stream may follow each other.
 *
 * @param pause how long after a message further changes are gathered into the next; a change after a longer quiet is
 *     sent at once
 * @param changes how many changes end the pause early, and how many one incremental message carries at most
 */
public record PaceLimits(Duration pause, int changes) {}
