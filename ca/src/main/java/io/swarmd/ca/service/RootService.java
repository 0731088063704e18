package io.swarmd.ca.service;

import com.google.protobuf.ByteString;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.CAGrpc;
import io.swarmd.api.Cluster;
import io.swarmd.api.GetRootCACertificateRequest;
import io.swarmd.api.GetRootCACertificateResponse;
import io.swarmd.api.GetUnlockKeyRequest;
import io.swarmd.api.GetUnlockKeyResponse;
import io.swarmd.ca.ClusterObject;
import io.swarmd.identity.lock.KeyLock;
import io.swarmd.store.Store;
import java.util.Optional;

/** The service {@code CA}: the root everybody may fetch, and the unlock key for managers. */
public final class RootService extends CAGrpc.CAImplBase {

  private final Store store;

  public RootService(Store store) {
    this.store = store;
  }

  @Override
  public void getRootCACertificate(
      GetRootCACertificateRequest request, StreamObserver<GetRootCACertificateResponse> call) {
    Optional<Cluster> cluster = ClusterObject.in(store.view());
    if (cluster.isEmpty()) {
      Answers.refuse(call, Answers.STARTING);
      return;
    }
    Answers.send(call, GetRootCACertificateResponse.newBuilder()
        .setCertificate(cluster.get().getRootCa().getCaCert()).build());
  }

  /** Answers from what is committed now, never from what this manager happens to know. */
  @Override
  public void getUnlockKey(GetUnlockKeyRequest request, StreamObserver<GetUnlockKeyResponse> call) {
    Answers.sendLater(call, store.readBarrier().thenApply(current -> ClusterObject.in(store.view())
        .map(RootService::unlockKey).orElseThrow(Answers.STARTING::asRuntimeException)));
  }

  private static GetUnlockKeyResponse unlockKey(Cluster cluster) {
    ByteString key = KeyLock.of(cluster).key().map(held -> ByteString.copyFrom(held.bytes())).orElse(ByteString.EMPTY);
    return GetUnlockKeyResponse.newBuilder().setUnlockKey(key).setVersion(cluster.getMeta().getVersion()).build();
  }
}
