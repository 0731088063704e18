package io.swarmd.raftstore.backup;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.v1.BackupBegin;
import io.swarmd.api.v1.BackupEnd;
import io.swarmd.api.v1.BackupGrpc;
import io.swarmd.api.v1.BackupPart;
import io.swarmd.api.v1.TakeBackupRequest;
import io.swarmd.identity.IdentityException;
import io.swarmd.identity.lock.UnlockKey;
import io.swarmd.loop.Environment;
import io.swarmd.store.StoreView;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Sends backups, from this manager's own state: so one can be taken without a leader too, where it says that it may
 * lack the latest changes. A client that reads slowly is waited for, and holds up nothing else.
 */
public final class BackupService extends BackupGrpc.BackupImplBase {

  /** Backups under way at once; more are refused. */
  private static final int MAX_AT_ONCE = 4;
  /** After this time without a word from the other managers the state is taken as it is. */
  private static final long BARRIER_SECONDS = 2;

  private final Environment environment;
  private final Supplier<StoreView> views;
  private final Supplier<CompletableFuture<Void>> barrier;
  private final Executor workers;
  private final Semaphore free = new Semaphore(MAX_AT_ONCE);

  /**
   * The service.
   *
   * @param views the committed state, as of now
   * @param barrier done when all that was committed before is in the next view
   * @param workers threads that may wait, one for each backup
   */
  public BackupService(Environment environment, Supplier<StoreView> views, Supplier<CompletableFuture<Void>> barrier,
      Executor workers) {
    this.environment = environment;
    this.views = views;
    this.barrier = barrier;
    this.workers = workers;
  }

  @Override
  public void takeBackup(TakeBackupRequest request, StreamObserver<BackupPart> observer) {
    Optional<UnlockKey> given;
    try {
      given = request.getRestoreKey().isEmpty()
          ? Optional.empty() : Optional.of(UnlockKey.parse(request.getRestoreKey()));
    } catch (IdentityException malformed) {
      observer.onError(Status.INVALID_ARGUMENT.withDescription(
          "restore_key: " + malformed.getMessage() + ": it is written like an unlock key, SWMKEY-1-...").asException());
      return;
    }
    if (!free.tryAcquire()) {
      observer.onError(Status.RESOURCE_EXHAUSTED.withDescription(
          MAX_AT_ONCE + " backups are being taken already, try again later").asException());
      return;
    }
    PacedParts parts = new PacedParts((ServerCallStreamObserver<BackupPart>) observer);
    barrier.get().orTimeout(BARRIER_SECONDS, TimeUnit.SECONDS).handle((done, failure) -> failure != null)
        .thenAcceptAsync(outdated -> send(given, outdated, parts), workers)
        .whenComplete((done, failure) -> {
          free.release();
          if (failure != null) {
            parts.fail(failure);
          }
        });
  }

  private void send(Optional<UnlockKey> given, boolean outdated, PacedParts parts) {
    UnlockKey key = given.orElseGet(() -> UnlockKey.generate(new SecureRandom()));
    BackupFrames frames = new BackupFrames(views.get(), key, environment.now());
    boolean open = parts.send(BackupPart.newBuilder().setBegin(BackupBegin.newBuilder()
        .setManifest(frames.manifest()).setRestoreKey(given.isPresent() ? "" : key.text())
        .setMaybeOutdated(outdated)).build());
    MessageDigest digest = sha256();
    long bytes = 0;
    while (open && frames.hasNext()) {
      byte[] frame = frames.next();
      digest.update(frame);
      bytes += frame.length;
      open = parts.send(BackupPart.newBuilder().setData(UnsafeByteOperations.unsafeWrap(frame)).build());
    }
    if (open) {
      parts.end(BackupPart.newBuilder().setEnd(BackupEnd.newBuilder()
          .setBytes(bytes).setSha256(ByteString.copyFrom(digest.digest()))).build());
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every Java runtime has SHA-256", impossible);
    }
  }
}
