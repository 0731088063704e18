package io.swarmd.model.expansion;

import com.google.protobuf.ByteString;

/**
 * What a secret or config holds for one task.
 *
 * @param sensitive whether it must not be written to a disk: a secret, or a config that took in one
 */
public record Payload(ByteString data, boolean sensitive) {

  /** Never the content. */
  @Override
  public String toString() {
    return "Payload[" + data.size() + " bytes]";
  }
}
