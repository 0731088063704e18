package io.swarmd.raftstore.sealing;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.v1.GetKeyRingRequest;
import io.swarmd.api.v1.GetKeyRingResponse;
import io.swarmd.api.v1.KeyRingGrpc;
import io.swarmd.identity.Caller;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Hands the key ring to managers that join (design notes, E7). */
public final class KeyRingService extends KeyRingGrpc.KeyRingImplBase {

  private final Supplier<KeyRing> ring;

  public KeyRingService(Supplier<KeyRing> ring) {
    this.ring = ring;
  }

  @Override
  public void getKeyRing(GetKeyRingRequest request, StreamObserver<GetKeyRingResponse> response) {
    if (!Caller.current().roles().contains(Caller.MANAGER)) {
      response.onError(Status.PERMISSION_DENIED.withDescription("the key ring is for managers only").asException());
      return;
    }
    response.onNext(GetKeyRingResponse.newBuilder().setContents(ring.get().toContents()).build());
    response.onCompleted();
  }

  /**
   * Asks a manager for the ring.
   *
   * @throws io.grpc.StatusRuntimeException as the manager answers
   */
  public static KeyRing fetch(Channel manager, Duration timeout) {
    return KeyRing.of(KeyRingGrpc.newBlockingStub(manager).withDeadlineAfter(timeout.toMillis(), TimeUnit.MILLISECONDS)
        .getKeyRing(GetKeyRingRequest.getDefaultInstance()).getContents());
  }
}
