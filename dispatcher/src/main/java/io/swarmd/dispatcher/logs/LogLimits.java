package io.swarmd.dispatcher.logs;

import java.time.Duration;

/**
 * The bounds of the log broker.
 *
 * @param subscriptions open at once; more are refused
 * @param pauseBytes when so much waits for one reader, nodes are not asked for more until it has gone on reading
 * @param queueBytes what comes all the same while so much waits is dropped, and the reader told
 * @param patience how long nodes wait for a reader that follows and takes nothing; from then on lines are dropped
 * @param connecting how long a node that is not down may take to connect before its lines are given up
 * @param settling how long after the end of the last task more lines of it may come
 * @param listenersOfNode streams of subscriptions one node may hold open; of more, the oldest is ended
 * @param messagesUnderWay how many messages a publisher may send before one was dealt with
 */
public record LogLimits(int subscriptions, long pauseBytes, long queueBytes, Duration patience, Duration connecting,
    Duration settling, int listenersOfNode, int messagesUnderWay) {

  public static LogLimits standard() {
    return new LogLimits(
        500, 1 << 20, 4 << 20, Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofSeconds(2), 8, 16);
  }
}
