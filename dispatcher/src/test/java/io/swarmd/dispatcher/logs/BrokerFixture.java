package io.swarmd.dispatcher.logs;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import io.swarmd.api.Annotations;
import io.swarmd.api.LogContext;
import io.swarmd.api.LogMessage;
import io.swarmd.api.LogSelector;
import io.swarmd.api.LogStream;
import io.swarmd.api.LogSubscriptionOptions;
import io.swarmd.api.NodeStatus;
import io.swarmd.api.PublishLogsMessage;
import io.swarmd.api.Service;
import io.swarmd.api.ServiceSpec;
import io.swarmd.api.SubscribeLogsMessage;
import io.swarmd.api.SubscribeLogsRequest;
import io.swarmd.api.SubscriptionMessage;
import io.swarmd.api.Task;
import io.swarmd.api.TaskState;
import io.swarmd.dispatcher.RecordingOutlet;
import io.swarmd.dispatcher.Samples;
import io.swarmd.dispatcher.stream.OpenStream;
import io.swarmd.dispatcher.stream.Refusal;
import io.swarmd.loop.SimulatedEnvironment;
import io.swarmd.model.time.WireTime;
import io.swarmd.store.simulated.StoreFixture;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A log broker over a store that leads, on a simulated machine, with readers and nodes that call it. */
final class BrokerFixture {

  static final String SERVICE = "service-1";

  final SimulatedEnvironment environment = new SimulatedEnvironment(1);
  final StoreFixture store = StoreFixture.leading(environment);
  final LogBroker broker;

  BrokerFixture() {
    this(LogLimits.standard());
  }

  BrokerFixture(LogLimits limits) {
    broker = new LogBroker(environment, store.store(), store.term(), limits);
    commit(Service.newBuilder().setId(SERVICE)
        .setSpec(ServiceSpec.newBuilder().setAnnotations(Annotations.newBuilder().setName("web"))).build());
    broker.start();
    environment.runDue();
  }

  void commit(Message... objects) {
    store.commit(objects);
    environment.runDue();
  }

  void pass(Duration span) {
    environment.runFor(span);
  }

  void nodes(String... ids) {
    for (String id : ids) {
      commit(Samples.node(id, NodeStatus.State.READY));
    }
  }

  static Task running(String id, String node) {
    return Samples.task(id, node, TaskState.RUNNING);
  }

  /** A reader, and its stream. */
  record Reader(RecordingOutlet<SubscribeLogsMessage> outlet, OpenStream stream) {

    List<String> lines() {
      return outlet.messages().stream().flatMap(message -> message.getMessagesList().stream())
          .map(line -> line.getData().toStringUtf8().strip()).toList();
    }
  }

  Reader read(SubscribeLogsRequest request) {
    RecordingOutlet<SubscribeLogsMessage> outlet = new RecordingOutlet<>();
    Reader reader = new Reader(outlet, broker.subscribe(request, outlet));
    environment.runDue();
    return reader;
  }

  Reader readService(boolean follow) {
    return read(request(LogSelector.newBuilder().addServiceIds(SERVICE), follow));
  }

  Reader readTask(String id, boolean follow) {
    return read(request(LogSelector.newBuilder().addTaskIds(id), follow));
  }

  static SubscribeLogsRequest request(LogSelector.Builder selector, boolean follow) {
    return SubscribeLogsRequest.newBuilder().setSelector(selector)
        .setOptions(LogSubscriptionOptions.newBuilder().setFollow(follow)).build();
  }

  /** A node that listens. */
  record Listening(String nodeId, RecordingOutlet<SubscriptionMessage> outlet, OpenStream stream) {

    /** The id of the only subscription told. */
    String told() {
      return outlet.messages().stream().filter(message -> !message.getClose()).toList().getFirst().getId();
    }

    List<SubscriptionMessage> openings() {
      return outlet.messages().stream().filter(message -> !message.getClose()).toList();
    }

    List<SubscriptionMessage> closings() {
      return outlet.messages().stream().filter(SubscriptionMessage::getClose).toList();
    }
  }

  Listening listen(String nodeId) {
    RecordingOutlet<SubscriptionMessage> outlet = new RecordingOutlet<>();
    Listening listening = new Listening(nodeId, outlet, broker.listen(nodeId, outlet));
    environment.runDue();
    return listening;
  }

  /** A node's stream of lines. */
  final class Publishing implements Publisher {

    private final String nodeId;
    private final String subscription;
    private final LogBroker.Publishing stream;
    int wanted;
    boolean completed;
    Optional<Refusal.Reason> refused = Optional.empty();
    private final List<PublishLogsMessage> held = new ArrayList<>();

    Publishing(String nodeId, String subscription) {
      this.nodeId = nodeId;
      this.subscription = subscription;
      this.stream = broker.publish(nodeId, this);
    }

    @Override
    public void next() {
      wanted++;
      flush();
    }

    /** As a transport does, what is not asked for is held back. */
    private void flush() {
      while (stream != null && wanted > 0 && !held.isEmpty()) {
        wanted--;
        stream.message(held.removeFirst());
      }
    }

    @Override
    public void complete() {
      completed = true;
    }

    @Override
    public void fail(Refusal why) {
      refused = refused.or(() -> Optional.of(why.reason()));
    }

    int held() {
      return held.size();
    }

    Publishing line(String taskId, String text) {
      return send(message(line(nodeId, taskId, text)));
    }

    LogMessage line(String node, String taskId, String text) {
      return LogMessage.newBuilder()
          .setContext(LogContext.newBuilder().setServiceId(SERVICE).setNodeId(node).setTaskId(taskId))
          .setTimestamp(WireTime.timestamp(environment.now())).setStream(LogStream.LOG_STREAM_STDOUT)
          .setData(ByteString.copyFromUtf8(text + "\n")).build();
    }

    PublishLogsMessage message(LogMessage line) {
      return PublishLogsMessage.newBuilder().setSubscriptionId(subscription).addMessages(line).build();
    }

    Publishing send(PublishLogsMessage message) {
      held.add(message);
      flush();
      environment.runDue();
      return this;
    }

    void close() {
      send(PublishLogsMessage.newBuilder().setSubscriptionId(subscription).setClose(true).build());
      stream.ended();
      environment.runDue();
    }

    void endWithoutAWord() {
      stream.ended();
      environment.runDue();
    }

    void breakOff() {
      stream.broken();
      environment.runDue();
    }
  }

  Publishing publish(Listening listening) {
    return publish(listening.nodeId(), listening.told());
  }

  Publishing publish(String nodeId, String subscription) {
    Publishing publishing = new Publishing(nodeId, subscription);
    environment.runDue();
    return publishing;
  }
}
