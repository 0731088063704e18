package io.swarmd.swarmctl.command;

import io.grpc.Channel;
import io.swarmd.api.CAGrpc;
import io.swarmd.api.ControlGrpc;
import io.swarmd.api.LogsGrpc;
import io.swarmd.api.v1.BackupGrpc;
import io.swarmd.api.v1.CapacityGrpc;
import io.swarmd.api.v1.WaitingGrpc;
import java.io.InputStream;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What commands reach the world by.
 *
 * @param connect opens the way to a control socket
 * @param now calendar time, for what is shown
 * @param nanos a clock that never goes back, for what is waited for
 * @param pause waits; replaced in tests
 */
public record Session(InputStream in, PrintStream out, PrintStream err, Function<String, String> environment,
    Function<String, Channel> connect, Supplier<Instant> now, LongSupplier nanos, Pause pause) {

  /** Waits a while. */
  public interface Pause {
    void sleep(Duration span) throws InterruptedException;
  }

  ControlGrpc.ControlBlockingStub control(String socket) {
    return ControlGrpc.newBlockingStub(connect.apply(socket)).withMaxInboundMessageSize(Integer.MAX_VALUE);
  }

  WaitingGrpc.WaitingBlockingStub waiting(String socket) {
    return WaitingGrpc.newBlockingStub(connect.apply(socket));
  }

  CapacityGrpc.CapacityBlockingStub capacity(String socket) {
    return CapacityGrpc.newBlockingStub(connect.apply(socket)).withMaxInboundMessageSize(Integer.MAX_VALUE);
  }

  BackupGrpc.BackupBlockingStub backup(String socket) {
    return BackupGrpc.newBlockingStub(connect.apply(socket)).withMaxInboundMessageSize(Integer.MAX_VALUE);
  }

  LogsGrpc.LogsStub logs(String socket) {
    return LogsGrpc.newStub(connect.apply(socket)).withMaxInboundMessageSize(Integer.MAX_VALUE);
  }

  CAGrpc.CABlockingStub authority(String socket) {
    return CAGrpc.newBlockingStub(connect.apply(socket));
  }
}
