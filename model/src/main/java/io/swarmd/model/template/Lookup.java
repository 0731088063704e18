package io.swarmd.model.template;

import com.google.protobuf.ByteString;

/** A function of the surroundings: finds something by its name. */
public interface Lookup {

  /** @throws IllegalArgumentException when there is nothing of that name, saying so */
  ByteString find(String name);
}
