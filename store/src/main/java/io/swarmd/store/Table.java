package io.swarmd.store;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import io.swarmd.api.Cluster;
import io.swarmd.api.Config;
import io.swarmd.api.Extension;
import io.swarmd.api.Meta;
import io.swarmd.api.Network;
import io.swarmd.api.Node;
import io.swarmd.api.Resource;
import io.swarmd.api.Secret;
import io.swarmd.api.Service;
import io.swarmd.api.Task;
import io.swarmd.api.Volume;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * One kind of object the cluster stores, and how to reach what all kinds have: id, meta and name. The instances here
 * are all there are; they are compared by identity.
 *
 * @param <T> the generated message of the kind
 */
public final class Table<T extends Message> {

  public static final Table<Cluster> CLUSTER = new Table<>("cluster", 0, Cluster.getDefaultInstance(), Cluster::getId,
      Cluster::getMeta, (object, meta) -> object.toBuilder().setMeta(meta).build(),
      object -> object.getSpec().getAnnotations().getName(), true);
  public static final Table<Config> CONFIG = new Table<>("config", 1, Config.getDefaultInstance(), Config::getId,
      Config::getMeta, (object, meta) -> object.toBuilder().setMeta(meta).build(),
      object -> object.getSpec().getAnnotations().getName(), true);
  public static final Table<Extension> EXTENSION = new Table<>("extension", 2, Extension.getDefaultInstance(),
      Extension::getId, Extension::getMeta, (object, meta) -> object.toBuilder().setMeta(meta).build(),
      object -> object.getAnnotations().getName(), true);
  public static final Table<Network> NETWORK = new Table<>("network", 3, Network.getDefaultInstance(), Network::getId,
      Network::getMeta, (object, meta) -> object.toBuilder().setMeta(meta).build(),
      object -> object.getSpec().getAnnotations().getName(), true);
  /** Named by the host name in the description; several nodes may share one. */
  public static final Table<Node> NODE = new Table<>("node", 4, Node.getDefaultInstance(), Node::getId,
      Node::getMeta, (object, meta) -> object.toBuilder().setMeta(meta).build(),
      object -> object.getDescription().getHostname(), false);
  public static final Table<Resource> RESOURCE = new Table<>("resource", 5, Resource.getDefaultInstance(),
      Resource::getId, Resource::getMeta, (object, meta) -> object.toBuilder().setMeta(meta).build(),
      object -> object.getAnnotations().getName(), true);
  public static final Table<Secret> SECRET = new Table<>("secret", 6, Secret.getDefaultInstance(), Secret::getId,
      Secret::getMeta, (object, meta) -> object.toBuilder().setMeta(meta).build(),
      object -> object.getSpec().getAnnotations().getName(), true);
  public static final Table<Service> SERVICE = new Table<>("service", 7, Service.getDefaultInstance(), Service::getId,
      Service::getMeta, (object, meta) -> object.toBuilder().setMeta(meta).build(),
      object -> object.getSpec().getAnnotations().getName(), true);
  /** Named by its annotation, else by service, slot (or node) and id; see {@link Index}. */
  public static final Table<Task> TASK = new Table<>("task", 8, Task.getDefaultInstance(), Task::getId,
      Task::getMeta, (object, meta) -> object.toBuilder().setMeta(meta).build(),
      io.swarmd.model.task.TaskName::of, false);
  public static final Table<Volume> VOLUME = new Table<>("volume", 9, Volume.getDefaultInstance(), Volume::getId,
      Volume::getMeta, (object, meta) -> object.toBuilder().setMeta(meta).build(),
      object -> object.getSpec().getAnnotations().getName(), true);

  /** All tables, in the order in which a snapshot lists them. */
  public static final List<Table<?>> ALL =
      List.of(CLUSTER, CONFIG, EXTENSION, NETWORK, NODE, RESOURCE, SECRET, SERVICE, TASK, VOLUME);

  private final String name;
  private final int number;
  private final Parser<T> parser;
  private final Function<T, String> id;
  private final Function<T, Meta> meta;
  private final BiFunction<T, Meta, T> withMeta;
  private final Function<T, String> objectName;
  private final boolean nameUnique;
  private final T defaultInstance;

  private Table(String name, int number, T defaultInstance, Function<T, String> id, Function<T, Meta> meta,
      BiFunction<T, Meta, T> withMeta, Function<T, String> objectName, boolean nameUnique) {
    this.name = name;
    this.number = number;
    this.parser = parserOf(defaultInstance);
    this.id = id;
    this.meta = meta;
    this.withMeta = withMeta;
    this.objectName = objectName;
    this.nameUnique = nameUnique;
    this.defaultInstance = defaultInstance;
  }

  @SuppressWarnings("unchecked")
  private static <T extends Message> Parser<T> parserOf(T object) {
    return (Parser<T>) object.getParserForType();
  }

  /**
   * The table of an object.
   *
   * @throws IllegalArgumentException when the message is not one of the stored kinds
   */
  public static Table<?> of(Message object) {
    return switch (object) {
      case Task task -> TASK;
      case Node node -> NODE;
      case Service service -> SERVICE;
      case Network network -> NETWORK;
      case Cluster cluster -> CLUSTER;
      case Secret secret -> SECRET;
      case Config config -> CONFIG;
      case Resource resource -> RESOURCE;
      case Extension extension -> EXTENSION;
      case Volume volume -> VOLUME;
      default -> throw new IllegalArgumentException("no table holds " + object.getDescriptorForType().getFullName());
    };
  }

  /** The table with the number, if there is one. */
  public static Optional<Table<?>> numbered(int number) {
    return number >= 0 && number < ALL.size() ? Optional.of(ALL.get(number)) : Optional.empty();
  }

  /** The table's name in messages and keys, for example {@code task}. */
  public String name() {
    return name;
  }

  /** The table's number in entries and on disk; never reused for another kind. */
  public int number() {
    return number;
  }

  public String id(T object) {
    return id.apply(object);
  }

  public Meta meta(T object) {
    return meta.apply(object);
  }

  /** The version the object was stamped with. */
  public long version(T object) {
    return meta.apply(object).getVersion().getIndex();
  }

  public T withMeta(T object, Meta newMeta) {
    return withMeta.apply(object, newMeta);
  }

  /** The object's name; empty when it has none. */
  public String objectName(T object) {
    return objectName.apply(object);
  }

  /** Whether two objects of this table may not have the same name (compared without case). */
  public boolean nameUnique() {
    return nameUnique;
  }

  /** An object of the kind with nothing set. */
  public T defaultInstance() {
    return defaultInstance;
  }

  public T parse(byte[] bytes) throws InvalidProtocolBufferException {
    return parser.parseFrom(bytes);
  }

  @Override
  public String toString() {
    return name;
  }
}
