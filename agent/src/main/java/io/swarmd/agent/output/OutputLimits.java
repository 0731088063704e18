package io.swarmd.agent.output;

/**
 * The bounds of what is kept of one task's output.
 *
 * @param rawBytes a raw file that has grown so large is emptied once all of it was taken over; one twice as large is
 *     emptied in any case, and what was not taken over is lost
 * @param segmentBytes a segment of the journal that has grown so large is followed by another
 * @param segments kept; the oldest goes when another begins
 */
public record OutputLimits(long rawBytes, long segmentBytes, int segments) {

  public static OutputLimits standard() {
    return new OutputLimits(10L << 20, 5L << 20, 4);
  }
}
