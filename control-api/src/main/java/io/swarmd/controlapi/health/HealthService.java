package io.swarmd.controlapi.health;

import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.HealthCheckRequest;
import io.swarmd.api.HealthCheckResponse;
import io.swarmd.api.HealthCheckResponse.ServingStatus;
import io.swarmd.api.HealthGrpc;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Tells which parts of this manager serve. The remote port has one with {@link #RAFT}, the control socket one with
 * {@link #CONTROL_API}. Any thread may call.
 */
public final class HealthService extends HealthGrpc.HealthImplBase {

  /** Serves from just before this manager joins or starts Raft. */
  public static final String RAFT = "Raft";
  /** Serves once Raft has joined or started. */
  public static final String CONTROL_API = "ControlAPI";

  private final Map<String, ServingStatus> statuses = new ConcurrentHashMap<>();

  /** A service in which the named part does not serve yet; the empty name always serves. */
  public HealthService(String part) {
    statuses.put("", ServingStatus.SERVING);
    statuses.put(part, ServingStatus.NOT_SERVING);
  }

  public void set(String part, boolean serving) {
    statuses.put(part, serving ? ServingStatus.SERVING : ServingStatus.NOT_SERVING);
  }

  @Override
  public void check(HealthCheckRequest request, StreamObserver<HealthCheckResponse> observer) {
    ServingStatus status = statuses.get(request.getService());
    if (status == null) {
      observer.onError(Status.NOT_FOUND.withDescription("unknown service").asRuntimeException());
      return;
    }
    observer.onNext(HealthCheckResponse.newBuilder().setStatus(status).build());
    observer.onCompleted();
  }
}
