package io.swarmd.dispatcher.secret;

import java.util.Optional;

/** What drivers have answered so far. */
public interface ProvidedSecrets {

  /** Empty when the secret has no driver, or its driver did not answer. */
  Optional<ProvidedSecret> of(String taskId, String secretId);
}
