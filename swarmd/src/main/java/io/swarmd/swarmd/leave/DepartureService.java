package io.swarmd.swarmd.leave;

import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.swarmd.api.v1.DepartureGrpc;
import io.swarmd.api.v1.LeaveSwarmProgress;
import io.swarmd.api.v1.LeaveSwarmRequest;
import io.swarmd.swarmd.FailureText;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Leaving over gRPC. A thread for each call; there is hardly ever one. */
final class DepartureService extends DepartureGrpc.DepartureImplBase {

  private static final Logger log = LoggerFactory.getLogger(DepartureService.class);

  private final Departure departure;

  DepartureService(Departure departure) {
    this.departure = departure;
  }

  @Override
  public void leave(LeaveSwarmRequest request, StreamObserver<LeaveSwarmProgress> observer) {
    ((ServerCallStreamObserver<?>) observer).setOnCancelHandler(() -> log.info("nobody waits for the end of leaving"));
    Thread.ofVirtual().name("leave").start(() -> run(request, observer));
  }

  private void run(LeaveSwarmRequest request, StreamObserver<LeaveSwarmProgress> observer) {
    try {
      departure.leave(request.getForce(), told -> observer.onNext(
          LeaveSwarmProgress.newBuilder().setText(told.text()).setWarning(told.warning()).build()));
      observer.onCompleted();
      departure.end(Optional.empty());
    } catch (Departure.Refused refused) {
      observer.onError(Status.FAILED_PRECONDITION.withDescription(refused.getMessage()).asRuntimeException());
    } catch (RuntimeException failure) {
      log.error("the node did not leave", failure);
      observer.onError(Status.INTERNAL.withDescription(FailureText.of(failure)).asRuntimeException());
      departure.end(Optional.of(FailureText.of(failure)));
    }
  }
}
