package io.swarmd.dispatcher.secret;

import com.google.protobuf.ByteString;
import io.swarmd.api.Secret;

/**
 * What a driver answered.
 *
 * @param forOneTask whether no other task may be given this value
 */
public record ProvidedSecret(ByteString value, boolean forOneTask) {

  /** As large as a secret may be. */
  private static final int BYTES_MAX = 500 * 1024;

  /** @throws IllegalArgumentException for a value no secret may have */
  public ProvidedSecret {
    if (value.isEmpty() || value.size() > BYTES_MAX) {
      throw new IllegalArgumentException(
          "the driver gave " + value.size() + " bytes, and a secret has 1 to " + BYTES_MAX);
    }
  }

  /** The secret with its value, under the given id. */
  public Secret as(Secret stored, String id) {
    return stored.toBuilder()
        .setId(id)
        .setInternal(forOneTask || stored.getInternal())
        .setSpec(stored.getSpec().toBuilder().setData(value))
        .build();
  }

  /** Never the value. */
  @Override
  public String toString() {
    return "ProvidedSecret[" + value.size() + " bytes]";
  }
}
