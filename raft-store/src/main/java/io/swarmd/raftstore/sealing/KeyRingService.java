package io.swarmd.raftstore.sealing;

import io.grpc.Channel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.v1.GetKeyRingRequest;
import io.swarmd.api.v1.GetKeyRingResponse;
import io.swarmd.api.v1.KeyRingContents;
import io.swarmd.api.v1.KeyRingGrpc;
import io.swarmd.api.v1.OfferKeyRingRequest;
import io.swarmd.api.v1.OfferKeyRingResponse;
import io.swarmd.api.v1.RequestRotationRequest;
import io.swarmd.api.v1.RequestRotationResponse;
import io.swarmd.identity.Caller;
import io.swarmd.identity.IdentityException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What managers tell each other about the data keys (design notes, E7). For managers only. */
public final class KeyRingService extends KeyRingGrpc.KeyRingImplBase {

  private static final Status NOT_LOCKED_YET =
      Status.UNAVAILABLE.withDescription("the keys on this manager's disk are not locked yet");

  private final LiveKeyRing keys;
  private final Runnable rotation;

  /** @param rotation begins a rotation that is due */
  public KeyRingService(LiveKeyRing keys, Runnable rotation) {
    this.keys = keys;
    this.rotation = rotation;
  }

  @Override
  public void getKeyRing(GetKeyRingRequest request, StreamObserver<GetKeyRingResponse> response) {
    answer(response, () -> GetKeyRingResponse.newBuilder().setContents(keys.ring().toContents()).build());
  }

  /** A key that is to replace one that lay in clear must not do so itself. */
  @Override
  public void offerKeyRing(OfferKeyRingRequest request, StreamObserver<OfferKeyRingResponse> response) {
    answer(response, () -> {
      if (request.getLocked() && !keys.kept().locked()) {
        throw NOT_LOCKED_YET.asRuntimeException();
      }
      KeyRing offered = ring(request.getContents());
      KeptKeys held = keys.change(kept -> kept.merged(offered));
      rotation.run();
      return OfferKeyRingResponse.newBuilder().setContents(held.ring().toContents()).build();
    });
  }

  @Override
  public void requestRotation(RequestRotationRequest request, StreamObserver<RequestRotationResponse> response) {
    answer(response, () -> {
      if (keys.ring().newest().id() <= request.getNewest()) {
        if (!keys.kept().locked()) {
          throw NOT_LOCKED_YET.asRuntimeException();
        }
        keys.change(KeptKeys::askedToRotate);
        rotation.run();
      }
      return RequestRotationResponse.newBuilder().setContents(keys.ring().toContents()).build();
    });
  }

  static KeyRing ring(KeyRingContents contents) {
    try {
      return KeyRing.of(contents);
    } catch (IllegalArgumentException malformed) {
      throw Status.INVALID_ARGUMENT.withDescription(malformed.getMessage()).asRuntimeException();
    }
  }

  private static <A> void answer(StreamObserver<A> response, Supplier<A> work) {
    if (!Caller.current().roles().contains(Caller.MANAGER)) {
      response.onError(Status.PERMISSION_DENIED.withDescription("the key ring is for managers only").asException());
      return;
    }
    try {
      response.onNext(work.get());
      response.onCompleted();
    } catch (StatusRuntimeException refused) {
      response.onError(refused);
    } catch (IdentityException | IllegalArgumentException failed) {
      response.onError(Status.FAILED_PRECONDITION.withDescription(failed.getMessage()).asException());
    }
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
