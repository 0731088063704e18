package io.swarmd.raftstore.sealing;

import io.grpc.ManagedChannel;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.v1.KeyRingGrpc;
import io.swarmd.api.v1.OfferKeyRingRequest;
import io.swarmd.api.v1.OfferKeyRingResponse;
import io.swarmd.api.v1.RequestRotationRequest;
import io.swarmd.api.v1.RequestRotationResponse;
import io.swarmd.raftstore.transport.PeerChannels;
import io.swarmd.store.group.ManagerGroup.Member;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/** The calls over gRPC; each over a channel of its own, as there are few of them. */
public record KeyCalls(PeerChannels channels) implements KeyExchange {

  private static final int CALL_SECONDS = 5;

  @Override
  public CompletableFuture<KeyRing> offer(Member member, KeptKeys keys) {
    OfferKeyRingRequest request = OfferKeyRingRequest.newBuilder()
        .setContents(keys.ring().toContents()).setLocked(keys.locked()).build();
    return this.<OfferKeyRingResponse>call(member, (stub, answer) -> stub.offerKeyRing(request, answer))
        .thenApply(answer -> KeyRing.of(answer.getContents()));
  }

  @Override
  public CompletableFuture<KeyRing> requestRotation(Member leader, KeyRing held) {
    RequestRotationRequest request = RequestRotationRequest.newBuilder().setNewest(held.newest().id()).build();
    return this.<RequestRotationResponse>call(leader, (stub, answer) -> stub.requestRotation(request, answer))
        .thenApply(answer -> KeyRing.of(answer.getContents()));
  }

  private <A> CompletableFuture<A> call(
      Member member, BiConsumer<KeyRingGrpc.KeyRingStub, StreamObserver<A>> method) {
    ManagedChannel channel = channels.open(member.nodeId(), member.address());
    FirstAnswer<A> answer = new FirstAnswer<>(new CompletableFuture<>());
    method.accept(KeyRingGrpc.newStub(channel).withDeadlineAfter(CALL_SECONDS, TimeUnit.SECONDS), answer);
    return answer.future().whenComplete((value, failure) -> channel.shutdownNow());
  }

  private record FirstAnswer<A>(CompletableFuture<A> future) implements StreamObserver<A> {

    @Override
    public void onNext(A value) {
      future.complete(value);
    }

    @Override
    public void onError(Throwable failure) {
      future.completeExceptionally(failure);
    }

    @Override
    public void onCompleted() {}
  }
}
