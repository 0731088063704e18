package io.swarmd.swarmctl.logs;

import io.grpc.Status;
import io.swarmd.api.LogSelector;
import io.swarmd.api.LogSubscriptionOptions;
import io.swarmd.api.SubscribeLogsRequest;
import io.swarmd.model.log.HeardLines;
import io.swarmd.swarmctl.command.CommandException;
import io.swarmd.swarmctl.command.Invocation;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Reads to the end of the stream. One that follows and is cut off, as by a change of leader, is taken up again: no line
 * is shown twice, and those written meanwhile are not missed.
 */
final class LogReader {

  /** How long a stream that follows may be cut off again and again before it is given up. */
  static final Duration AWAY_MAX = Duration.ofMinutes(1);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  /** A stream that held so long was well. */
  private static final Duration WELL = Duration.ofSeconds(5);
  private static final Duration LOOK = Duration.ofMillis(100);
  /** What asking again does not mend; while leaders change, managers answer with several other codes. */
  private static final Set<Status.Code> FINAL = Set.of(Status.Code.OK, Status.Code.INVALID_ARGUMENT,
      Status.Code.PERMISSION_DENIED, Status.Code.UNAUTHENTICATED, Status.Code.UNIMPLEMENTED);

  private final Invocation in;
  private final LogSelector selector;
  private final LogSubscriptionOptions options;
  private final LinePrinter printer;
  private final MergeWindow window = new MergeWindow();
  private final HeardLines heard = new HeardLines();
  private final Instant begun;
  private long lines;
  private long lastSign;

  LogReader(Invocation in, LogSelector selector, LogSubscriptionOptions options, LinePrinter printer) {
    this.in = in;
    this.selector = selector;
    this.options = options;
    this.printer = printer;
    this.begun = in.now();
  }

  /**
   * Shows all lines; gives how many.
   *
   * @throws CommandException when lines are missing, with the managers' reasons
   */
  long run() {
    lastSign = in.nanos();
    Status end = read(options);
    while (isInterruption(end) && in.nanos() - lastSign < AWAY_MAX.toNanos()) {
      in.err().println("swarmctl: the lines stop for now: " + text(end) + "; trying again");
      in.sleep(PAUSE);
      end = read(heard.resume(options, begun, in.now()));
    }
    if (!end.isOk()) {
      throw new CommandException("failed receiving stream message: " + text(end));
    }
    return lines;
  }

  private boolean isInterruption(Status end) {
    return options.getFollow() && !FINAL.contains(end.getCode());
  }

  private static String text(Status end) {
    return end.getDescription() == null ? end.getCode().toString() : end.getDescription();
  }

  /** Reads one stream; gives how it ended. */
  private Status read(LogSubscriptionOptions asked) {
    LineFeed feed = LineFeed.open(
        in.logs(), SubscribeLogsRequest.newBuilder().setSelector(selector).setOptions(asked).build());
    Optional<Status> end = Optional.empty();
    long opened = in.nanos();
    try {
      while (end.isEmpty()) {
        end = take(feed.next(LOOK));
        window.due(in.nanos()).forEach(printer::print);
        if (!printer.flush()) {
          feed.close();
          return Status.OK;
        }
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new CommandException("interrupted");
    }
    window.rest().forEach(printer::print);
    printer.flush();
    lastSign = in.nanos() - opened >= WELL.toNanos() ? in.nanos() : lastSign;
    return end.get();
  }

  private Optional<Status> take(Optional<LineFeed.Piece> piece) {
    piece.ifPresent(came -> came.lines().stream().filter(line -> heard.hear(line, in.now())).forEach(line -> {
      lines++;
      lastSign = in.nanos();
      window.add(line, in.nanos());
    }));
    return piece.flatMap(LineFeed.Piece::end);
  }
}
