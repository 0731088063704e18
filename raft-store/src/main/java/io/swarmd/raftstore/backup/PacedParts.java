package io.swarmd.raftstore.backup;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.swarmd.api.v1.BackupPart;

/** Sends as fast as the client reads, on a thread that may wait. Made while the call begins. */
final class PacedParts {

  private final ServerCallStreamObserver<BackupPart> client;

  PacedParts(ServerCallStreamObserver<BackupPart> client) {
    this.client = client;
    client.setOnReadyHandler(this::lookAgain);
    client.setOnCancelHandler(this::lookAgain);
  }

  private synchronized void lookAgain() {
    notifyAll();
  }

  /** Waits for room and sends; false when the client has gone. */
  boolean send(BackupPart part) {
    if (!awaitRoom()) {
      return false;
    }
    client.onNext(part);
    return true;
  }

  private synchronized boolean awaitRoom() {
    try {
      while (!client.isReady() && !client.isCancelled()) {
        wait();
      }
      return !client.isCancelled();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void end(BackupPart last) {
    if (send(last)) {
      client.onCompleted();
    }
  }

  void fail(Throwable failure) {
    if (!client.isCancelled()) {
      client.onError(Status.UNKNOWN.withDescription("the backup failed: " + failure.getMessage())
          .withCause(failure).asException());
    }
  }
}
