package io.swarmd.swarmctl.dependency;

import com.google.protobuf.Message;
import io.swarmd.api.Annotations;
import io.swarmd.api.Meta;
import io.swarmd.swarmctl.command.Flag;
import io.swarmd.swarmctl.command.Invocation;
import io.swarmd.swarmctl.text.Columns;
import java.util.List;

/** What the commands must know of secrets, and of configs. */
interface Kind<T extends Message> {

  /** As messages and commands call it. */
  String name();

  /** What only this kind can be created with. */
  List<Flag> creationFlags();

  /** Creates one and gives its id. */
  String create(Invocation in, Annotations annotations);

  /** All there are when the text is empty, else those of that name or with ids that begin so. */
  List<T> find(Invocation in, String nameOrIdPrefix);

  void remove(Invocation in, String id);

  String id(T object);

  Meta meta(T object);

  Annotations annotations(T object);

  /** A list for people, of the objects in their order. */
  Columns table(Invocation in, List<T> objects);

  /** What follows on the properties that both kinds have. */
  void printPayload(Invocation in, T object);
}
