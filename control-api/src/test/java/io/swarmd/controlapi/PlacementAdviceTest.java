package io.swarmd.controlapi;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.UpdateServiceRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the leader logs of constraints that no node can be known to meet. */
class PlacementAdviceTest {

  private final ControlFixture control = new ControlFixture();
  private final Logger logger = (Logger) LoggerFactory.getLogger("io.swarmd.controlapi.service.PlacementAdvice");
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void close() {
    logger.detachAppender(lines);
    control.close();
  }

  private static ServiceSpec.Builder asking(String wish) {
    ServiceSpec.Builder spec = ControlFixture.spec("web");
    spec.getAnnotationsBuilder().putLabels("swarmd.warn-of-unknown-labels", wish);
    spec.getTaskBuilder().getPlacementBuilder().addConstraints("node.labels.zone==a").addConstraints("node.id!=b");
    return spec;
  }

  @Test
  void itLogsOneLineAndRefusesNothing() {
    Service web = control.create(asking("true"));
    ServiceSpec.Builder changed = asking("true");
    changed.getReplicatedBuilder().setReplicas(3);
    control.call(stub -> stub.updateService(UpdateServiceRequest.newBuilder().setServiceId(web.getId())
        .setServiceVersion(web.getMeta().getVersion()).setSpec(changed).build()));
    assertThat(lines.list).extracting(ILoggingEvent::getFormattedMessage).containsExactly(
        "service web: no node has the label of constraint 'node.labels.zone==a': tasks wait until one has it",
        "service web: no node has the label of constraint 'node.labels.zone==a': tasks wait until one has it");
  }

  @Test
  void itIsSilentUnlessAsked() {
    control.create(asking("no"));
    assertThat(lines.list).isEmpty();
  }
}
